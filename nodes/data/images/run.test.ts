import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNodeBench, type NodeBench } from '../../../tests/kit/node-bench.ts'
import { createTestFolder } from '../../../tests/kit/test-folder.ts'
import { sampleColumn, sampleTable } from '../../kit/samples.ts'
import { images } from './definition.ts'
import { run } from './run.ts'

const folder = createTestFolder()
let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => {
  bench[Symbol.dispose]()
  folder[Symbol.dispose]()
})

const infer = (params: object, known?: ReturnType<typeof sampleTable>) =>
  images.schema({
    inputs: {},
    params: images.params.parse(params),
    context: { sources: known ? { 'v-1': known } : {} },
  })

describe('images', () => {
  it('asks for a zip, and takes no other file', () => {
    expect(infer({}).problems).toMatchObject([{ code: 'images_missing', field: 'source' }])
    expect(infer({ source: 'v-1' })).toEqual({ outputs: { table: { columns: [], open: true } } })
    const table = sampleTable(sampleColumn('x', 'number'))
    expect(infer({ source: 'v-1' }, table).problems).toMatchObject([{ code: 'not_images', field: 'source' }])
  })

  it('brings what was found in the zip, as the raw row too', () => {
    const known = sampleTable(
      sampleColumn('image', 'image'),
      sampleColumn('class', 'category', { role: 'target', categories: ['a', 'b'] }),
    )
    expect(infer({ source: 'v-1' }, known).outputs.table).toEqual({ ...known, request: known.columns })
  })

  it('reads the images and says which it left out', async () => {
    const png = await sharp({ create: { width: 3, height: 2, channels: 3, background: 'red' } })
      .png()
      .toBuffer()
    const path = join(mkdtempSync(join(folder.path, 'zip-')), 'pets.zip')
    writeFileSync(path, zipSync({ 'dogs/1.png': png, 'cats/2.png': png, 'cats/3.png': png.subarray(0, 40) }))
    const logs: [string, string][] = []
    const { table } = await bench.runWith(
      ({ params, ctx }) =>
        run({
          inputs: {},
          params,
          ctx: {
            ...(ctx as object),
            source: {},
            store: { pathOf: () => Promise.resolve(path) },
            log: (level: string, message: string) => void logs.push([level, message]),
          },
        } as never),
      {},
      images.params.parse({ source: 'v-1' }),
    )
    const { columns } = await bench.read(table)
    expect(columns.file).toEqual(['cats/2.png', 'dogs/1.png'])
    expect(columns.class).toEqual(['cats', 'dogs'])
    expect(columns.image?.[0]).toEqual(new Uint8Array(png))
    expect(table.schema).toMatchObject({ request: table.schema.columns, open: false })
    expect(logs).toEqual([
      ['warn', '1 image can’t be read and is left out: cats/3.png.'],
      ['info', '2 images'],
    ])
  })
})
