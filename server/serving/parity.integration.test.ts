import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerTable, answerTypes } from '../../ml/models/answer-table.ts'
import { loadModel } from '../../ml/models/load-model.ts'
import { type Engine, openEngine } from '../../ml/tables/engine.ts'
import { parquet, quoteName, quoteText } from '../../ml/tables/sql.ts'
import { applySql, parseTransform } from '../../ml/transforms/transform.ts'
import { type DatasetId, datasetTitles } from '../../nodes/data/builtin/catalogue.ts'
import type { Column } from '../../nodes/kit/columns.ts'
import type { BlobRef } from '../../nodes/kit/values.ts'
import { createTestFolder } from '../../tests/kit/test-folder.ts'
import { type TrainedPipeline, trainPipeline } from '../../tests/kit/train-model.ts'
import { loadLineage } from '../../nodes/kit/lineage.ts'
import { openFolderStore } from '../storage/folder-store.ts'
import { defaultLimits } from './limits.ts'
import { loadServedModel } from './load-served-model.ts'
import { createPredictionsEncoder, decodeRows } from './rows-codec.ts'

/** The tolerance that docs/serving.md states. */
const ABSOLUTE = 1e-6
const RELATIVE = 1e-5

const folder = createTestFolder()
const store = openFolderStore(join(folder.path, 'blobs'))
let engine: Engine
beforeAll(async () => {
  engine = await openEngine({ threads: 2, memoryMb: 512, tempDir: join(folder.path, 'engine') })
})
afterAll(() => {
  engine.close()
  folder[Symbol.dispose]()
})

const readJson = async (blob: BlobRef): Promise<unknown> =>
  JSON.parse(new TextDecoder().decode(await store.getBytes(blob)))

/** Every row as it is, and every row again with some values missing and some categories never seen. */
async function writeRawTable({ source }: TrainedPipeline, path: string): Promise<void> {
  const from = parquet(await store.pathOf(source.blob))
  const { columns } = source.schema
  const names = columns.map(({ name }) => quoteName(name))
  const changed = columns.map(({ name, kind }, index) => {
    const place = `(_row * 31 + ${index * 17})`
    const unseen = kind === 'category' ? `WHEN ${place} % 5 = 1 THEN 'never seen'` : ''
    return `CASE WHEN ${place} % 7 = 0 THEN NULL ${unseen} ELSE ${quoteName(name)} END`
  })
  await engine.run(
    `COPY (SELECT row_number() OVER (ORDER BY part, _row) - 1 AS _row, ${names.join(', ')} FROM (
      SELECT 0 AS part, _row, ${names.join(', ')} FROM ${from}
      UNION ALL SELECT 1, _row, ${changed.join(', ')} FROM ${from}) ORDER BY 1)
    TO ${quoteText(path)} (FORMAT parquet)`,
  )
}

/** What *Predict* would say of a raw table: the fitted steps compiled to SQL, and the model. */
async function answerOffline({ model: value, source }: TrainedPipeline, raw: string) {
  const lineage = await loadLineage(store, value.lineage)
  const steps = Object.values(lineage.steps).filter((step) => step.transform !== null)
  expect(steps.map(({ nodeType }) => nodeType)).toEqual(['features.scale'])
  const transform = parseTransform(await readJson(steps[0]!.transform!))
  const scaled = `${raw}.scaled`
  const columns = source.schema.columns
  await applySql(engine, transform, { path: raw, columns: columns.map(({ name }) => name), outPath: scaled })
  const model = await loadModel(await readJson(value.blob), (blob) => store.getBytes(blob))
  const { sql } = await answerTable(engine, { path: scaled, columns }, model)
  const types = answerTypes(model)
  const { columns: answers } = await engine.columns(
    `SELECT ${Object.keys(types).map(quoteName).join(', ')} FROM (${sql}) ORDER BY _row`,
    types,
  )
  model.dispose()
  return answers
}

/** The rows as a client sends them. */
async function readRows(raw: string, columns: readonly Column[]): Promise<Record<string, unknown>[]> {
  const selected = columns.map(({ name, kind }) =>
    kind === 'datetime' ? `CAST(${quoteName(name)} AS VARCHAR) AS ${quoteName(name)}` : quoteName(name),
  )
  return engine.rows(`SELECT ${selected.join(', ')} FROM ${parquet(raw)} ORDER BY _row`)
}

interface Answer {
  prediction: number | string
  probabilities?: Record<string, number>
}

const isClose = (online: number, offline: number): boolean =>
  Math.abs(online - offline) <= ABSOLUTE + RELATIVE * Math.abs(offline)

const cases: [DatasetId, Parameters<typeof trainPipeline>[1]][] = [
  ['penguins', { dataset: 'penguins' }],
  ['wine', { dataset: 'wine', scale: 'minmax' }],
  ['breast-cancer', { dataset: 'breast-cancer', mlp: { layers: [{ units: 8, activation: 'tanh' }] } }],
  ['digits', { dataset: 'digits', scale: 'robust' }],
  ['diabetes', { dataset: 'diabetes', mlp: { layers: [{ units: 16, activation: 'selu' }] } }],
  ['weather', { dataset: 'weather' }],
  ['penguins', { dataset: 'penguins', target: 'body_mass_g' }],
]

test('covers every built-in data set', () => {
  // Texts are answered in text-and-dates.integration.test.ts, images in images.test.ts.
  const covered = new Set([...cases.map(([id]) => id), 'definitions', 'digit-images'])
  expect(covered).toEqual(new Set(Object.keys(datasetTitles)))
})

describe.each(cases)('%s %j', (id, request) => {
  let trained: TrainedPipeline
  let raw: string
  let offline: Awaited<ReturnType<typeof answerOffline>>
  let rows: Record<string, unknown>[]
  beforeAll(async () => {
    const name = `${id}-${request.target ?? ''}`
    trained = await trainPipeline({ store, folder: join(folder.path, name) }, request)
    raw = join(folder.path, `${name}.parquet`)
    await writeRawTable(trained, raw)
    offline = await answerOffline(trained, raw)
    rows = await readRows(raw, trained.source.schema.columns)
  })

  // One row and a few go through plain loops, more of them through the numeric backend.
  test.each([1, 7, 64])('answers the same online as offline, %i rows at a time', async (size) => {
    const model = await loadServedModel(store, trained.model)
    const encode = createPredictionsEncoder(model)
    expect(rows.length).toBe(trained.source.rows * 2)
    let unseen = 0
    let answers: Answer[] = []
    for (let from = 0; from < rows.length; from += size) {
      const body: unknown = JSON.parse(JSON.stringify({ rows: rows.slice(from, from + size) }))
      const { batch, warnings } = decodeRows(body, model, defaultLimits)
      unseen += warnings.listed.length
      answers = [...answers, ...(JSON.parse(encode(await model.predict(batch))) as Answer[])]
    }
    const categories = model.request.filter(({ kind }) => kind === 'category')
    expect(unseen > 0).toBe(categories.length > 0)
    const wrong = answers.filter(({ prediction, probabilities }, row) => {
      const expected = offline.prediction![row]!
      if (typeof prediction === 'number') return !isClose(prediction, expected as number)
      const pairs = Object.entries(probabilities ?? {}).map(([label, online]) => ({
        online,
        offline: offline[`probability_${label}`]![row] as number,
      }))
      const [first = 0, second = 0] = pairs.map((pair) => pair.offline).sort((a, b) => b - a)
      const isTie = first - second < ABSOLUTE
      return pairs.some((pair) => !isClose(pair.online, pair.offline)) || (prediction !== expected && !isTie)
    })
    expect(wrong).toEqual([])
    model.dispose()
  })

  test('asks for the raw columns, and not for the target', async () => {
    const model = await loadServedModel(store, trained.model)
    const target = trained.model.schema.target?.name
    const offered = trained.model.schema.request.map(({ name }) => name)
    expect(offered).not.toContain(target)
    expect(model.request.length).toBeGreaterThan(0)
    for (const column of model.request) {
      expect(offered).toContain(column.name)
      expect(column.name).not.toBe('_split')
    }
    model.dispose()
  })
})
