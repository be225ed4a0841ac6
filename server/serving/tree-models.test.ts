import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TreesManifest } from '../../ml/models/tree-manifest.ts'
import { type Engine, openEngine } from '../../ml/tables/engine.ts'
import { parquet, quoteName } from '../../ml/tables/sql.ts'
import type { ModelValue, PortValue, ReportValue, TableValue } from '../../nodes/kit/values.ts'
import { createTestFolder } from '../../tests/kit/test-folder.ts'
import { createNodeRunner } from '../../tests/kit/train-model.ts'
import { openFolderStore } from '../storage/folder-store.ts'
import { defaultLimits } from './limits.ts'
import { loadServedModel } from './load-served-model.ts'
import { decodeRows } from './rows-codec.ts'

/** Models made of trees, from the table to the endpoint. */

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

const families = {
  'models.tree': {},
  'models.forest': { trees: 15 },
  'models.boosting': { rounds: 15 },
} as const
type Family = keyof typeof families

const table = async (type: Parameters<typeof run>[0], from: PortValue, params = {}): Promise<TableValue> =>
  (await run(type, params, { table: from })).table as TableValue

async function train(from: PortValue, family: Family, params = {}) {
  const blueprint = (await run(family, { ...families[family], ...params })).blueprint as PortValue
  const { model, report } = await run('train.train', {}, { table: from, blueprint })
  return { model: model as ModelValue, report: report as ReportValue }
}

const source = async (dataset: string) =>
  (await run('data.builtin', { dataset, target: '' })).table as TableValue
const readJson = async (value: PortValue): Promise<unknown> =>
  JSON.parse(new TextDecoder().decode(await store.getBytes(value.blob)))
const pathOf = async ({ blob }: TableValue) => parquet(await store.pathOf(blob))

describe.each(Object.keys(families) as Family[])('%s', (family) => {
  it.each(['penguins', 'diabetes'])('answers %s at the endpoint as offline, bit for bit', async (dataset) => {
    const raw = await source(dataset)
    const split = await table('split.split', raw)
    const { model, report } = await train(split, family)
    expect(report.kind).toBe('trees')
    const evaluated = await run('evaluate.evaluate', {}, { model, table: split })
    const { metrics } = evaluated.report as ReportValue
    if (dataset === 'penguins') expect(metrics.accuracy).toBeGreaterThan(0.9)
    else expect(metrics.r2).toBeGreaterThan(0.2)

    const served = await loadServedModel(store, model)
    const names = served.request.map(({ name }) => quoteName(name)).join(', ')
    const rows = await engine.rows(`SELECT ${names} FROM ${await pathOf(raw)} ORDER BY _row`)
    const answers =
      served.classes.length > 0 ? served.classes.map((label) => `probability_${label}`) : ['prediction']
    const online: number[][] = answers.map(() => [])
    for (let from = 0; from < rows.length; from += from % 2 === 0 ? 1 : 20) {
      const size = from % 2 === 0 ? 1 : 20
      const body: unknown = JSON.parse(JSON.stringify({ rows: rows.slice(from, from + size) }))
      const { columns } = await served.predict(decodeRows(body, served, defaultLimits).batch)
      answers.forEach((name, k) => online[k]?.push(...(columns[name] as Float64Array)))
    }
    served.dispose()
    const predicted = (await run('deploy.predict', {}, { model, table: split })).table as TableValue
    const { columns } = await engine.columns(
      `SELECT ${answers.map(quoteName).join(', ')} FROM ${await pathOf(predicted)} ORDER BY _row`,
      Object.fromEntries(answers.map((name) => [name, 'number'])),
    )
    answers.forEach((name, k) => expect(Float64Array.from(online[k] ?? [])).toEqual(columns[name]))
  })
})

it('reads categories and missing values as they are', async () => {
  const { model } = await train(await table('split.split', await source('penguins')), 'models.boosting')
  const manifest = (await readJson(model)) as TreesManifest
  expect(manifest.features).toContainEqual({ column: 'beak_length_mm', as: 'number' })
  expect(manifest.features).toContainEqual({
    column: 'island',
    as: 'category',
    categories: ['Biscoe', 'Dream', 'Torgersen'],
  })
  const served = await loadServedModel(store, model)
  const ask = async (row: Record<string, unknown>) => {
    const body: unknown = { rows: [row] }
    const { columns } = await served.predict(decodeRows(body, served, defaultLimits).batch)
    return (columns.prediction as string[])[0]
  }
  const row = {
    beak_length_mm: 50,
    beak_depth_mm: 15,
    flipper_length_mm: 225,
    body_mass_g: 5600,
    sex: 'male',
  }
  expect(await ask({ ...row, island: 'Biscoe' })).toBe('Gentoo')
  expect(await ask({ ...row, island: null, body_mass_g: null })).toBe('Gentoo')
  expect(await ask({ ...row, island: 'Atlantis' })).toBe(await ask({ ...row, island: null }))
  served.dispose()
})

it('lets rows count by the column with the role weight', async () => {
  const weighed = await table('data.roles', await source('diabetes'), { weight: 'age' })
  const plain = await table('data.roles', await source('diabetes'), { ignore: ['age'] })
  const [first, second] = [await train(weighed, 'models.tree'), await train(plain, 'models.tree')]
  const inputs = (value: ModelValue) => value.schema.inputs.map(({ name }) => name)
  expect(inputs(first.model)).toEqual(inputs(second.model))
  const manifests = [await readJson(first.model), await readJson(second.model)] as TreesManifest[]
  expect(manifests[0]?.weights.sha256).not.toBe(manifests[1]?.weights.sha256)
  const frosty = await table('data.roles', await source('weather'), { weight: 'temp_min' })
  await expect(train(frosty, 'models.tree')).rejects.toThrow(
    /"temp_min" has \d+ values that are missing, below 0/,
  )
})

it('is a part of an ensemble, and refuses to be quantised alone', async () => {
  const split = await table('split.split', await source('wine'))
  const [forest, boosting] = [await train(split, 'models.forest'), await train(split, 'models.boosting')]
  await expect(run('compress.quantise', {}, { model: forest.model })).rejects.toThrow(/made of trees/)
  const outputs = await run('combine.ensemble', {}, { models: [forest.model, boosting.model], table: split })
  const evaluated = await run('evaluate.evaluate', {}, { model: outputs.model as ModelValue, table: split })
  expect((evaluated.report as ReportValue).metrics.accuracy).toBeGreaterThan(0.9)
  const blueprint = (await run('models.linear', {})).blueprint as PortValue
  const scaled = (await run('train.train', {}, { table: split, blueprint })).model as ModelValue
  const mixed = await run('combine.ensemble', {}, { models: [forest.model, scaled], table: split })
  const quantised = await run('compress.quantise', {}, { model: mixed.model as ModelValue })
  const { model } = quantised as { model: ModelValue }
  expect(model.blobs).toHaveLength(2)
})
