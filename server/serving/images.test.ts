import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Engine, openEngine } from '../../ml/tables/engine.ts'
import { parquet } from '../../ml/tables/sql.ts'
import type { ModelValue, PortValue, ReportValue, TableValue } from '../../nodes/kit/values.ts'
import { createTestFolder } from '../../tests/kit/test-folder.ts'
import { createNodeRunner } from '../../tests/kit/train-model.ts'
import { openFolderStore } from '../storage/folder-store.ts'
import { decodeInference, inputTensors } from './inference-codec.ts'
import { defaultLimits } from './limits.ts'
import { loadServedModel } from './load-served-model.ts'
import { decodeRows } from './rows-codec.ts'
import type { ServedModel } from './served-model.ts'

/** A zip of images, from the node that reads it to the endpoint that takes images in base64. */

const folder = createTestFolder()
const store = openFolderStore(join(folder.path, 'blobs'))
const run = createNodeRunner({ store, folder: folder.path })

/** Stripes across or down, of any colours and width. */
async function striped(direction: 'across' | 'down', at: number): Promise<Buffer> {
  const [width, height, period] = [40, 30, 6 + (at % 5)]
  const data = Uint8Array.from({ length: width * height * 3 }, (_, place) => {
    const [x, y] = [Math.floor(place / 3) % width, Math.floor(place / 3 / width)]
    const isLight = ((direction === 'down' ? x : y) + at) % period < period / 2
    return isLight ? 150 + ((at * 37 + place) % 100) : (at * 53 + place) % 60
  })
  const picture = sharp(data, { raw: { width, height, channels: 3 } })
  return at % 2 === 0 ? picture.png().toBuffer() : picture.jpeg().toBuffer()
}

let engine: Engine
let served: ServedModel
let files: [name: string, bytes: Buffer][]
let answers: { prediction: string; probability_across: number }[]
let metrics: ReportValue['metrics']

beforeAll(async () => {
  engine = await openEngine({ threads: 2, memoryMb: 256, tempDir: join(folder.path, 'engine') })
  files = []
  for (let at = 0; at < 40; at++)
    for (const direction of ['across', 'down'] as const)
      files.push([`stripes/${direction}/${String(at).padStart(2, '0')}.img`, await striped(direction, at)])
  files = files.map(([name, bytes], at) => [name.replace('.img', at % 4 < 2 ? '.png' : '.jpg'), bytes])
  files.sort(([a], [b]) => (a < b ? -1 : 1))
  const path = join(folder.path, 'stripes.zip')
  writeFileSync(path, zipSync(Object.fromEntries(files)))
  const source = await store.putFile(path, 'application/zip')

  const { table: images } = await run('data.images', { source: 'v-1' }, {}, source)
  const { table: split } = await run('split.split', { method: 'stratified' }, { table: images as PortValue })
  const prepare = { width: 12, height: 12, colour: 'grey' }
  const { table } = await run('features.image', prepare, { table: split as PortValue })
  const layers = [{ type: 'conv2d', filters: 4 }, { type: 'maxPool' }, { type: 'flatten' }]
  const { blueprint } = await run('models.network', { layers, epochs: 25, learningRate: 0.02 })
  const { model } = await run(
    'train.train',
    {},
    { table: table as PortValue, blueprint: blueprint as PortValue },
  )
  const { report } = await run(
    'evaluate.evaluate',
    {},
    { model: model as PortValue, table: table as PortValue },
  )
  metrics = (report as ReportValue).metrics
  served = await loadServedModel(store, model as ModelValue)
  const { table: predicted } = await run(
    'deploy.predict',
    {},
    { model: model as PortValue, table: table as PortValue },
  )
  const offline = `${parquet(await store.pathOf((predicted as TableValue).blob))} ORDER BY _row`
  answers = (await engine.rows(`SELECT prediction, probability_across FROM ${offline}`)) as typeof answers
})
afterAll(() => {
  served?.dispose()
  engine?.close()
  folder[Symbol.dispose]()
})

const image = (at: number): string => files[at]?.[1].toString('base64') ?? ''

it('learns from a zip, and asks for images alone', () => {
  expect(metrics.accuracy).toBeGreaterThan(0.9)
  expect(served.request.map(({ name, kind }) => [name, kind])).toEqual([['image', 'image']])
})

it('answers images in base64 as the run did', async () => {
  const rows = files.map((_, at) => ({
    image: at % 3 === 0 ? `data:image/png;base64,${image(at)}` : image(at),
  }))
  const { columns } = await served.predict(decodeRows({ rows }, served, defaultLimits).batch)
  expect(columns.prediction).toEqual(answers.map(({ prediction }) => prediction))
  answers.forEach((answer, row) =>
    expect(Math.abs((columns.probability_across?.[row] as number) - answer.probability_across)).toBeLessThan(
      1e-5,
    ),
  )
})

it('answers images of the Open Inference Protocol', async () => {
  expect(inputTensors(served)).toEqual([{ name: 'image', datatype: 'BYTES', shape: [-1] }])
  const inputs = [{ name: 'image', datatype: 'BYTES', shape: [2, 1], data: [image(0), image(60)] }]
  const { batch } = decodeInference({ inputs }, served, defaultLimits)
  const { columns } = await served.predict(batch)
  expect(columns.prediction).toEqual([answers[0]?.prediction, answers[60]?.prediction])
})

it('answers a row without an image as a black one, and warns', async () => {
  const black = await sharp({ create: { width: 12, height: 12, channels: 3, background: 'black' } })
    .png()
    .toBuffer()
  const rows = [{ image: black.toString('base64') }, { image: null }]
  const { batch, warnings } = decodeRows({ rows }, served, defaultLimits)
  expect(warnings.listed).toEqual([
    {
      code: 'missing_image',
      message: 'Row 2: “image” is missing, and is taken as an image that is all black.',
      row: 2,
      column: 'image',
    },
  ])
  const { probability_across: across } = (await served.predict(batch)).columns
  expect(across?.[1]).toBeCloseTo(across?.[0] as number, 6)
  const inputs = [{ name: 'image', datatype: 'BYTES', shape: [1], data: [null] }]
  expect(decodeInference({ inputs }, served, defaultLimits).warnings.listed).toHaveLength(1)
})

it('says which row is no image', async () => {
  const broken = Buffer.from('no image at all').toString('base64')
  const { batch } = decodeRows({ rows: [{ image: image(0) }, { image: broken }] }, served, defaultLimits)
  await expect(async () => served.predict(batch)).rejects.toMatchObject({ code: 'bad_image', field: 'image' })
  expect(() => decodeRows({ rows: [{ image: [1, 2] }] }, served, defaultLimits)).toThrow(
    'Row 1: "image" must be the bytes of an image in base64, but is a list.',
  )
})

it('takes pictures that a model learnt as numbers as numbers, or as images', async () => {
  const column = {
    id: 'v',
    name: 'v',
    storage: 'list',
    kind: 'vector',
    role: 'feature',
    shape: [2, 1, 3],
  } as const
  const model = { ...served, request: [column] }
  expect(inputTensors(model)).toEqual([{ name: 'v', datatype: 'FP32', shape: [-1, 2, 1, 3] }])
  const numbers = [[[1, 0, 0]], [[0, 0, 1]]]
  const wanted = Float32Array.of(1, 0, 0, 0, 0, 1)
  const png = await sharp(Uint8Array.of(255, 0, 0, 0, 0, 255), { raw: { width: 1, height: 2, channels: 3 } })
    .png()
    .toBuffer()
  const rows = [{ v: numbers }, { v: numbers.flat(2) }, { v: png.toString('base64') }, { v: null }]
  const decoded = decodeRows({ rows }, model, defaultLimits)
  expect(decoded.batch.columns.v).toEqual([wanted, wanted, wanted, null])
  expect(decoded.warnings.listed).toMatchObject([{ code: 'missing_image', row: 4, column: 'v' }])
  const infer = (input: object) =>
    decodeInference({ inputs: [{ name: 'v', ...input }] }, model, defaultLimits).batch
  expect(infer({ datatype: 'FP32', shape: [1, 2, 1, 3], data: [numbers] }).columns.v).toEqual([wanted])
  expect(infer({ datatype: 'BYTES', shape: [1], data: [png.toString('base64')] }).columns.v).toEqual([wanted])
  expect(() => infer({ datatype: 'FP32', shape: [1, 5], data: [1, 0, 0, 0, 1] })).toThrow(
    'Input “v” has the shape [1, 5], but takes [1, 2, 1, 3].',
  )
  expect(() => decodeRows({ rows: [{ v: [1, 2] }] }, model, defaultLimits)).toThrow(
    'Row 1: "v" must be a list of 2 × 1 × 3 numbers, or an image in base64, but is a list.',
  )
})
