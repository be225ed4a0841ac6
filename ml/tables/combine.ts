import type { Column, ColumnStorage } from '../../nodes/kit/columns.ts'
import type { Engine } from './engine.ts'
import { parquet, quoteName, quoteNumber, quotePath } from './sql.ts'

/** How DuckDB calls what a column is stored as. */
export const sqlTypes: Readonly<Record<ColumnStorage, string>> = {
  double: 'DOUBLE',
  bigint: 'BIGINT',
  varchar: 'VARCHAR',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  list: 'DOUBLE[]',
  blob: 'BLOB',
}

/** A column of the result, and what the two tables call it; null where a table has none. */
export interface UnitedColumn {
  column: Column
  left: string | null
  right: string | null
}

interface Sides {
  /** Paths of the two tables. */
  left: string
  right: string
  outPath: string
}

/**
 * The rows of two tables one under the other, numbered anew from 0: first those of the left, each in the order of
 * its `_row`. A column that a table lacks is missing in its rows.
 */
export async function uniteTables(
  engine: Engine,
  { left, right, outPath, columns }: Sides & { columns: readonly UnitedColumn[] },
): Promise<void> {
  // Within the query columns go by number, so that none is called as the helpers are.
  const part = (path: string, side: 'left' | 'right') => {
    const values = columns.map((each, index) => {
      const name = each[side]
      return `CAST(${name === null ? 'NULL' : quoteName(name)} AS ${sqlTypes[each.column.storage]}) AS c${index}`
    })
    return `SELECT ${[`${side === 'left' ? 0 : 1} AS side`, '_row AS id', ...values].join(', ')} FROM ${parquet(path)}`
  }
  const named = columns.map(({ column }, index) => `c${index} AS ${quoteName(column.name)}`)
  await engine.run(
    `COPY (SELECT ${['row_number() OVER (ORDER BY side, id) - 1 AS _row', ...named].join(', ')}
       FROM (${part(left, 'left')} UNION ALL ${part(right, 'right')}) ORDER BY side, id)
     TO ${quotePath(outPath)} (FORMAT parquet, COMPRESSION zstd)`,
  )
}

/** A column of the result of a join, and where it comes from. */
export interface JoinedColumn {
  name: string
  from: 'left' | 'right'
  column: Column
}

/** A key as it is compared: NaN is missing, and so equals nothing. */
const keyOf = (side: string, { name, storage }: Column): string => {
  const value = `${side}.${quoteName(name)}`
  return storage === 'double' ? `nullif(${value}, ${quoteNumber(Number.NaN)})` : value
}

/**
 * The rows of two tables side by side where their keys are equal, numbered anew from 0 in the order of the left rows and
 * then of the right ones. A missing key equals nothing. `left` keeps left rows without a partner, with missing values.
 * @returns rows of the result, and left rows that have more than one partner
 */
export async function joinTables(
  engine: Engine,
  {
    left,
    right,
    outPath,
    keys,
    columns,
    how,
  }: Sides & {
    keys: readonly { left: Column; right: Column }[]
    columns: readonly JoinedColumn[]
    how: 'inner' | 'left'
  },
): Promise<{ rows: number; multiplied: number }> {
  const equal = keys.map((key) => `${keyOf('l', key.left)} = ${keyOf('r', key.right)}`).join(' AND ')
  const values = columns.map(
    ({ from, column }, index) => `${from === 'left' ? 'l' : 'r'}.${quoteName(column.name)} AS c${index}`,
  )
  const joined = `SELECT ${['l._row AS a', 'r._row AS b', ...values].join(', ')}
    FROM ${parquet(left)} AS l ${how === 'left' ? 'LEFT' : 'INNER'} JOIN ${parquet(right)} AS r ON ${equal}`
  const named = columns.map(({ name }, index) => `c${index} AS ${quoteName(name)}`)
  await engine.run(
    `COPY (SELECT ${['row_number() OVER (ORDER BY a, b) - 1 AS _row', ...named].join(', ')}
       FROM (${joined}) ORDER BY a, b)
     TO ${quotePath(outPath)} (FORMAT parquet, COMPRESSION zstd)`,
  )
  const counts = await engine.row(
    `SELECT (SELECT count(*) FROM ${parquet(outPath)}) AS n, count(*) AS m FROM (
       SELECT l._row FROM ${parquet(left)} AS l JOIN ${parquet(right)} AS r ON ${equal} GROUP BY l._row HAVING count(*) > 1)`,
  )
  return { rows: Number(counts.n), multiplied: Number(counts.m) }
}
