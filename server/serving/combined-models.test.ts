import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tf } from '../../ml/backend/tf.ts'
import type { ColumnData } from '../../ml/tables/column-batch.ts'
import { type Engine, openEngine } from '../../ml/tables/engine.ts'
import { parquet, quoteName } from '../../ml/tables/sql.ts'
import type { ModelValue, PortValue, TableValue } from '../../nodes/kit/values.ts'
import { createTestFolder } from '../../tests/kit/test-folder.ts'
import { createNodeRunner } from '../../tests/kit/train-model.ts'
import { openFolderStore } from '../storage/folder-store.ts'
import { defaultLimits } from './limits.ts'
import { loadServedModel } from './load-served-model.ts'
import { decodeRows } from './rows-codec.ts'

/** Models made of models: what an endpoint says of raw rows is what *Predict* says of the tables made of them. */

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

const table = async (type: Parameters<typeof run>[0], from: PortValue, params = {}): Promise<TableValue> =>
  (await run(type, params, { table: from })).table as TableValue

async function train(from: PortValue, model: 'models.linear' | 'models.mlp'): Promise<ModelValue> {
  const params = model === 'models.mlp' ? { epochs: 5, layers: [{ units: 8, activation: 'tanh' }] } : {}
  const blueprint = (await run(model, params)).blueprint as PortValue
  return (await run('train.train', {}, { table: from, blueprint })).model as ModelValue
}

async function sourceOf(dataset: string): Promise<{ source: TableValue; split: TableValue }> {
  const source = (await run('data.builtin', { dataset, target: '' })).table as TableValue
  return { source, split: await table('split.split', source) }
}

const pathOf = async ({ blob }: TableValue) => parquet(await store.pathOf(blob))

/** Of every row: the answers of an endpoint, so many rows at a time, and those of *Predict*. */
async function answersBothWays(
  model: ModelValue,
  tables: { source: TableValue; input: TableValue },
  size: number,
) {
  const served = await loadServedModel(store, model)
  const names = served.request.map(({ name }) => quoteName(name)).join(', ')
  const rows = await engine.rows(`SELECT ${names} FROM ${await pathOf(tables.source)} ORDER BY _row`)
  const answers =
    served.classes.length > 0 ? served.classes.map((label) => `probability_${label}`) : ['prediction']
  const online: Record<string, number[]> = Object.fromEntries(answers.map((name) => [name, []]))
  for (let from = 0; from < rows.length; from += size) {
    const body: unknown = JSON.parse(JSON.stringify({ rows: rows.slice(from, from + size) }))
    const { columns } = await served.predict(decodeRows(body, served, defaultLimits).batch)
    for (const name of answers) online[name]?.push(...(columns[name] as Float64Array))
  }
  served.dispose()
  const { table: predicted } = await run('deploy.predict', {}, { model, table: tables.input })
  const { columns } = await engine.columns(
    `SELECT ${answers.map(quoteName).join(', ')} FROM ${await pathOf(predicted as TableValue)} ORDER BY _row`,
    Object.fromEntries(answers.map((name) => [name, 'number'])),
  )
  return { served, online, offline: columns, rows: rows.length }
}

function expectClose(online: Record<string, number[]>, offline: Record<string, ColumnData>): void {
  for (const [name, values] of Object.entries(online)) {
    const expected = offline[name] as Float64Array
    expect(values.length).toBe(expected.length)
    const apart = values.map((value, row) => Math.abs(value - (expected[row] as number)))
    expect(Math.max(...apart), name).toBeLessThan(1e-6 + 1e-5 * Math.max(...values.map(Math.abs)))
  }
}

describe.each([1, 7, 64])('an endpoint asked %i rows at a time', (size) => {
  it('has all branches of an ensemble prepare the raw row their own way', async () => {
    const before = tf.memory().numTensors
    const { source, split } = await sourceOf('penguins')
    const filled = await table('clean.missing', split, { numbers: 'median', others: 'mode' })
    const encoded = await table('features.one-hot', filled)
    const first = await train(await table('features.scale', encoded), 'models.linear')
    const second = await train(await table('features.scale', split, { method: 'minmax' }), 'models.mlp')
    const outputs = await run('combine.ensemble', {}, { models: [first, second], table: split })
    const model = outputs.model as ModelValue
    const { served, online, offline } = await answersBothWays(model, { source, input: split }, size)
    expectClose(online, offline)
    expect(served.family).toBe('composite')
    expect(served.request.map(({ name }) => name).sort()).toEqual(
      source.schema.columns
        .map(({ name }) => name)
        .filter((name) => name !== 'species')
        .sort(),
    )
    expect([...(served.knownCategories.get('island') ?? [])].sort()).toEqual(['Biscoe', 'Dream', 'Torgersen'])
    expect(tf.memory().numTensors).toBe(before)
  })

  it('asks the first model of a series before the second', async () => {
    const before = tf.memory().numTensors
    const { source, split } = await sourceOf('diabetes')
    const scaled = await table('features.scale', split)
    const first = await train(scaled, 'models.linear')
    const predicted = (await run('deploy.predict', { role: 'feature' }, { model: first, table: scaled }))
      .table as TableValue
    const named = await table('clean.select', predicted, { names: { prediction: 'estimate' } })
    const again = await table('features.scale', named, { columns: ['estimate'], method: 'minmax' })
    const second = await train(again, 'models.mlp')
    expect(second.schema.inputs.map(({ name }) => name)).toContain('estimate')
    const { served, online, offline } = await answersBothWays(second, { source, input: again }, size)
    expectClose(online, offline)
    const asked = served.request.map(({ name }) => name)
    expect(asked).toEqual(
      source.schema.columns.map(({ name }) => name).filter((name) => name !== 'progression'),
    )
    expect(tf.memory().numTensors).toBe(before)
  })
})

it('serves an ensemble with a series among its branches', async () => {
  const { source, split } = await sourceOf('wine')
  const scaled = await table('features.scale', split)
  const first = await train(scaled, 'models.linear')
  const predicted = (await run('deploy.predict', { role: 'feature' }, { model: first, table: scaled }))
    .table as TableValue
  const second = await train(predicted, 'models.mlp')
  const outputs = await run('combine.ensemble', { method: 'hard' }, { models: [first, second], table: split })
  const model = outputs.model as ModelValue
  expect(model.blobs).toHaveLength(2)
  const { online, offline } = await answersBothWays(model, { source, input: split }, 16)
  expectClose(online, offline)
})
