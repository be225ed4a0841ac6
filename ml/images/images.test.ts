import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestFolder } from '../../tests/kit/test-folder.ts'
import { type Engine, openEngine } from '../tables/engine.ts'
import { importFile } from '../tables/import.ts'
import { inspectFile } from '../tables/inspect.ts'
import { profileTable } from '../tables/profile.ts'
import { parquet } from '../tables/sql.ts'
import { decodeImages } from './decode.ts'
import { importImages } from './import-images.ts'
import { openImageZip } from './image-zip.ts'

const folder = createTestFolder()
let engine: Engine
beforeAll(async () => {
  const tempDir = join(folder.path, 'engine')
  mkdirSync(tempDir)
  engine = await openEngine({ threads: 2, memoryMb: 256, tempDir })
})
afterAll(() => {
  engine.close()
  folder[Symbol.dispose]()
})

const plain = (colour: string, format: 'png' | 'jpeg' = 'png', width = 20, height = 10) =>
  sharp({ create: { width, height, channels: 3, background: colour } })
    .toFormat(format)
    .toBuffer()

let zips = 0
function zipOf(files: Record<string, Uint8Array>): string {
  const path = join(folder.path, `images-${++zips}.zip`)
  writeFileSync(path, zipSync(files))
  return path
}

async function imported(files: Record<string, Uint8Array>) {
  const outPath = join(folder.path, `images-${++zips}.parquet`)
  const result = await importImages(engine, zipOf(files), { outPath })
  const rows = await engine.rows(
    `SELECT * EXCLUDE (image), octet_length(image) AS bytes FROM ${parquet(outPath)} ORDER BY _row`,
  )
  return { ...result, outPath, table: rows }
}

describe('a zip of images', () => {
  it('has the folders of its images for classes', async () => {
    const [red, blue] = [await plain('red'), await plain('blue', 'jpeg')]
    const { table, schema, warnings } = await imported({
      'pets/dogs/b.png': red,
      'pets/cats/a.JPG': blue,
      'pets/dogs/a.png': red,
      'pets/read me.txt': strToU8('hello'),
      '__MACOSX/pets/dogs/._a.png': red,
      'pets/dogs/.hidden.png': red,
    })
    expect(table).toEqual([
      { _row: 0, file: 'pets/cats/a.JPG', class: 'cats', bytes: blue.length },
      { _row: 1, file: 'pets/dogs/a.png', class: 'dogs', bytes: red.length },
      { _row: 2, file: 'pets/dogs/b.png', class: 'dogs', bytes: red.length },
    ])
    expect(schema.columns.at(-1)).toMatchObject({
      name: 'class',
      role: 'target',
      categories: ['cats', 'dogs'],
    })
    expect(warnings).toEqual([])
  })

  it('has no class where all images lie in one folder', async () => {
    const { schema, table } = await imported({
      'all/1.png': await plain('red'),
      'all/2.png': await plain('blue'),
    })
    expect(schema.columns.map(({ name }) => name)).toEqual(['image', 'file'])
    expect(table).toHaveLength(2)
  })

  it('leaves broken images out and names them, and those beside the folders have no class', async () => {
    const whole = await plain('green', 'jpeg', 200, 200)
    const { table, warnings } = await imported({
      'a/1.jpg': whole,
      'a/cut.jpg': whole.subarray(0, whole.length - 80),
      'b/2.jpg': whole,
      'b/text.png': strToU8('not an image'),
      'top.jpg': whole,
      'b/drawing.svg.png': strToU8('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    })
    expect(table.map((row) => [row.file, row.class])).toEqual([
      ['a/1.jpg', 'a'],
      ['b/2.jpg', 'b'],
      ['top.jpg', null],
    ])
    expect(warnings).toEqual([
      '3 images can’t be read and are left out: a/cut.jpg, b/drawing.svg.png, b/text.png.',
      '1 image beside the folders has no class.',
    ])
  })

  it('is refused where it holds no image, only broken ones, or is no zip', async () => {
    const code = (value: string) => expect.objectContaining({ kind: 'user', code: value })
    await expect(imported({ 'a.txt': strToU8('a') })).rejects.toEqual(code('no_images'))
    await expect(imported({ 'a.png': strToU8('a') })).rejects.toEqual(code('no_images'))
    const path = join(folder.path, 'cut.zip')
    writeFileSync(path, zipSync({ 'a.png': await plain('red') }).subarray(0, 60))
    await expect(openImageZip(path)).rejects.toEqual(code('bad_zip'))
    await expect(inspectFile(engine, path)).rejects.toEqual(code('bad_zip'))
  })

  it('is refused where a name leads out of it', async () => {
    const path = zipOf({ '../../evil.png': await plain('red') })
    await expect(openImageZip(path)).rejects.toMatchObject({ code: 'bad_zip' })
  })

  it('is looked into as it is imported', async () => {
    const files = { 'a/1.png': await plain('red'), 'b/2.png': await plain('blue') }
    const found = await inspectFile(engine, zipOf(files))
    const { schema, outPath } = await imported(files)
    expect(found).toMatchObject({ format: 'images', rows: 2, columns: schema.columns, warnings: [] })
    expect(found.preview.rows.map((row) => row.slice(2))).toEqual([
      ['a/1.png', 'a'],
      ['b/2.png', 'b'],
    ])
    expect(found.preview.rows[0]?.[1]).toMatch(/^data:image\/webp;base64,/)
    const { profile } = await profileTable(engine, { path: outPath, schema })
    expect(profile.preview.rows).toEqual(found.preview.rows)
    expect(profile.columns[0]).toMatchObject({ missing: 0, distinct: 2, bytes: { min: expect.any(Number) } })
    expect(profile.columns[0]).not.toHaveProperty('top')
  })

  it('numbers a sample by places in the zip, and names what is broken beside it', async () => {
    const picture = await plain('red')
    const names = Array.from(
      { length: 121 },
      (_, at) => `${at < 60 ? 'a' : 'b'}/${String(at).padStart(3, '0')}.png`,
    )
    const files = Object.fromEntries(names.map((name) => [name, picture]))
    const broken = 'a/003.png'
    const found = await inspectFile(engine, zipOf({ ...files, [broken]: picture.subarray(0, 20) }))
    expect(found.rows).toBe(121)
    expect(found.places).toEqual(Array.from({ length: 50 }, (_, at) => 2 * at + 1))
    expect(found.preview.rows.map((row) => row[2])).toEqual(found.places?.map((place) => names[place - 1]))
    expect(found.warnings).toEqual([`1 image can’t be read and is left out: ${broken}.`])
  })

  it('is no table', async () => {
    const outPath = join(folder.path, 'table.parquet')
    const path = zipOf({ 'a.png': await plain('red') })
    await expect(importFile(engine, path, { options: {}, outPath })).rejects.toMatchObject({
      code: 'zip_file',
    })
  })
})

describe('vectors that are pictures', () => {
  it('are shown as such, and counted', async () => {
    const path = join(folder.path, 'vectors.parquet')
    await engine.run(
      `COPY (SELECT 0 AS _row, [0, 0.5, 1, 0.25]::FLOAT[] AS v, [1, 2]::FLOAT[] AS w UNION ALL SELECT 1, NULL, [3]::FLOAT[])
       TO '${path}' (FORMAT parquet)`,
    )
    const vector = { storage: 'list', kind: 'vector', role: 'feature' } as const
    const columns = [
      { id: 'v', name: 'v', ...vector, shape: [2, 2, 1] },
      { id: 'w', name: 'w', ...vector },
    ]
    const { profile } = await profileTable(engine, { path, schema: { columns, open: false } })
    expect(profile.columns).toMatchObject([
      { missing: 1, values: { min: 0, max: 1, mean: 0.4375 } },
      { missing: 0, values: { min: 1, max: 3, mean: 2 } },
    ])
    const [first, second] = profile.preview.rows
    const picture = Buffer.from(String(first?.[1]).replace('data:image/png;base64,', ''), 'base64')
    const { data, info } = await sharp(picture).raw().toBuffer({ resolveWithObject: true })
    expect([info.width, info.height]).toEqual([2, 2])
    expect([...data].filter((_, at) => at % info.channels === 0)).toEqual([0, 128, 255, 64])
    expect(first?.[2]).toBe('[1.0, 2.0]')
    expect(second?.[1]).toBeNull()
  })
})

describe('decoding', () => {
  it('turns an image as its EXIF data say', async () => {
    // Left half black, right half white; turned by 90 degrees the black one is on top.
    const half = await sharp({ create: { width: 8, height: 4, channels: 3, background: '#fff' } })
      .composite([
        { input: { create: { width: 4, height: 4, channels: 3, background: '#000' } }, left: 0, top: 0 },
      ])
      .png()
      .toBuffer()
    const turned = await sharp(half).withMetadata({ orientation: 6 }).png().toBuffer()
    const [made] = decodeImages([turned], { width: 1, height: 2, fit: 'stretch' })
    expect(Array.from(made ?? [], (level) => level > 128)).toEqual([false, false, false, true, true, true])
  })

  it('makes what is transparent white, and a margin black', async () => {
    const clear = await sharp({
      create: { width: 4, height: 2, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer()
    const [wide] = decodeImages([clear], { width: 4, height: 4, fit: 'pad' })
    const rows = [0, 1, 2, 3].map((y) => (wide ?? [])[y * 12])
    expect(rows).toEqual([0, 255, 255, 0])
  })
})
