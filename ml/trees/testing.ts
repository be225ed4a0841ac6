import { readFileSync } from 'node:fs'
import type { Column } from '../../nodes/kit/columns.ts'
import { loadModel } from '../models/load-model.ts'
import type { Model } from '../models/model.ts'
import type { TreeBlueprint } from '../models/tree-blueprint.ts'
import type { ColumnBatch, ColumnData } from '../tables/column-batch.ts'
import type { TrainedModel } from '../training/train-model.ts'
import { type TreeTraining, trainTrees } from '../training/train-trees.ts'
import { boundsOf, ColumnBinning } from './bins.ts'
import { compileFeatures, FeatureFit } from './features.ts'
import type { TreeData } from './read-tree-data.ts'

/** Rows by column; text is a category, null or an empty text missing. */
export type Rows = Readonly<Record<string, readonly (number | string | null)[]>>

/** A built-in data set, or another with a head. */
export function readCsv(id: string): Record<string, string>[] {
  const file = new URL(`../../nodes/data/builtin/data/${id}.csv`, import.meta.url)
  const [head = '', ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/)
  const names = head.split(',')
  return lines.map((line) => {
    const cells = line.split(',')
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']))
  })
}

/** Columns out of texts: numbers, but for those that are categories. */
export const columnsOf = (
  rows: readonly Readonly<Record<string, string>>[],
  names: readonly string[],
  categories: readonly string[] = [],
): Rows =>
  Object.fromEntries(
    names.map((name) => [
      name,
      rows.map((row) => {
        const value = row[name] ?? ''
        if (value === '') return null
        return categories.includes(name) ? value : Number(value)
      }),
    ]),
  )

const isCategory = (values: readonly (number | string | null)[]) =>
  values.some((value) => typeof value === 'string')

export const batchOf = (rows: Rows, like: Rows = rows): ColumnBatch => ({
  rows: Object.values(rows)[0]?.length ?? 0,
  columns: Object.fromEntries(
    Object.entries(rows).map(([name, values]): [string, ColumnData] => [
      name,
      isCategory(like[name] ?? values)
        ? values.map((value) => (value === null ? null : String(value)))
        : Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value))),
    ]),
  ),
})

const columnOf = (name: string, kind: 'number' | 'category'): Column => ({
  id: name,
  name,
  storage: kind === 'number' ? 'double' : 'varchar',
  kind,
  role: 'feature',
})

export interface Learning {
  rows: Rows
  /** Numbers, or labels. */
  target: readonly (number | string)[]
  weights?: readonly number[]
  validation?: { rows: Rows; target: readonly (number | string)[] }
}

/** What `readTreeData` would make of a table with these rows. */
export function treeData({ rows, target, weights, validation }: Learning): {
  data: TreeData
  inputs: Column[]
} {
  const inputs = Object.entries(rows).map(([name, values]) =>
    columnOf(name, isCategory(values) ? 'category' : 'number'),
  )
  const batch = batchOf(rows)
  const fit = new FeatureFit(inputs)
  fit.add(batch)
  const { features, cut } = fit.finish()
  const columns = compileFeatures(features)(batch).map((values, index) => {
    const feature = features[index] as (typeof features)[number]
    const bounds = feature.as === 'number' ? boundsOf(values.slice()) : null
    const binning = new ColumnBinning(feature, bounds, values.length)
    binning.add(values, 0)
    return binning.column
  })
  const labels = target.some((value) => typeof value === 'string')
    ? [...new Set(target.map(String))].sort()
    : undefined
  const valuesOf = (values: readonly (number | string)[]) =>
    Float64Array.from(values, (value) => (labels ? labels.indexOf(String(value)) : Number(value)))
  const data: TreeData = {
    task: !labels ? 'regression' : labels.length === 2 ? 'binary' : 'multiclass',
    classes: labels,
    features,
    train: {
      rows: batch.rows,
      y: valuesOf(target),
      weights: weights ? Float64Array.from(weights) : null,
      columns,
    },
    validation: validation
      ? {
          rows: validation.target.length,
          y: valuesOf(validation.target),
          weights: null,
          columns: compileFeatures(features)(batchOf(validation.rows, rows)),
        }
      : null,
    withoutTarget: 0,
    cut,
  }
  return { data, inputs }
}

export async function learn(
  learning: Learning,
  blueprint: TreeBlueprint,
  more: Partial<TreeTraining> = {},
): Promise<{ trained: TrainedModel; model: Model }> {
  const { data, inputs } = treeData(learning)
  const target = { ...columnOf('target', data.classes ? 'category' : 'number'), role: 'target' as const }
  const trained = await trainTrees({ blueprint, data, inputs, target, seed: 1, ...more })
  return { trained, model: await modelOf(trained) }
}

/** The model as it would be served. */
export function modelOf({ manifest, weights }: TrainedModel): Promise<Model> {
  const blob = { sha256: '', sizeBytes: weights.byteLength, mediaType: '' }
  const json: unknown = JSON.parse(JSON.stringify({ ...manifest, weights: blob }))
  return loadModel(json, async () => weights)
}

const limits = { maxDepth: 0, maxLeaves: 0, minSamplesLeaf: 1, classWeights: 'none' } as const

export const cart = { family: 'tree', ...limits } as const satisfies TreeBlueprint
export const forest = {
  family: 'forest',
  ...limits,
  trees: 100,
  columnShare: 0,
  rowShare: 1,
} as const satisfies TreeBlueprint
export const boosting = {
  family: 'boosting',
  ...limits,
  maxLeaves: 31,
  minSamplesLeaf: 20,
  rounds: 100,
  learningRate: 0.1,
  loss: 'squared',
  l2: 0,
  minChildWeight: 0.001,
  rowShare: 1,
  columnShare: 1,
  earlyStopping: false,
  patience: 10,
  increasing: [],
  decreasing: [],
} as const satisfies TreeBlueprint
