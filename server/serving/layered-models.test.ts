import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LayeredManifest } from '../../ml/models/manifest.ts'
import { type Engine, openEngine } from '../../ml/tables/engine.ts'
import { selectColumns } from '../../ml/tables/select-columns.ts'
import { parquet, quoteName } from '../../ml/tables/sql.ts'
import type { ModelValue, PortValue, ReportValue, TableValue } from '../../nodes/kit/values.ts'
import { createTestFolder } from '../../tests/kit/test-folder.ts'
import { createNodeRunner } from '../../tests/kit/train-model.ts'
import { openFolderStore } from '../storage/folder-store.ts'
import { defaultLimits } from './limits.ts'
import { loadServedModel } from './load-served-model.ts'
import { decodeRows } from './rows-codec.ts'

/** Networks by layers, from the table to the endpoint. */

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

async function splitOf(dataset: string): Promise<TableValue> {
  const { table } = await run('data.builtin', { dataset, target: '' })
  return (await run('split.split', {}, { table: table as PortValue })).table as TableValue
}

async function train(table: PortValue, params: Record<string, unknown>) {
  const { blueprint } = await run('models.network', { learningRate: 0.01, ...params })
  const { model, report } = await run('train.train', {}, { table, blueprint: blueprint as PortValue })
  return { model: model as ModelValue, report: report as ReportValue }
}

const metricsOf = async (model: ModelValue, table: TableValue) =>
  ((await run('evaluate.evaluate', {}, { model, table })).report as ReportValue).metrics
const readJson = async (value: PortValue): Promise<unknown> =>
  JSON.parse(new TextDecoder().decode(await store.getBytes(value.blob)))
const pathOf = async ({ blob }: TableValue) => parquet(await store.pathOf(blob))

const convolutions = [
  { type: 'conv2d', filters: 8 },
  { type: 'batchNorm' },
  { type: 'maxPool' },
  { type: 'flatten' },
]
const series = [
  { type: 'reshape', shape: [8, 8] },
  { type: 'gru', units: 12, bidirectional: true },
]
const mixed = [{ type: 'dense', units: 8 }, { type: 'layerNorm' }]

describe.each([
  { dataset: 'digit-images', layers: convolutions, shape: [8, 8, 1], at: 'accuracy', least: 0.9 },
  { dataset: 'digits', layers: series, shape: [64], at: 'accuracy', least: 0.8 },
  { dataset: 'penguins', layers: [{ type: 'batchNorm' }, ...mixed], shape: [9], at: 'accuracy', least: 0.9 },
  { dataset: 'diabetes', layers: [{ type: 'batchNorm' }, ...mixed], shape: [11], at: 'r2', least: 0.2 },
])('on $dataset', ({ dataset, layers, shape, at, least }) => {
  it('learns, and answers at the endpoint as offline', async () => {
    const split = await splitOf(dataset)
    const { model, report } = await train(split, { layers, epochs: dataset.startsWith('digit') ? 3 : 20 })
    expect(report.kind).toBe('training')
    const manifest = (await readJson(model)) as LayeredManifest
    expect(manifest).toMatchObject({ family: 'network', inputShape: shape })
    expect((await metricsOf(model, split))[at]).toBeGreaterThan(least)

    const served = await loadServedModel(store, model)
    const { sql, types } = selectColumns(await store.pathOf(split.blob), served.request)
    const batch = await engine.columns(`${sql} LIMIT 60`, types)
    const rows = Array.from({ length: batch.rows }, (_, row) =>
      Object.fromEntries(
        served.request.map(({ name }) => {
          const value = batch.columns[name]?.[row] ?? null
          return [name, value instanceof Float32Array ? [...value] : Number.isNaN(value) ? null : value]
        }),
      ),
    )
    const answers =
      served.classes.length > 0 ? served.classes.map((label) => `probability_${label}`) : ['prediction']
    const online: number[][] = answers.map(() => [])
    // One alone, then several at once.
    for (const part of [rows.slice(0, 1), rows.slice(1, 20), rows.slice(20)]) {
      const body: unknown = JSON.parse(JSON.stringify({ rows: part }))
      const { columns } = await served.predict(decodeRows(body, served, defaultLimits).batch)
      answers.forEach((name, k) => online[k]?.push(...(columns[name] as Float64Array)))
    }
    served.dispose()
    const predicted = (await run('deploy.predict', {}, { model, table: split })).table as TableValue
    const { columns } = await engine.columns(
      `SELECT ${answers.map(quoteName).join(', ')} FROM ${await pathOf(predicted)} ORDER BY _row LIMIT 60`,
      Object.fromEntries(answers.map((name) => [name, 'number'])),
    )
    answers.forEach((name, k) => {
      const offline = columns[name] as Float64Array
      const largest = Math.max(...offline.map(Math.abs))
      online[k]?.forEach((answer, row) =>
        expect(Math.abs(answer - (offline[row] as number))).toBeLessThan(1e-5 * largest),
      )
    })
  })
})

it('is quantised, and a part of an ensemble', async () => {
  const split = await splitOf('digit-images')
  const { model } = await train(split, { layers: convolutions, epochs: 3 })
  const full = await metricsOf(model, split)
  for (const precision of ['float16', 'int8']) {
    const { model: small } = await run('compress.quantise', { precision }, { model })
    const { accuracy } = await metricsOf(small as ModelValue, split)
    expect(Math.abs((accuracy as number) - (full.accuracy as number))).toBeLessThan(0.02)
  }
  const other = await train(split, { layers: [{ type: 'flatten' }, { type: 'dense' }], epochs: 3 })
  const joined = await run('combine.ensemble', {}, { models: [model, other.model], table: split })
  expect((await metricsOf(joined.model as ModelValue, split)).accuracy).toBeGreaterThan(0.9)
})

it('reads the words of a text in turn, which an endpoint takes as text', async () => {
  const split = await splitOf('definitions')
  const table = (await run('features.tokens', { length: 20 }, { table: split })).table as TableValue
  const layers = [{ type: 'embedding', size: 16 }, { type: 'conv1d', filters: 24 }, { type: 'globalMaxPool' }]
  const { model } = await train(table, { layers, epochs: 4 })
  // Of six kinds.
  expect((await metricsOf(model, table)).accuracy).toBeGreaterThan(0.5)
  const served = await loadServedModel(store, model)
  expect(served.request.map(({ kind }) => kind)).toEqual(['text'])
  const texts = ['a large wild cat that hunts at night', '', null]
  const column = served.request[0]?.name ?? ''
  const body: unknown = { rows: texts.map((text) => ({ [column]: text })) }
  const { columns } = await served.predict(decodeRows(body, served, defaultLimits).batch)
  const predictions = columns.prediction as string[]
  expect(predictions[0]).toMatch(/animal/)
  // Nothing to read is nothing to read, however it is said.
  expect(predictions[1]).toBe(predictions[2])
  served.dispose()
})

it('says which layer does not fit where that shows with the rows only', async () => {
  const split = await splitOf('penguins')
  const layers = [{ type: 'reshape', shape: [5, 2] }, { type: 'lstm' }]
  await expect(train(split, { layers })).rejects.toThrow(
    'Layer 1 (Reshape) makes 5 × 2, which are 10 values, of 9. The lengths multiplied must be 9.',
  )
})
