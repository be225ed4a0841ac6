import { join } from 'node:path'
import type { Column, TableSchema } from '../../nodes/kit/columns.ts'
import { DataError } from '../errors.ts'
import type { ColumnBatch } from '../tables/column-batch.ts'
import type { Engine } from '../tables/engine.ts'
import { quotePath } from '../tables/sql.ts'
import { type ImageEntry, type ImageZip, openImageZip } from './image-zip.ts'

/** Bytes of images that are held at once. */
const BLOCK_BYTES = 64_000_000
const TOGETHER = 8
/** Of a zip that is only glanced at, bytes and images that are read. */
const GLANCE_BYTES = 32_000_000
const GLANCE_IMAGES = 1_000
/** Names of broken images that a warning lists. */
const LISTED = 5

export interface ImportedImages {
  schema: TableSchema
  rows: number
  warnings: string[]
}

/** The columns of a table of images: the image, its path in the zip, and its class where there are several. */
export const imageColumns = (labels: readonly string[]): Column[] => [
  { id: 'image', name: 'image', storage: 'blob', kind: 'image', role: 'feature' },
  { id: 'file', name: 'file', storage: 'varchar', kind: 'text', role: 'id' },
  ...(labels.length > 0
    ? [
        {
          id: 'class',
          name: 'class',
          storage: 'varchar' as const,
          kind: 'category' as const,
          role: 'target' as const,
          categories: [...labels],
        },
      ]
    : []),
]

interface Read {
  entry: ImageEntry
  bytes: Uint8Array
}

/** Reads some entries in turn, a few at once; broken ones are given to `broken`. */
async function* readEach(
  zip: ImageZip,
  entries: readonly ImageEntry[],
  broken: (entry: ImageEntry) => void,
): AsyncGenerator<Read> {
  for (let from = 0; from < entries.length; from += TOGETHER) {
    const some = entries.slice(from, from + TOGETHER)
    const read = await Promise.all(some.map((entry) => zip.read(entry)))
    for (const [at, entry] of some.entries()) {
      const bytes = read[at]
      if (bytes) yield { entry, bytes }
      else broken(entry)
    }
  }
}

const types = { id: 'number', image: 'bytes', file: 'text', class: 'text' } as const

const batchOf = (rows: readonly Read[], idOf: (row: number) => number): ColumnBatch => ({
  rows: rows.length,
  columns: {
    id: Float64Array.from(rows, (_, row) => idOf(row)),
    image: rows.map(({ bytes }) => bytes),
    file: rows.map(({ entry }) => entry.path),
    class: rows.map(({ entry }) => entry.label),
  },
})

const selection = (labels: readonly string[]): string =>
  `SELECT id::BIGINT AS _row, image, file${labels.length > 0 ? ', class' : ''} FROM images ORDER BY id`

/** @param looked images that were read, where that is not all of them */
function warningsOf(broken: readonly string[], unlabelled: number, looked?: number): string[] {
  const among = looked === undefined ? '' : ` of ${looked.toLocaleString('en')} that were looked at`
  const listed = broken.slice(0, LISTED).join(', ') + (broken.length > LISTED ? ', …' : '')
  return [
    ...(broken.length > 0
      ? [
          `${count(broken.length, 'image')}${among} can’t be read and ${broken.length === 1 ? 'is' : 'are'} left out: ${listed}.`,
        ]
      : []),
    ...(unlabelled > 0
      ? [`${count(unlabelled, 'image')} beside the folders ${unlabelled === 1 ? 'has' : 'have'} no class.`]
      : []),
  ]
}

const allBroken = (broken: readonly string[]) =>
  new DataError(
    'no_images',
    `No image of the zip can be read: ${broken.slice(0, LISTED).join(', ')}${broken.length > LISTED ? ', …' : ''} are broken. Open one of them with another program, and pack the zip anew.`,
  )

const count = (number: number, noun: string): string =>
  `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`

/**
 * Reads a zip of images into a Parquet table: `_row`, `image` (the bytes as they are), `file`, and `class` where the
 * images lie in several folders. Broken images are left out and named in a warning.
 * Throws the DataErrors of `openImageZip`, and `no_images` where all are broken.
 */
export async function importImages(
  engine: Engine,
  path: string,
  { outPath, onProgress }: { outPath: string; onProgress?: (fraction: number) => void },
): Promise<ImportedImages> {
  const zip = await openImageZip(path)
  try {
    const { entries, labels } = zip
    const broken: string[] = []
    const parts: string[] = []
    let [rows, held, bytes]: [number, Read[], number] = [0, [], 0]
    const flush = async () => {
      const start = rows
      await engine.load(
        'images',
        batchOf(held, (row) => start + row),
        types,
      )
      const part = join(engine.options.tempDir, `zip-${parts.length}.parquet`)
      // Bytes of images can't be made smaller.
      await engine.run(
        `COPY (${selection(labels)}) TO ${quotePath(part)} (FORMAT parquet, COMPRESSION uncompressed)`,
      )
      parts.push(part)
      rows += held.length
      held = []
      bytes = 0
    }
    for await (const read of readEach(zip, entries, ({ path: name }) => broken.push(name))) {
      held.push(read)
      bytes += read.bytes.length
      if (bytes < BLOCK_BYTES) continue
      await flush()
      onProgress?.((rows + broken.length) / entries.length)
    }
    if (rows + held.length === 0) throw allBroken(broken)
    await flush()
    await engine.run(
      `COPY (SELECT * FROM read_parquet([${parts.map(quotePath).join(', ')}])) TO ${quotePath(outPath)} (FORMAT parquet, COMPRESSION zstd)`,
    )
    const unlabelled = labels.length > 0 ? entries.filter(({ label }) => label === null).length : 0
    const schema = { columns: imageColumns(labels), open: false }
    return { schema, rows, warnings: warningsOf(broken, unlabelled) }
  } finally {
    zip.close()
  }
}

/**
 * Some images of a zip as a relation of the engine, numbered by their places in it from 0, and how many there are in
 * all, broken ones included. Of a small zip all are read, so that every broken one is named.
 */
export async function glanceAtImages(
  engine: Engine,
  path: string,
  most: number,
): Promise<ImportedImages & { relation: string }> {
  const zip = await openImageZip(path)
  try {
    const { entries, labels } = zip
    const broken: string[] = []
    const held: Read[] = []
    // Some of each class, as the first of a sorted list would all be of one.
    const step = Math.max(1, Math.floor(entries.length / most))
    const sample = new Set(entries.filter((_, at) => at % step === 0).slice(0, most))
    const all = [...sample, ...entries.filter((entry) => !sample.has(entry))]
    let [bytes, looked] = [0, 0]
    for await (const read of readEach(zip, all, ({ path: name }) => broken.push(name))) {
      looked++
      bytes += read.bytes.length
      if (sample.has(read.entry)) held.push(read)
      const wasEnough = bytes > GLANCE_BYTES || looked >= GLANCE_IMAGES
      if (wasEnough && looked + broken.length >= sample.size) break
    }
    looked += broken.length
    const places = new Map(entries.map((entry, at) => [entry, at]))
    await engine.load(
      'images',
      batchOf(held, (row) => places.get(held[row]!.entry)!),
      types,
    )
    const schema = { columns: imageColumns(labels), open: false }
    return {
      schema,
      rows: entries.length,
      warnings: warningsOf(broken, 0, looked < entries.length ? looked : undefined),
      relation: `(${selection(labels)})`,
    }
  } finally {
    zip.close()
  }
}
