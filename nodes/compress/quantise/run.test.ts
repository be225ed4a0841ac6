import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tf } from '../../../ml/backend/tf.ts'
import { loadModel } from '../../../ml/models/load-model.ts'
import { batchFromRows } from '../../../ml/tables/column-batch.ts'
import { openEngine } from '../../../ml/tables/engine.ts'
import { parquet, quoteName } from '../../../ml/tables/sql.ts'
import { openFolderStore } from '../../../server/storage/folder-store.ts'
import { createTestFolder } from '../../../tests/kit/test-folder.ts'
import { createNodeRunner, trainPipeline, type TrainedPipeline } from '../../../tests/kit/train-model.ts'
import type { Column } from '../../kit/columns.ts'
import { sampleColumn, sampleTable, splitColumn } from '../../kit/samples.ts'
import type { BlobRef, ModelValue, ReportValue, TableValue } from '../../kit/values.ts'
import { tabularClassification, tabularRegression } from '../../templates/tabular.ts'
import { quantise } from './definition.ts'

const folder = createTestFolder()
const store = openFolderStore(join(folder.path, 'blobs'))
const run = createNodeRunner({ store, folder: folder.path })
afterAll(() => folder[Symbol.dispose]())

const networkOf = (template: typeof tabularClassification) =>
  template.nodes.find(({ type }) => type === 'models.mlp')?.params ?? {}
const deep = { layers: [128, 128].map((units) => ({ units, activation: 'relu' })) }
const nets = {
  'template for classes': { dataset: 'penguins', mlp: { ...networkOf(tabularClassification), epochs: 15 } },
  'template for numbers': { dataset: 'diabetes', mlp: { ...networkOf(tabularRegression), epochs: 15 } },
  '128 · 128': { dataset: 'wine', mlp: { ...deep, epochs: 5 } },
} as const
type Net = keyof typeof nets

const trained = {} as Record<Net, TrainedPipeline>
beforeAll(async () => {
  for (const [name, net] of Object.entries(nets)) {
    const pipeline = await trainPipeline({ store, folder: join(folder.path, name) }, net)
    trained[name as Net] = pipeline
  }
})

const readJson = async (blob: BlobRef): Promise<unknown> =>
  JSON.parse(new TextDecoder().decode(await store.getBytes(blob)))
const load = async (model: ModelValue) =>
  loadModel(await readJson(model.blob), (blob) => store.getBytes(blob))

async function quantised(net: Net, params: Record<string, unknown>, withTable = true) {
  const { model, scaled } = trained[net]
  const outputs = await run('compress.quantise', params, { model, ...(withTable && { table: scaled }) })
  const report = outputs.report as ReportValue
  return {
    model: outputs.model as ModelValue,
    value: report,
    report: (await readJson(report.blob)) as Record<string, never> & {
      bytes: { before: number; after: number }
      comparison?: Record<string, number | object>
    },
  }
}

/** As *Predict* answers the test rows of a table with both. */
async function largestChange(table: TableValue, ...models: ModelValue[]): Promise<number> {
  const paths: string[] = []
  for (const model of models) {
    const answered = (await run('deploy.predict', { on: 'test' }, { model, table })).table as TableValue
    paths.push(await store.pathOf(answered.blob))
  }
  const columns = models[0]?.schema.target?.categories?.map((label) => `probability_${label}`) ?? [
    'prediction',
  ]
  const engine = await openEngine({ threads: 1, memoryMb: 256, tempDir: join(folder.path, 'engine') })
  const changes = columns.map((name) => `abs(a.${quoteName(name)} - b.${quoteName(name)})`)
  const { largest } = await engine.row(
    `SELECT max(greatest(${changes.join(', ')}))::DOUBLE AS largest
     FROM ${parquet(paths[0] as string)} a JOIN ${parquet(paths[1] as string)} b USING (_row)`,
  )
  engine.close()
  return Number(largest)
}

const sizes = (Object.keys(nets) as Net[]).flatMap((net) => [
  [net, 'int8', 0.3] as const,
  [net, 'float16', 0.55] as const,
])

describe('quantise', () => {
  it.each(sizes)('%s: %s takes at most %d of the bytes on disk', async (net, precision, share) => {
    const { model, report } = await quantised(net, { precision }, false)
    const onDisk = async ({ blobs }: ModelValue) => statSync(await store.pathOf(blobs[0] as BlobRef)).size
    const [before, after] = [await onDisk(trained[net].model), await onDisk(model)]
    expect(after / before).toBeLessThanOrEqual(share)
    expect(report.bytes).toEqual({ before, after })
    expect(report).not.toHaveProperty('comparison')
  })

  it('reports what Evaluate finds before and after, and the largest change', async () => {
    for (const [net, of] of [
      ['template for classes', 'probability'],
      ['template for numbers', 'number'],
    ] as const) {
      const { scaled: table, model: before } = trained[net]
      const { model, value, report } = await quantised(net, { precision: 'int8', on: 'test' })
      const evaluated = async (one: ModelValue) => {
        const { report: found } = await run('evaluate.evaluate', { on: 'test' }, { model: one, table })
        return (found as ReportValue).metrics
      }
      expect(report.comparison).toMatchObject({ on: 'test', heldOut: true, note: null, of })
      expect(report.comparison?.before).toMatchObject(await evaluated(before))
      expect(report.comparison?.after).toMatchObject(await evaluated(model))
      expect(value.metrics).toMatchObject(await evaluated(model))
      expect(value.metrics.largestChange).toBeGreaterThan(0)
      expect(await evaluated(model)).not.toEqual(await evaluated(before))

      expect(value.metrics.largestChange).toBeCloseTo(await largestChange(table, before, model), 6)
    }
  })

  it('costs little: 16 bits next to nothing, 8 bits a few hundredths of a probability', async () => {
    const change = async (precision: string) =>
      (await quantised('template for classes', { precision })).value.metrics.largestChange
    expect(await change('float16')).toBeLessThan(0.002)
    expect(await change('int8')).toBeLessThan(0.1)
  })

  it('hands on a model of its own digest with the same columns and steps before it', async () => {
    const { model: before } = trained['128 · 128']
    const { model } = await quantised('128 · 128', {})
    expect(model.digest).not.toBe(before.digest)
    expect(model).toMatchObject({ schema: before.schema, lineage: before.lineage })
    expect(model.blobs).toHaveLength(before.blobs.length)
    expect(model.blobs[0]).not.toEqual(before.blobs[0])
  })

  it('answers the same in plain loops, for few rows, and in the backend, for many', async () => {
    const { model } = await quantised('template for classes', { precision: 'int8' })
    const tensors = tf.memory().numTensors
    const loaded = await load(model)
    const rows = Array.from({ length: 40 }, (_, at) =>
      Object.fromEntries(
        loaded.inputs.map(({ name, kind, categories }) => [
          name,
          kind === 'number' ? Math.sin(at * 3 + name.length) : (categories?.[at % 2] ?? null),
        ]),
      ),
    )
    const many = loaded.answers(batchFromRows(rows, loaded.inputs, 'missing'))
    rows.forEach((row, at) => {
      const one = loaded.answers(batchFromRows([row], loaded.inputs, 'missing'))
      one.forEach((p, k) => expect(p).toBeCloseTo(many[at * one.length + k] as number, 5))
    })
    loaded.dispose()
    expect(tf.memory().numTensors).toBe(tensors)
  })

  it('says at the drawing what will fail or mislead', () => {
    const call = (...columns: Column[]) =>
      quantise
        .schema({
          inputs: {
            model: {
              task: 'regression',
              target: sampleColumn('y', 'number'),
              inputs: [sampleColumn('a', 'number')],
              request: [],
            },
            table: sampleTable(...columns),
          },
          params: quantise.params.parse({}),
          context: { sources: {} },
        })
        .problems?.map(({ code }) => code)
    expect(call(sampleColumn('a', 'number'), sampleColumn('y', 'number'), splitColumn)).toEqual([])
    expect(call(sampleColumn('b', 'number'))).toEqual([
      'no_split',
      'model_columns_missing',
      'answers_missing',
    ])
  })
})
