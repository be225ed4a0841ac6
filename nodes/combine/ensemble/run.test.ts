import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tf } from '../../../ml/backend/tf.ts'
import type { CompositeManifest } from '../../../ml/models/composite-manifest.ts'
import { type Engine, openEngine } from '../../../ml/tables/engine.ts'
import { inSplit } from '../../../ml/tables/select-columns.ts'
import { parquet, quoteName, quotePath } from '../../../ml/tables/sql.ts'
import { openFolderStore } from '../../../server/storage/folder-store.ts'
import { createTestFolder } from '../../../tests/kit/test-folder.ts'
import { createNodeRunner } from '../../../tests/kit/train-model.ts'
import { findByRole } from '../../kit/columns.ts'
import type { ModelValue, PortValue, ReportValue, TableValue } from '../../kit/values.ts'

const folder = createTestFolder()
const store = openFolderStore(join(folder.path, 'blobs'))
const run = createNodeRunner({ store, folder: folder.path })
let engine: Engine
beforeAll(async () => {
  engine = await openEngine({ threads: 2, memoryMb: 256, tempDir: join(folder.path, 'engine') })
})
afterAll(() => {
  engine.close()
  folder[Symbol.dispose]()
})

const readJson = async <T>({ blob }: PortValue): Promise<T> =>
  JSON.parse(new TextDecoder().decode(await store.getBytes(blob))) as T

interface Branches {
  split: TableValue
  models: ModelValue[]
}

/** Three models behind two preparations: linear on standardised numbers, a network on the same, linear on scaled-to-range. */
async function branchesOf(dataset: string, params: Record<string, unknown> = {}): Promise<Branches> {
  const source = (await run('data.builtin', { dataset, target: '' })).table as PortValue
  const split = (await run('split.split', params, { table: source })).table as TableValue
  const standard = (await run('features.scale', { method: 'standard' }, { table: split })).table as PortValue
  const range = (await run('features.scale', { method: 'minmax' }, { table: split })).table as PortValue
  const linear = (await run('models.linear')).blueprint as PortValue
  const mlp = (await run('models.mlp', { epochs: 10, layers: [{ units: 8, activation: 'relu' }] }))
    .blueprint as PortValue
  const train = async (table: PortValue, blueprint: PortValue) =>
    (await run('train.train', {}, { table, blueprint })).model as ModelValue
  const models = [await train(standard, linear), await train(standard, mlp), await train(range, linear)]
  return { split, models }
}

interface EnsembleReport {
  method: string
  rows: number
  metrics: Record<string, number>
  parts: { title: string; weight: number | null; metrics: Record<string, number> }[]
}

async function combine({ split, models }: Branches, params: Record<string, unknown> = {}) {
  const outputs = await run('combine.ensemble', params, { models, table: split })
  const model = outputs.model as ModelValue
  const report = await readJson<EnsembleReport>(outputs.report as ReportValue)
  return { model, report, manifest: await readJson<CompositeManifest>(model) }
}

const evaluate = async (model: ModelValue, table: TableValue, on: string) =>
  ((await run('evaluate.evaluate', { on }, { model, table })).report as ReportValue).metrics

describe('an ensemble of classifiers', () => {
  let branches: Branches
  beforeAll(async () => {
    branches = await branchesOf('penguins')
  })

  it('is scored on the table where the branches part, beside its parts', async () => {
    const before = tf.memory().numTensors
    const { model, report, manifest } = await combine(branches)
    expect(manifest).toMatchObject({ family: 'composite', method: 'soft', task: 'multiclass' })
    expect(report.parts.map(({ title }) => title)).toEqual([
      'Model 1 (linear model)',
      'Model 2 (neural network)',
      'Model 3 (linear model)',
    ])
    const scored = await evaluate(model, branches.split, 'validation')
    expect(report.metrics).toMatchObject(scored)
    expect(model.metrics.val_accuracy).toBe(scored.accuracy)
    // A part alone on its own table has the same score as inside.
    const [first] = branches.models
    expect(report.parts[0]?.metrics.logLoss).toBeCloseTo(first?.metrics.val_loss as number, 5)
    expect(model.schema.request.map(({ name }) => name)).toContain('flipper_length_mm')
    expect(model.schema.request.map(({ name }) => name)).not.toContain('species')
    expect(tf.memory().numTensors).toBe(before)
  })

  it('keeps all weights that it needs', async () => {
    const { model } = await combine(branches)
    expect(model.blobs.map(({ sha256 }) => sha256)).toEqual(
      branches.models.flatMap(({ blobs }) => blobs.map(({ sha256 }) => sha256)),
    )
  })

  it('answers the mean of what its parts answer', async () => {
    const answersOf = async (models: ModelValue[]): Promise<string> => {
      const { model } = await combine({ ...branches, models })
      const { table } = await run('deploy.predict', {}, { model, table: branches.split })
      return parquet(await store.pathOf((table as TableValue).blob))
    }
    const alone = await Promise.all(branches.models.map((model) => answersOf([model])))
    const means = alone.map((_, part) => `p${part}.probability_Gentoo`).join(' + ')
    const joined = alone.map((table, part) => `JOIN ${table} p${part} ON p${part}._row = t._row`).join(' ')
    const apart = await engine.row(
      `SELECT count(*)::DOUBLE AS rows, max(abs(t.probability_Gentoo - (${means}) / 3)) AS most,
        stddev(p0.probability_Gentoo - p1.probability_Gentoo) AS different
        FROM ${await answersOf(branches.models)} t ${joined}`,
    )
    expect(apart.rows).toBe(branches.split.rows)
    expect(apart.most).toBeLessThan(1e-6)
    expect(apart.different).toBeGreaterThan(1e-3)
  })

  it('is no worse on the validation rows with fitted weights than with equal ones', async () => {
    const soft = await combine(branches)
    const { report, manifest } = await combine(branches, { method: 'weighted' })
    expect(manifest.weights?.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9)
    expect(report.parts.map(({ weight }) => weight)).toEqual(manifest.weights)
    const lossOf = ({ metrics }: { metrics: Record<string, number> }) => metrics.logLoss as number
    expect(lossOf(report)).toBeLessThanOrEqual(lossOf(soft.report) + 1e-6)
    expect(lossOf(report)).toBeLessThanOrEqual(Math.min(...report.parts.map(lossOf)) + 1e-6)
  })

  it('can be a part of another', async () => {
    const inner = await combine(branches)
    const outer = await combine({ ...branches, models: [inner.model, inner.model] })
    expect(outer.report.metrics).toMatchObject(await evaluate(inner.model, branches.split, 'validation'))
  })

  it('says what to do when it can’t combine', async () => {
    const other = await branchesOf('wine')
    const refuse = (given: Branches, params = {}) => expect(combine(given, params)).rejects
    await refuse(branches, { method: 'stacking' }).toThrow(/Model 1 \(linear model\).*Turn on Cross-fit/)
    await refuse(branches, { method: 'average' }).toThrow(/Choose Soft vote/)
    await refuse({ ...branches, split: other.split }).toThrow(/Connect the table where the branches/)
    await refuse({ split: other.split, models: [...other.models, branches.models[0] as ModelValue] }).toThrow(
      /Model 4 .*Connect the table/,
    )
    const { models, split } = await branchesOf('wine', { validation: 0 })
    await refuse({ models, split }, { method: 'weighted' }).toThrow(/Give validation a share/)
  })
})

describe('an ensemble of regressions', () => {
  it('averages numbers, and weighs them no worse than the best', async () => {
    const branches = await branchesOf('diabetes')
    const { manifest } = await combine(branches)
    expect(manifest.method).toBe('average')
    const { report } = await combine(branches, { method: 'weighted' })
    const rmse = report.parts.map(({ metrics }) => metrics.rmse as number)
    expect(report.metrics.rmse).toBeLessThanOrEqual(Math.min(...rmse) * (1 + 1e-6))
    await expect(combine(branches, { method: 'hard' })).rejects.toThrow(/Choose Average/)
  })
})

describe('stacking', () => {
  it('learns from out-of-fold answers how far to trust each part', async () => {
    const branches = await branchesOf('wine')
    const { split, models } = branches
    const column = findByRole(split.schema, 'split')
    if (!column) throw new Error('There is no split')
    // Answers made up: those of the first part tell the class, those of the others nothing.
    const outOfFold = async (part: number) => {
      const known = part === 0
      const path = join(folder.path, `out-of-fold-${part}.parquet`)
      const probability = (label: string) =>
        known ? `CASE WHEN cultivar = '${label}' THEN 0.8 ELSE 0.1 END` : '1 / 3'
      const labels = ['class_0', 'class_1', 'class_2'].map(
        (label) => `${probability(label)} AS probability_${label}`,
      )
      await engine.run(
        `COPY (SELECT _row, cultivar AS prediction, ${labels.join(', ')} FROM ${parquet(await store.pathOf(split.blob))}
          WHERE ${inSplit(column, 'train')}) TO ${quotePath(path)} (FORMAT parquet)`,
      )
      return store.putFile(path, 'application/vnd.apache.parquet', { move: true })
    }
    const crossFitted = await Promise.all(
      models.map(async (model, index) => {
        const json = { ...(await readJson<object>(model)), outOfFold: await outOfFold(index) }
        const blob = await store.putBytes(new TextEncoder().encode(JSON.stringify(json)), 'application/json')
        return { ...model, blob }
      }),
    )
    const { model, report, manifest } = await combine({ split, models: crossFitted }, { method: 'stacking' })
    expect(manifest.meta?.inputs).toHaveLength(9)
    expect(model.blobs).toHaveLength(4)
    const { coefficients } = report as unknown as { coefficients: { input: string; weights: number[] }[] }
    const sizeOf = (part: number) =>
      coefficients
        .filter(({ input }) => input.startsWith(`${part}: `))
        .flatMap(({ weights }) => weights.map(Math.abs))
        .reduce((sum, weight) => sum + weight, 0)
    expect(sizeOf(1)).toBeGreaterThan(1)
    expect(sizeOf(2)).toBeLessThan(1e-6)
    expect((await evaluate(model, split, 'validation')).accuracy).toBeGreaterThan(0.9)
  })
})

it('learns nothing from test rows, and a part nothing from validation rows either', async () => {
  const source = (await run('data.builtin', { dataset: 'wine', target: '' })).table as PortValue
  const split = (await run('split.split', {}, { table: source })).table as TableValue
  const column = findByRole(split.schema, 'split')
  if (!column) throw new Error('There is no split')
  const poisoned = async (parts: readonly string[]): Promise<TableValue> => {
    const columns = split.schema.columns.map(({ name, kind }) => {
      const poison = kind === 'number' ? `-1e6 * ${quoteName(name)} - _row` : quoteName(name)
      const part = parts.map((each) => `'${each}'`).join(', ')
      return `CASE WHEN ${quoteName(column.name)} IN (${part}) THEN ${poison} ELSE ${quoteName(name)} END AS ${quoteName(name)}`
    })
    const path = join(folder.path, `poisoned-${parts.join('-')}.parquet`)
    await engine.run(
      `COPY (SELECT _row, ${columns.join(', ')} FROM ${parquet(await store.pathOf(split.blob))}) TO ${quotePath(path)} (FORMAT parquet)`,
    )
    return { ...split, blob: await store.putFile(path, 'application/vnd.apache.parquet', { move: true }) }
  }
  const learnt = async (table: TableValue) => {
    const scaled = (await run('features.scale', {}, { table })).table as PortValue
    const models: ModelValue[] = []
    for (const l2 of [0.1, 100]) {
      const blueprint = (await run('models.linear', { l2 })).blueprint as PortValue
      models.push((await run('train.train', {}, { table: scaled, blueprint })).model as ModelValue)
    }
    return { models, ...(await combine({ split: table, models }, { method: 'weighted' })) }
  }
  const weightsOf = ({ models }: { models: ModelValue[] }) => models.map(({ blobs }) => blobs)
  const clean = await learnt(split)
  const test = await learnt(await poisoned(['test']))
  expect(test.manifest).toEqual(clean.manifest)
  const both = await learnt(await poisoned(['test', 'validation']))
  expect(weightsOf(both)).toEqual(weightsOf(clean))
  // The weights of the ensemble are fitted on the validation rows.
  expect(both.manifest.weights).not.toEqual(clean.manifest.weights)
})
