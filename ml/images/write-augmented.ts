import { join } from 'node:path'
import { DataError } from '../errors.ts'
import type { VectorData } from '../tables/column-batch.ts'
import type { Engine } from '../tables/engine.ts'
import { parquet, quoteName, quotePath } from '../tables/sql.ts'
import { Generator } from '../training/random.ts'
import type { TrainingRelation } from '../transforms/training-rows.ts'
import { type Augmentation, addNoise, changePicture, drawChange } from './augment.ts'
import type { PictureShape } from './pixels.ts'

const MADE = 'made_pictures'
/** Numbers that are held at once, and in all copies of a table. */
const BLOCK_NUMBERS = 4_000_000
const MOST_NUMBERS = 400_000_000

interface AugmentRequest {
  path: string
  training: TrainingRelation
  column: string
  shape: PictureShape
  augmentation: Augmentation
  copies: number
  /** 32 bits. */
  seed: number
  outPath: string
  tempDir: string
  onProgress?: (fraction: number) => void
}

/**
 * Writes a table with changed copies of the pictures of its training rows, each with all else of its row. Copies follow
 * all rows, with ids of their own; a row without a picture has none. Throws DataError `too_many_copies`.
 * @returns how many copies were made
 */
export async function writeAugmented(engine: Engine, request: AugmentRequest): Promise<number> {
  const { path, training, column, shape, augmentation, copies, outPath } = request
  const [name, width] = [quoteName(column), shape[0] * shape[1] * shape[2]]
  const random = Generator.fromSeed(request.seed)
  const { last } = await engine.row(
    `SELECT CAST(coalesce(max(_row), -1) AS DOUBLE) AS last FROM ${parquet(path)}`,
  )
  const found = await engine.columns(
    `SELECT CAST(_row AS DOUBLE) AS id FROM ${training.sql} WHERE ${name} IS NOT NULL ORDER BY _row`,
    { id: 'number' },
  )
  const ids = found.columns.id as Float64Array
  if (ids.length * copies * width > MOST_NUMBERS)
    throw new DataError(
      'too_many_copies',
      `${copies} copies of ${ids.length.toLocaleString('en')} images of ${shape.join(' × ')} are more than fit. Make fewer copies, or prepare the images smaller.`,
      { field: 'copies' },
    )
  const step = Math.max(1, Math.floor(BLOCK_NUMBERS / width / copies))
  const parts: string[] = []
  let fresh = Number(last) + 1
  for (let from = 0; from < ids.length; from += step) {
    const block = ids.subarray(from, from + step)
    const within = `_row BETWEEN ${block[0]} AND ${block.at(-1)}`
    const { columns } = await engine.columns(
      `SELECT CAST(_row AS DOUBLE) AS id, CAST(${name} AS FLOAT[]) AS v FROM ${training.sql}
       WHERE ${within} AND ${name} IS NOT NULL ORDER BY _row`,
      { id: 'number', v: 'vector' },
    )
    const pictures = (columns.v as VectorData).flatMap((picture) =>
      Array.from({ length: copies }, () => {
        const made = changePicture(picture!, shape, drawChange(random, augmentation, shape))
        return augmentation.noise > 0 ? addNoise(made, augmentation.noise, random) : made
      }),
    )
    const made = {
      id: Float64Array.from(pictures, (_, at) => block[Math.floor(at / copies)]!),
      fresh: Float64Array.from(pictures, (_, at) => fresh + at),
      v: pictures,
    }
    fresh += pictures.length
    await engine.load(
      MADE,
      { rows: pictures.length, columns: made },
      { id: 'number', fresh: 'number', v: 'vector' },
    )
    const part = join(request.tempDir, `copies-${parts.length}.parquet`)
    await engine.run(
      `COPY (SELECT t.* REPLACE (m.fresh::BIGINT AS _row, m.v AS ${name}) FROM ${MADE} m
         JOIN ${parquet(path)} t ON t._row = m.id::BIGINT ORDER BY m.fresh) TO ${quotePath(part)} (FORMAT parquet)`,
    )
    parts.push(part)
    request.onProgress?.((from + block.length) / ids.length)
  }
  const files = [path, ...parts].map(quotePath).join(', ')
  await engine.run(
    `COPY (SELECT * FROM read_parquet([${files}], union_by_name = true)) TO ${quotePath(outPath)} (FORMAT parquet, COMPRESSION zstd)`,
  )
  return ids.length * copies
}
