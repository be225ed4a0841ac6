import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Engine, openEngine } from '../../ml/tables/engine.ts'
import { parquet } from '../../ml/tables/sql.ts'
import type { ModelValue, PortValue, TableValue } from '../../nodes/kit/values.ts'
import { createTestFolder } from '../../tests/kit/test-folder.ts'
import { createNodeRunner } from '../../tests/kit/train-model.ts'
import { openFolderStore } from '../storage/folder-store.ts'
import { defaultLimits } from './limits.ts'
import { loadServedModel } from './load-served-model.ts'
import { decodeRows } from './rows-codec.ts'

/** Raw texts and dates at an endpoint against *Predict* over the table that the nodes made of them. */
const folder = createTestFolder()
const store = openFolderStore(join(folder.path, 'blobs'))
const run = createNodeRunner({ store, folder: folder.path })
let engine: Engine
beforeAll(async () => {
  engine = await openEngine({ threads: 2, memoryMb: 512, tempDir: join(folder.path, 'engine') })
})
afterAll(() => {
  engine.close()
  folder[Symbol.dispose]()
})

const cases = [
  {
    dataset: 'definitions',
    node: 'features.text',
    params: { most: 60, words: 2 },
    asks: ['definition'],
    row: 'definition',
  },
  {
    dataset: 'weather',
    node: 'features.date-parts',
    params: { circle: true, dayOfYear: true, year: true },
    asks: ['date', 'precipitation', 'temp_min', 'wind', 'weather'],
    row: 'CAST(date AS VARCHAR) AS date, precipitation, temp_min, wind, weather',
  },
] as const

describe.each(cases)('$node', ({ dataset, node, params, asks, row }) => {
  test('answers the raw row as Predict does', async () => {
    const source = (await run('data.builtin', { dataset })).table as TableValue
    const split = (await run('split.split', {}, { table: source })).table as TableValue
    const made = (await run(node, params, { table: split })).table as TableValue
    const { blueprint } = await run('models.linear')
    const { model: value } = await run('train.train', {}, { table: made, blueprint: blueprint as PortValue })
    const { table: answered } = await run('deploy.predict', { on: 'all' }, { table: made, model: value! })
    const offline = await engine.rows(
      `SELECT prediction FROM ${parquet(await store.pathOf((answered as TableValue).blob))} ORDER BY _row LIMIT 300`,
    )
    const rows = await engine.rows(
      `SELECT ${row} FROM ${parquet(await store.pathOf(source.blob))} ORDER BY _row LIMIT 300`,
    )
    const model = await loadServedModel(store, value as ModelValue)
    expect(model.request.map(({ name }) => name)).toEqual(asks)
    const { batch } = decodeRows(JSON.parse(JSON.stringify({ rows })), model, defaultLimits)
    const answers = (await model.predict(batch)).columns.prediction ?? []
    offline.forEach(({ prediction }, at) => {
      if (typeof prediction === 'number') expect(answers[at]).toBeCloseTo(prediction, 5)
      else expect(answers[at]).toBe(prediction)
    })
    expect(new Set(Array.from<unknown>(answers)).size).toBeGreaterThan(1)
    model.dispose()
  })
})
