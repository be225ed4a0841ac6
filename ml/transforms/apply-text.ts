import { join } from 'node:path'
import type { ValueType } from '../tables/column-batch.ts'
import type { Engine } from '../tables/engine.ts'
import { parquet, quoteName, quotePath } from '../tables/sql.ts'
import { compileText, type TextStep } from './text-step.ts'

/** Numbers that are held at once. */
const BLOCK = 4_000_000
const TERMS = 'text_terms'

interface TextTable {
  path: string
  /** Columns that stay, without `_row`. */
  columns: readonly string[]
  outPath: string
  tempDir: string
}

/**
 * A Parquet table with the columns of a text step added, in the order of row ids. JavaScript computes them, as an
 * endpoint does, a block of rows at a time.
 */
export async function applyText(engine: Engine, step: TextStep, table: TextTable): Promise<void> {
  const compute = compileText(step)
  const types: Record<string, ValueType> = Object.create(null)
  types._row = 'number'
  for (const { name } of step.terms) types[name] = 'number'
  const size = Math.max(1, Math.floor(BLOCK / step.terms.length))
  const kept = table.columns.map((name) => `t.${quoteName(name)}`)
  const added = step.terms.map(({ name }) => `m.${quoteName(name)}`)
  const selected = ['t._row', ...kept, ...added].join(', ')
  const read = { _row: 'number', [step.column]: 'text' } as const
  const parts: string[] = []
  for (let from = 0; ; from += size) {
    const batch = await engine.columns(
      `SELECT CAST(_row AS DOUBLE) AS _row, CAST(${quoteName(step.column)} AS VARCHAR) AS ${quoteName(step.column)}
        FROM ${parquet(table.path)} ORDER BY _row LIMIT ${size} OFFSET ${from}`,
      read,
    )
    if (batch.rows === 0 && parts.length > 0) break
    const made = compute(batch)
    await engine.load(TERMS, { rows: made.rows, columns: made.columns }, types)
    const part = join(table.tempDir, `terms-${parts.length}.parquet`)
    await engine.run(
      `COPY (SELECT ${selected} FROM ${parquet(table.path)} t JOIN ${TERMS} m ON t._row = m._row::BIGINT ORDER BY t._row)
        TO ${quotePath(part)} (FORMAT parquet)`,
    )
    parts.push(part)
    if (batch.rows < size) break
  }
  await engine.run(
    `COPY (SELECT * FROM read_parquet([${parts.map(quotePath).join(', ')}])) TO ${quotePath(table.outPath)} (FORMAT parquet, COMPRESSION zstd)`,
  )
}
