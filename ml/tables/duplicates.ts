import type { Column } from '../../nodes/kit/columns.ts'
import type { Engine } from './engine.ts'
import { parquet, quoteName, quoteNumber, quotePath } from './sql.ts'

/** A value such that equal ones are one: NaN is missing, and -0 is 0. */
export const comparable = ({ name, storage }: Column): string =>
  storage === 'double' ? `nullif(${quoteName(name)}, ${quoteNumber(Number.NaN)}) + 0e0` : quoteName(name)

/**
 * A table without the rows that are the same in `columns` as one before them, in the order of `_row`; missing values
 * are the same. Without columns all rows are the same. Rows keep their order and `_row`.
 * @returns how many rows were dropped
 */
export async function dropDuplicates(
  engine: Engine,
  { path, columns, outPath }: { path: string; columns: readonly Column[]; outPath: string },
): Promise<number> {
  const table = parquet(path)
  const groups = columns.length === 0 ? '' : ` GROUP BY ${columns.map(comparable).join(', ')}`
  await engine.run(
    `COPY (SELECT * FROM ${table} WHERE _row IN (SELECT min(_row) FROM ${table}${groups}) ORDER BY _row)
     TO ${quotePath(outPath)} (FORMAT parquet, COMPRESSION zstd)`,
  )
  const { before, after } = await engine.row(
    `SELECT (SELECT count(*) FROM ${table}) AS before, (SELECT count(*) FROM ${parquet(outPath)}) AS after`,
  )
  return Number(before) - Number(after)
}
