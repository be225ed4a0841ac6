import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tf } from '../../../ml/backend/tf.ts'
import type { ModelEvaluation } from '../../../ml/metrics/evaluate-model.ts'
import type { MlpManifest } from '../../../ml/models/manifest.ts'
import { type Engine, openEngine } from '../../../ml/tables/engine.ts'
import { quoteName, quoteText } from '../../../ml/tables/sql.ts'
import { openFolderStore } from '../../../server/storage/folder-store.ts'
import { createTestFolder } from '../../../tests/kit/test-folder.ts'
import { catalogue, type DatasetId } from '../../data/builtin/catalogue.ts'
import { run as batch } from '../../deploy/batch/run.ts'
import { run as predict } from '../../deploy/predict/run.ts'
import { run as evaluate } from '../../evaluate/evaluate/run.ts'
import type { Column, TableSchema } from '../../kit/columns.ts'
import type { Checkpoint, OutputDrafts, RunContext } from '../../kit/runner.ts'
import type { BlueprintValue, ModelValue, TableValue } from '../../kit/values.ts'
import { mlp } from '../../models/mlp/definition.ts'
import { run as blueprintOf } from '../../models/mlp/run.ts'
import { run as train } from './run.ts'

const folder = createTestFolder()
const store = openFolderStore(join(folder.path, 'blobs'))
let engine: Engine
beforeAll(async () => {
  engine = await openEngine({ threads: 2, memoryMb: 256, tempDir: join(folder.path, 'engine') })
})
afterAll(() => {
  engine.close()
  folder[Symbol.dispose]()
})

const splitColumn: Column = {
  id: '_split',
  name: '_split',
  storage: 'varchar',
  kind: 'category',
  role: 'split',
}

/** Only what these runners read of a value. */
const valueOf = <T>(value: object): T => value as T
const putJson = (json: unknown) =>
  store.putBytes(new TextEncoder().encode(JSON.stringify(json)), 'application/json')

/** A built-in data set, its numbers standardised, with every fifth row for validation and every fourth for the test. */
async function tableOf(
  id: DatasetId,
  change: (column: Column) => Column = (column) => column,
): Promise<TableValue> {
  const { columns } = catalogue[id]
  const csv = join(import.meta.dirname, `../../data/builtin/data/${id}.csv`)
  const values = columns.map(({ name, kind, role }) => {
    const number = `TRY_CAST(${quoteName(name)} AS DOUBLE)`
    const value = `(${number} - avg(${number}) OVER ()) / stddev_pop(${number}) OVER ()`
    return `${kind !== 'number' ? quoteName(name) : role === 'target' ? number : value} AS ${quoteName(name)}`
  })
  const path = join(folder.path, `${id}.parquet`)
  await engine.run(
    `COPY (SELECT n - 1 AS _row, ${values.join(', ')},
      CASE WHEN n % 5 = 0 THEN 'validation' WHEN n % 4 = 0 THEN 'test' ELSE 'train' END AS _split
      FROM (SELECT row_number() OVER () AS n, * FROM read_csv(${quoteText(csv)}, all_varchar = true, nullstr = '')))
      TO ${quoteText(path)} (FORMAT parquet)`,
  )
  const schema: TableSchema = { columns: [...columns.map(change), splitColumn], open: false }
  return valueOf<TableValue>({
    port: 'table',
    blob: await store.putFile(path, 'application/vnd.apache.parquet', { move: true }),
    schema,
  })
}

async function blueprint(params: Record<string, unknown> = {}): Promise<BlueprintValue> {
  const { blueprint } = await blueprintOf({
    inputs: {},
    params: mlp.params.parse(params),
    ctx: context().ctx,
  })
  return valueOf<BlueprintValue>({ port: 'blueprint', blob: await putJson(blueprint.blueprint) })
}

function context() {
  const log: string[] = []
  const epochs: number[] = []
  const checkpoints: Checkpoint[] = []
  const ctx: RunContext = {
    seed: 42,
    signal: new AbortController().signal,
    store,
    tempDir: folder.path,
    limits: { threads: 2, memoryMb: 256 },
    progress: ({ epoch }) => void (epoch !== undefined && epochs.push(epoch)),
    log: (level, message) => void log.push(`${level}: ${message}`),
    loadCheckpoint: async () => checkpoints.at(-1) ?? null,
    refits: [],
    saveCheckpoint: async (checkpoint) => void checkpoints.push(JSON.parse(JSON.stringify(checkpoint))),
  }
  return { ctx, log, epochs, checkpoints }
}

const modelOf = async ({ manifest, schema, metrics }: OutputDrafts['model']) =>
  valueOf<ModelValue>({ port: 'model', blob: await putJson(manifest), schema, metrics })

describe('train, evaluate, predict', () => {
  it('classifies penguins', async () => {
    const before = tf.memory().numTensors
    const table = await tableOf('penguins')
    const { ctx, log, epochs } = context()
    const trained = await train({
      inputs: { table, blueprint: await blueprint() },
      params: { crossFit: 0 },
      ctx,
    })
    const manifest = trained.model.manifest as MlpManifest
    expect(manifest).toMatchObject({ task: 'multiclass', classes: ['Adelie', 'Chinstrap', 'Gentoo'] })
    expect(trained.model.schema.inputs.map(({ name }) => name)).not.toContain('species')
    expect(trained.model.schema.request.map(({ name }) => name)).not.toContain('_split')
    expect(epochs).toEqual(manifest.training.history.epochs.map((_, index) => index + 1))
    expect(log[0]).toMatch(/^info: Learning "species" from 6 columns of \d+ rows/)

    const model = await modelOf(trained.model)
    const { report } = await evaluate({ inputs: { model, table }, params: { on: 'test' }, ctx })
    const evaluation = report.report as ModelEvaluation & { heldOut: boolean; on: string }
    expect(evaluation).toMatchObject({ on: 'test', heldOut: true, task: 'multiclass' })
    expect(report.metrics.accuracy).toBeGreaterThan(0.95)
    if (!('confusion' in evaluation)) throw new Error('not of classes')
    expect(report.metrics.accuracy).toBeGreaterThan(evaluation.baseline.metrics.accuracy + 0.3)
    expect(evaluation.confusion.counts.flat().reduce((sum, count) => sum + count, 0)).toBe(evaluation.rows)

    const { table: answered } = await predict({
      inputs: { model, table },
      params: { on: 'test', role: 'ignore' },
      ctx,
    })
    const types = { right: 'number', rows: 'number', total: 'number' } as const
    const { columns } = await engine.columns(
      `SELECT count(*) FILTER (prediction = species)::DOUBLE AS right, count(*)::DOUBLE AS rows,
        sum(probability_Adelie + probability_Chinstrap + probability_Gentoo) AS total
        FROM read_parquet(${quoteText(answered.path)}) WHERE _split = 'test'`,
      types,
    )
    const rows = columns.rows?.[0] as number
    expect(rows).toBe(evaluation.rows)
    expect((columns.right?.[0] as number) / rows).toBe(report.metrics.accuracy)
    expect(columns.total?.[0]).toBeCloseTo(rows, 4)
    expect(answered.schema.columns.slice(-4).map(({ name, role }) => [name, role])).toEqual([
      ['prediction', 'ignore'],
      ['probability_Adelie', 'ignore'],
      ['probability_Chinstrap', 'ignore'],
      ['probability_Gentoo', 'ignore'],
    ])
    expect(tf.memory().numTensors).toBe(before)
  })

  it('predicts numbers, better than their mean', async () => {
    const table = await tableOf('diabetes')
    const { ctx } = context()
    const trained = await train({
      inputs: { table, blueprint: await blueprint({ l2: 0.01 }) },
      params: { crossFit: 0 },
      ctx,
    })
    expect(trained.model.schema.task).toBe('regression')
    const model = await modelOf(trained.model)
    const { report } = await evaluate({ inputs: { model, table }, params: { on: 'test' }, ctx })
    expect(report.metrics.r2).toBeGreaterThan(0.3)
    expect(report.report).toHaveProperty('residuals.points')
  })

  it('goes on from a checkpoint to the same weights', async () => {
    const table = await tableOf('wine')
    const inputs = { table, blueprint: await blueprint({ epochs: 10, dropout: 0.2, earlyStopping: false }) }
    const straight = await train({ inputs, params: { crossFit: 0 }, ctx: context().ctx })
    const interrupted = context()
    const killed: RunContext = {
      ...interrupted.ctx,
      progress: ({ epoch }) => {
        if (epoch === 4) throw new Error('killed')
        // Slow epochs: each is worth a checkpoint.
        const until = performance.now() + 110
        while (epoch !== undefined && performance.now() < until);
      },
    }
    await expect(train({ inputs, params: { crossFit: 0 }, ctx: killed })).rejects.toThrow('killed')
    const resumed = context()
    resumed.checkpoints.push(...interrupted.checkpoints)
    const again = await train({ inputs, params: { crossFit: 0 }, ctx: resumed.ctx })
    expect((again.model.manifest as MlpManifest).weights).toEqual(
      (straight.model.manifest as MlpManifest).weights,
    )
    expect(interrupted.checkpoints.length).toBeGreaterThanOrEqual(2)
    expect(resumed.epochs[0]).toBeGreaterThanOrEqual(3)
    expect(resumed.epochs.at(-1)).toBe(10)
  })

  it('starts over where the checkpoint is no longer in the store', async () => {
    const table = await tableOf('wine')
    const inputs = { table, blueprint: await blueprint({ epochs: 3 }) }
    const { ctx, log, epochs, checkpoints } = context()
    const training = { sha256: 'a'.repeat(64), sizeBytes: 4, mediaType: 'application/octet-stream' }
    checkpoints.push({ epoch: 2, state: {}, blobs: { training } })
    await train({ inputs, params: { crossFit: 0 }, ctx })
    expect(epochs).toEqual([1, 2, 3])
    expect(log).toContain(
      'warn: The checkpoint of epoch 2 is no longer in the store, so training starts over.',
    )

    const broken: RunContext = {
      ...ctx,
      loadCheckpoint: async () => ({ epoch: 2, state: {}, blobs: { training } }),
      store: {
        ...store,
        getBytes: async (ref) => (ref === training ? Promise.reject(new Error('disk')) : store.getBytes(ref)),
      },
    }
    await expect(train({ inputs, params: { crossFit: 0 }, ctx: broken })).rejects.toThrow('disk')
  })

  it.each([
    ['csv', (text: string) => text.split('\n').length - 2],
    [
      'jsonl',
      (text: string) =>
        text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line)).length,
    ],
    ['parquet', () => 178],
  ] as const)('answers all rows into a %s file', async (format, countRows) => {
    const table = await tableOf('wine')
    const { ctx } = context()
    const trained = await train({
      inputs: { table, blueprint: await blueprint({ epochs: 1 }) },
      params: { crossFit: 0 },
      ctx,
    })
    const model = await modelOf(trained.model)
    const { report } = await batch({
      inputs: { model, table },
      params: { format, name: 'wines', rows: 'prepared' },
      ctx,
    })
    const file = report.report as { name: string; rows: number; blob: Parameters<typeof store.pathOf>[0] }
    expect(file).toMatchObject({ name: `wines.${format}`, rows: 178 })
    const path = await store.pathOf(file.blob)
    expect(countRows(await readFile(path, 'utf8'))).toBe(178)
    if (format === 'parquet') {
      const names = await engine.rows(`SELECT name FROM parquet_schema(${quoteText(path)})`)
      expect(names.map(({ name }) => name)).toContain('probability_class_2')
    }
    expect(report.blobs).toEqual([file.blob])
  })

  it('says once which columns it leaves out', async () => {
    const table = await tableOf('penguins', (column) => {
      if (column.name === 'island') return { ...column, kind: 'text' }
      return column.name === 'sex' ? { ...column, kind: 'datetime', role: 'time' } : column
    })
    const { ctx, log } = context()
    const inputs = { table, blueprint: await blueprint({ epochs: 1 }) }
    const { model } = await train({ inputs, params: { crossFit: 0 }, ctx })
    expect(model.schema.inputs).toHaveLength(4)
    expect(log.filter((line) => line.startsWith('warn'))).toEqual([
      'warn: "island" and "sex" are left out: a neural network reads numbers, categories and yes/no columns, not texts and dates or times. Drop them, or make numbers of them.',
    ])
  })

  it('says when there is no held-out score', async () => {
    const table = await tableOf('wine')
    const whole = {
      ...table,
      schema: { ...table.schema, columns: table.schema.columns.filter(({ role }) => role !== 'split') },
    }
    const { ctx, log } = context()
    const inputs = { table: whole, blueprint: await blueprint({ epochs: 2 }) }
    const trained = await train({ inputs, params: { crossFit: 0 }, ctx })
    expect(log).toContain('info: There are no validation rows, so early stopping watches the training loss.')
    const model = await modelOf(trained.model)
    const { report } = await evaluate({ inputs: { model, table: whole }, params: { on: 'test' }, ctx })
    expect(report.report).toMatchObject({ rows: 178, on: 'all', heldOut: false })
    expect((report.report as { note: string }).note).toMatch(/no held-out score/)
  })
})

describe('what train refuses', () => {
  const attempt = async (change: (column: Column) => Column) => {
    const table = await tableOf('penguins', change)
    return train({
      inputs: { table, blueprint: await blueprint() },
      params: { crossFit: 0 },
      ctx: context().ctx,
    })
  }

  it('a table without a target', async () => {
    await expect(attempt((column) => ({ ...column, role: 'feature' }))).rejects.toMatchObject({
      kind: 'user',
      code: 'target_missing',
    })
  })

  it('a table without features that it can read', async () => {
    await expect(
      attempt((column) => (column.role === 'feature' ? { ...column, kind: 'text' } : column)),
    ).rejects.toMatchObject({ kind: 'user', code: 'features_missing' })
  })

  it('a target that no model predicts', async () => {
    await expect(
      attempt((column) => (column.role === 'target' ? { ...column, kind: 'datetime' } : column)),
    ).rejects.toMatchObject({ kind: 'user', code: 'target_kind' })
  })
})

describe('what evaluate and predict refuse', () => {
  it('a table without the columns of the model, or without answers', async () => {
    const table = await tableOf('penguins')
    const { ctx } = context()
    const trained = await train({
      inputs: { table, blueprint: await blueprint({ epochs: 1 }) },
      params: { crossFit: 0 },
      ctx,
    })
    const model = await modelOf(trained.model)
    const without = (name: string) => ({
      ...table,
      schema: { ...table.schema, columns: table.schema.columns.filter((column) => column.name !== name) },
    })
    const params = { on: 'test', role: 'ignore' } as const
    await expect(evaluate({ inputs: { model, table: without('island') }, params, ctx })).rejects.toThrow(
      /reads column "island"/,
    )
    await expect(evaluate({ inputs: { model, table: without('species') }, params, ctx })).rejects.toThrow(
      /predicts "species", and this table has no such column/,
    )
    const { columns } = (await predict({ inputs: { model, table: without('species') }, params, ctx })).table
      .schema
    expect(columns.map(({ name }) => name)).toContain('prediction')
  })
})
