import { join } from 'node:path'
import type { Engine } from '../tables/engine.ts'
import { parquet, quoteName, quotePath } from '../tables/sql.ts'
import type { RowsTable } from './apply-rows.ts'
import { compileImage, type ImageStep } from './image-step.ts'

const MADE = 'made_images'
/** Bytes of encoded images, and numbers made of them, that are held at once. */
const BLOCK_BYTES = 64_000_000
const BLOCK_NUMBERS = 4_000_000

/** Row ids, in order, and how many bytes of images each holds. */
async function blocksOf(
  engine: Engine,
  path: string,
  step: ImageStep,
): Promise<[from: number, to: number][]> {
  const { rows, columns } = await engine.columns(
    `SELECT CAST(_row AS DOUBLE) AS id, CAST(coalesce(octet_length(${quoteName(step.column)}), 0) AS DOUBLE) AS bytes
     FROM ${parquet(path)} ORDER BY _row`,
    { id: 'number', bytes: 'number' },
  )
  const [ids, sizes] = [columns.id as Float64Array, columns.bytes as Float64Array]
  const most = Math.max(1, Math.floor(BLOCK_NUMBERS / (step.width * step.height * step.channels)))
  const blocks: [number, number][] = []
  let [first, bytes] = [0, 0]
  for (let row = 0; row < rows; row++) {
    if (row > first && (row - first >= most || bytes + sizes[row]! > BLOCK_BYTES)) {
      blocks.push([ids[first]!, ids[row - 1]!])
      first = row
      bytes = 0
    }
    bytes += sizes[row]!
  }
  if (rows > 0) blocks.push([ids[first]!, ids[rows - 1]!])
  return blocks
}

/**
 * A Parquet table with its images prepared, as an endpoint does, a block of rows at a time, in the order of row ids.
 * Throws DataError `bad_image`.
 */
export async function applyImage(
  engine: Engine,
  step: ImageStep,
  table: RowsTable & { onProgress?: (fraction: number) => void },
): Promise<void> {
  const prepare = compileImage(step)
  const image = quoteName(step.column)
  const selected = table.columns.map((name) =>
    name === step.column ? `m.v AS ${image}` : `t.${quoteName(name)}`,
  )
  const blocks = await blocksOf(engine, table.path, step)
  const parts: string[] = []
  for (const [from, to] of blocks) {
    const within = `_row BETWEEN ${from} AND ${to}`
    const batch = await engine.columns(
      `SELECT CAST(_row AS DOUBLE) AS _row, ${image} FROM ${parquet(table.path)} WHERE ${within} ORDER BY _row`,
      { _row: 'number', [step.column]: 'bytes' },
    )
    const { rows, columns } = prepare(batch)
    const made = { id: columns._row!, v: columns[step.column]! }
    await engine.load(MADE, { rows, columns: made }, { id: 'number', v: 'vector' })
    const part = join(table.tempDir, `images-${parts.length}.parquet`)
    await engine.run(
      `COPY (SELECT ${['t._row', ...selected].join(', ')} FROM (SELECT * FROM ${parquet(table.path)} WHERE ${within}) t
        JOIN ${MADE} m ON t._row = m.id::BIGINT ORDER BY t._row) TO ${quotePath(part)} (FORMAT parquet)`,
    )
    parts.push(part)
    table.onProgress?.(parts.length / blocks.length)
  }
  const from =
    parts.length > 0
      ? `read_parquet([${parts.map(quotePath).join(', ')}])`
      : `(SELECT ${['t._row', ...selected.map((sql) => sql.replace(/^m\.v AS/, 'NULL::FLOAT[] AS'))].join(', ')} FROM ${parquet(table.path)} t)`
  await engine.run(
    `COPY (SELECT * FROM ${from}) TO ${quotePath(table.outPath)} (FORMAT parquet, COMPRESSION zstd)`,
  )
}
