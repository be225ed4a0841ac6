import { join } from 'node:path'
import type { CellType, ColumnBatch, ValueType } from '../tables/column-batch.ts'
import type { Engine } from '../tables/engine.ts'
import { parquet, quoteName, quotePath } from '../tables/sql.ts'

const MADE = 'made_rows'
const sqlTypes: Readonly<Record<ValueType, string>> = {
  number: 'DOUBLE',
  text: 'VARCHAR',
  boolean: 'BOOLEAN',
}

export interface RowsTable {
  path: string
  /** Columns that stay or are replaced, without `_row`. */
  columns: readonly string[]
  outPath: string
  tempDir: string
}

interface RowsWork {
  reads: Readonly<Record<string, ValueType>>
  /** Columns that are made; new names follow at the end. */
  writes: readonly string[]
  /** Of what: numbers, or lists of them. */
  as?: 'number' | 'vector'
  compute: (batch: ColumnBatch) => ColumnBatch
  /** Rows that are held at once. */
  size: number
}

/**
 * A Parquet table with columns that JavaScript computes, as an endpoint does, a block of rows at a time, in the order of
 * row ids.
 */
export async function applyRows(
  engine: Engine,
  { reads, writes, as = 'number', compute, size }: RowsWork,
  table: RowsTable,
): Promise<void> {
  const types: Record<string, CellType> = Object.create(null)
  types._row = 'number'
  for (const name of writes) types[name] = as
  const own = new Set(writes)
  const names = [...new Set([...table.columns, ...writes])]
  // NaN stands for missing in a batch, NULL in a table.
  const madeOf = (name: string) =>
    as === 'vector'
      ? `m.${quoteName(name)}`
      : `nullif(m.${quoteName(name)}, 'nan'::DOUBLE) AS ${quoteName(name)}`
  const selected = names.map((name) => (own.has(name) ? madeOf(name) : `t.${quoteName(name)}`))
  const read = Object.entries(reads).map(
    ([name, type]) => `CAST(${quoteName(name)} AS ${sqlTypes[type]}) AS ${quoteName(name)}`,
  )
  const parts: string[] = []
  for (let from = 0; ; from += size) {
    const batch = await engine.columns(
      `SELECT CAST(_row AS DOUBLE) AS _row, ${read.join(', ')} FROM ${parquet(table.path)} ORDER BY _row LIMIT ${size} OFFSET ${from}`,
      { ...reads, _row: 'number' },
    )
    if (batch.rows === 0 && parts.length > 0) break
    const made = compute(batch)
    await engine.load(MADE, { rows: made.rows, columns: made.columns }, types)
    const part = join(table.tempDir, `rows-${parts.length}.parquet`)
    await engine.run(
      `COPY (SELECT ${['t._row', ...selected].join(', ')} FROM ${parquet(table.path)} t JOIN ${MADE} m ON t._row = m._row::BIGINT ORDER BY t._row)
        TO ${quotePath(part)} (FORMAT parquet)`,
    )
    parts.push(part)
    if (batch.rows < size) break
  }
  await engine.run(
    `COPY (SELECT * FROM read_parquet([${parts.map(quotePath).join(', ')}])) TO ${quotePath(table.outPath)} (FORMAT parquet, COMPRESSION zstd)`,
  )
}
