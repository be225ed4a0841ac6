import type { Column } from '../../nodes/kit/columns.ts'
import { type CellType, cellTypeOf } from './column-batch.ts'
import { parquet, quoteName, quoteText } from './sql.ts'
import { millisecondsOf } from './typing.ts'

const sqlTypes: Readonly<Record<CellType, string>> = {
  number: 'DOUBLE',
  text: 'VARCHAR',
  boolean: 'BOOLEAN',
  bytes: 'BLOB',
  vector: 'FLOAT[]',
}

/** A query for columns as `Engine.scan` reads them, and their types. Rows come in the order of their ids. */
export function selectColumns(
  path: string,
  columns: readonly Column[],
  where?: string,
): { sql: string; types: Record<string, CellType> } {
  const types: Record<string, CellType> = Object.create(null)
  const parts = columns.map((column) => {
    const type = cellTypeOf(column)
    types[column.name] = type
    const name = quoteName(column.name)
    const value = column.kind === 'datetime' ? millisecondsOf(`CAST(${name} AS TIMESTAMP)`) : name
    // A vector of numbers beyond single precision counts as missing.
    return `${type === 'vector' ? 'TRY_CAST' : 'CAST'}(${value} AS ${sqlTypes[type]}) AS ${name}`
  })
  const condition = where === undefined ? '' : ` WHERE ${where}`
  return { sql: `SELECT ${parts.join(', ')} FROM ${parquet(path)}${condition} ORDER BY _row`, types }
}

/** The SQL condition for one part of a split. */
export const inSplit = (split: Column, part: string): string =>
  `${quoteName(split.name)} = ${quoteText(part)}`
