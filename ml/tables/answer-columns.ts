import type { Column, ColumnKind, ColumnStorage } from '../../nodes/kit/columns.ts'
import { DataError } from '../errors.ts'
import type { QueryColumn } from './run-query.ts'

/** How a table here holds what a query gives. */
interface Held {
  storage: ColumnStorage
  kind: ColumnKind
  /** SQL of the value. */
  sql: string
}

const numberTypes = 'U?TINYINT|U?SMALLINT|U?INTEGER|U?BIGINT|U?HUGEINT|FLOAT|DOUBLE|DECIMAL\\(\\d+,\\d+\\)'
const wholeType = /^(U?TINYINT|U?SMALLINT|U?INTEGER|BIGINT)$/
const numberType = new RegExp(`^(${numberTypes})$`)
const listType = new RegExp(`^(${numberTypes})\\[\\d*\\]$`)

/** Undefined for types that no table here can hold. */
function heldAs(type: string, value: string): Held | undefined {
  const as = (sqlType: string) => `CAST(${value} AS ${sqlType})`
  if (wholeType.test(type)) return { storage: 'bigint', kind: 'number', sql: as('BIGINT') }
  if (numberType.test(type) || type === 'SQLNULL')
    return { storage: 'double', kind: 'number', sql: as('DOUBLE') }
  if (type === 'BOOLEAN') return { storage: 'boolean', kind: 'boolean', sql: value }
  if (type === 'VARCHAR' || type === 'UUID' || type === 'JSON')
    return { storage: 'varchar', kind: 'text', sql: as('VARCHAR') }
  if (type.startsWith('ENUM(')) return { storage: 'varchar', kind: 'category', sql: as('VARCHAR') }
  if (type === 'DATE') return { storage: 'date', kind: 'datetime', sql: value }
  if (type.startsWith('TIMESTAMP')) return { storage: 'timestamp', kind: 'datetime', sql: as('TIMESTAMP') }
  if (listType.test(type)) {
    const kind = /\[\d+\]$/.test(type) ? 'vector' : 'sequence'
    return { storage: 'list', kind, sql: as('DOUBLE[]') }
  }
  return type === 'BLOB' ? { storage: 'blob', kind: 'image', sql: value } : undefined
}

export interface AnswerColumn extends Held {
  name: string
  /** The column of an arriving table that it goes on from. */
  like: Column | undefined
}

/**
 * How the columns of a query's answer are held, `_row` apart: whole numbers as BIGINT, other numbers (decimals, sums
 * of whole numbers) as DOUBLE, lists of numbers as DOUBLE[]. One that has the name of an arriving column, and is stored
 * as it is, has its kind. Throws DataError `column_unheld`, `column_twice`, `no_columns`.
 */
export function answerColumns(
  found: readonly QueryColumn[],
  arriving: readonly Column[],
): { row: Held | undefined; columns: AnswerColumn[] } {
  let row: Held | undefined
  const columns: AnswerColumn[] = []
  const names = new Set<string>()
  found.forEach(({ name, type }, at) => {
    const held = heldAs(type, `c${at}`)
    if (names.has(name.toLowerCase())) {
      throw new DataError(
        'column_twice',
        `The query gives several columns the name *${name}*. Name them apart: … AS another_name.`,
        { field: 'query' },
      )
    }
    names.add(name.toLowerCase())
    if (name.toLowerCase() === '_row') {
      if (held?.storage === 'bigint') row = held
      return
    }
    const like = arriving.find((column) => column.name === name && column.storage === held?.storage)
    if (!held || (held.storage === 'blob' && !like)) {
      throw new DataError(
        'column_unheld',
        `Column *${name}* is of type ${type.length > 40 ? `${type.slice(0, 40)}…` : type}, which no table here holds. Take a part of it, or make it text: CAST(… AS VARCHAR) AS ${name}.`,
        { field: 'query' },
      )
    }
    columns.push({ ...held, name, kind: like?.kind ?? held.kind, like })
  })
  if (columns.length === 0)
    throw new DataError('no_columns', 'The query gives no columns. Select at least one.', { field: 'query' })
  return { row, columns }
}
