import type { Engine } from './engine.ts'
import { parquet, quoteName, quotePath } from './sql.ts'

/**
 * Puts rows of several Parquet files together in the order of their ids, with the number of the file they come from as
 * `as`, where it is given. No row may be in two files.
 */
export async function gatherRows(
  engine: Engine,
  from: readonly { path: string; columns: readonly string[] }[],
  { into, as }: { into: string; as?: string },
): Promise<void> {
  const selects = from.map(({ path, columns }, index) => {
    const names = columns.map(quoteName)
    const number = as === undefined ? [] : [`${index}::DOUBLE AS ${quoteName(as)}`]
    return `SELECT ${['_row', ...number, ...names].join(', ')} FROM ${parquet(path)}`
  })
  await engine.run(
    `COPY (SELECT * FROM (${selects.join(' UNION ALL ')}) ORDER BY _row) TO ${quotePath(into)} (FORMAT parquet, COMPRESSION zstd)`,
  )
}
