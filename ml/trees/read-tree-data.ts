import type { Column } from '../../nodes/kit/columns.ts'
import { DataError } from '../errors.ts'
import type { Task } from '../models/task.ts'
import { type ColumnBatch, numbersOf } from '../tables/column-batch.ts'
import type { Engine } from '../tables/engine.ts'
import { inSplit, selectColumns } from '../tables/select-columns.ts'
import { parquet, quoteName } from '../tables/sql.ts'
import {
  countRows,
  isMissing,
  TargetSummary,
  targetValues,
  taskOf,
  type TrainingTable,
} from '../training/read-training-data.ts'
import { type BinnedColumn, boundsOf, ColumnBinning } from './bins.ts'
import { compileFeatures, type FeatureColumns, FeatureFit, type TreeFeature } from './features.ts'

/** The answers that trees learn from. `y` of classes is the index of the class; of numbers the number as it is. */
export interface TreeTargets {
  rows: number
  y: Float64Array
  /** How much each row counts, above 0; null where all count alike. */
  weights: Float64Array | null
}

/** What a table holds for trees: raw numbers and categories, neither scaled nor one-hot. */
export interface TreeData {
  task: Task
  classes: string[] | undefined
  features: TreeFeature[]
  train: TreeTargets & { columns: BinnedColumn[] }
  validation: (TreeTargets & { columns: FeatureColumns }) | null
  /** Rows of either part that were left out for want of a target. */
  withoutTarget: number
  /** Columns with more categories than trees tell apart. */
  cut: string[]
}

/** So many rows, evenly spaced, say where the bins of a number lie. */
const SAMPLE_ROWS = 200_000

/**
 * Reads training rows into bins, a byte a value, and validation rows as they are: one pass finds categories and a
 * sample of the numbers, a second one reads. Rows without a target, and those that weigh nothing, are left out. Throws
 * DataError as `readTrainingData`, and `weight_invalid`.
 */
export async function readTreeData(
  engine: Engine,
  table: TrainingTable,
  maxBytes: number,
): Promise<TreeData> {
  const { inputs, target, split, weight } = table
  const query = (part: string) => queryOf(table, part)
  if (weight) await checkWeights(engine, table, weight)
  const counted = await countRows(engine, table)
  checkSize(inputs.length, counted, maxBytes)
  const fit = new FeatureFit(inputs)
  const seen = new TargetSummary(target)
  const sample = new NumberSample(inputs, counted.train)
  const { sql, types } = query('train')
  await engine.scan(sql, types, (batch) => {
    fit.add(batch)
    seen.add(batch)
    sample.add(batch)
  })
  seen.check(split !== null)
  const { features, cut } = fit.finish()
  const classes = seen.classes()
  const reading = { features, target, weight: weight ?? null, classes }

  const binning = features.map(
    (feature, index) => new ColumnBinning(feature, sample.bounds(index), seen.rows),
  )
  const train = await readPart(engine, query('train'), reading, seen.rows, (columns, offset) =>
    columns.forEach((values, index) => binning[index]?.add(values, offset)),
  )
  let validation: TreeData['validation'] = null
  if (split && counted.validation > 0) {
    const columns = features.map(() => new Float64Array(counted.validation))
    const targets = await readPart(
      engine,
      query('validation'),
      reading,
      counted.validation,
      (values, offset) => values.forEach((part, index) => columns[index]?.set(part, offset)),
    )
    validation = keepKnown({ ...targets, columns })
  }
  return {
    task: taskOf(classes),
    classes,
    features,
    train: { ...train, columns: binning.map(({ column }) => column) },
    validation: validation && validation.rows > 0 ? validation : null,
    withoutTarget: counted.withoutTarget,
    cut,
  }
}

function queryOf({ path, inputs, target, split, weight }: TrainingTable, part: string) {
  const conditions = [`NOT (${isMissing(target)})`]
  if (split) conditions.push(inSplit(split, part))
  if (weight) conditions.push(`${quoteName(weight.name)} > 0`)
  return selectColumns(path, [...inputs, target, ...(weight ? [weight] : [])], conditions.join(' AND '))
}

async function checkWeights(engine: Engine, { path }: TrainingTable, weight: Column): Promise<void> {
  const value = `${quoteName(weight.name)}::DOUBLE`
  const { bad } = await engine.row(
    `SELECT count(*) FILTER (${value} IS NULL OR NOT isfinite(${value}) OR ${value} < 0)::DOUBLE AS bad
    FROM ${parquet(path)}`,
  )
  if (Number(bad) === 0) return
  throw new DataError(
    'weight_invalid',
    `The weight column "${weight.name}" has ${Number(bad)} values that are missing, below 0 or infinite. Fill or remove them before Train, or take the role away from it.`,
  )
}

function checkSize(
  width: number,
  { train, validation }: { train: number; validation: number },
  maxBytes: number,
) {
  const bytes = width * (train + 8 * (validation + Math.min(train, SAMPLE_ROWS)))
  if (bytes <= maxBytes) return
  throw new DataError(
    'matrix_too_large',
    `The training rows would need ${Math.ceil(bytes / 2 ** 20)} MB (${width} columns), more than a node may use. Use fewer rows or columns, or raise the memory limit in the settings.`,
  )
}

/** Evenly spaced values of the number columns. */
class NumberSample {
  private readonly names: readonly (string | null)[]
  private readonly values: (Float64Array | null)[]
  private readonly step: number
  private row = 0
  private taken = 0

  constructor(inputs: readonly Column[], rows: number) {
    this.step = Math.max(1, Math.ceil(rows / SAMPLE_ROWS))
    const size = Math.ceil(rows / this.step)
    this.names = inputs.map(({ name, kind }) => (kind === 'number' ? name : null))
    this.values = this.names.map((name) => (name === null ? null : new Float64Array(size).fill(Number.NaN)))
  }

  add(batch: ColumnBatch): void {
    const first = (this.step - (this.row % this.step)) % this.step
    let at = this.taken
    this.names.forEach((name, index) => {
      if (name === null) return
      const from = numbersOf(batch, name)
      const into = this.values[index] as Float64Array
      at = this.taken
      for (let row = first; row < batch.rows; row += this.step) into[at++] = from[row] as number
    })
    this.taken = at
    this.row += batch.rows
  }

  /** Where the bins of a number lie; null for a category. */
  bounds(index: number): Float64Array | null {
    const values = this.values[index]
    return values ? boundsOf(values.subarray(0, this.taken)) : null
  }
}

interface Reading {
  features: readonly TreeFeature[]
  target: Column
  weight: Column | null
  classes: readonly string[] | undefined
}

async function readPart(
  engine: Engine,
  { sql, types }: ReturnType<typeof selectColumns>,
  { features, target, weight, classes }: Reading,
  size: number,
  visit: (columns: FeatureColumns, offset: number) => void,
): Promise<TreeTargets> {
  const columnsOf = compileFeatures(features)
  const y = new Float64Array(size)
  const weights = weight ? new Float64Array(size) : null
  let rows = 0
  await engine.scan(sql, types, (batch) => {
    visit(columnsOf(batch), rows)
    y.set(targetValues(batch, target, classes), rows)
    if (weight) weights?.set(numbersOf(batch, weight.name), rows)
    rows += batch.rows
  })
  return { rows, y: y.subarray(0, rows), weights: weights && weights.subarray(0, rows) }
}

/** Drops validation rows whose class no training row has. */
function keepKnown(part: NonNullable<TreeData['validation']>): NonNullable<TreeData['validation']> {
  const kept = Uint32Array.from({ length: part.rows }, (_, row) => row).filter(
    (row) => !Number.isNaN(part.y[row]),
  )
  const pick = (values: Float64Array) => Float64Array.from(kept, (row) => values[row] as number)
  return {
    rows: kept.length,
    y: pick(part.y),
    weights: part.weights && pick(part.weights),
    columns: part.columns.map(pick),
  }
}
