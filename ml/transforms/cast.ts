import type { Column, ColumnKind } from '../../nodes/kit/columns.ts'
import {
  boolean,
  choose,
  column as columnOf,
  equal,
  type Expression,
  isMissing,
  number,
  text,
  toNumber,
} from '../expressions/expression.ts'
import { type ValueType, valueTypeOf } from '../tables/column-batch.ts'
import { asMilliseconds, type TransformColumn } from './transform.ts'

/** A column as expressions read it. Throws DataError `column_kind` for kinds that no expression reads. */
export const readColumn = (column: Pick<Column, 'name' | 'kind'>): Expression =>
  columnOf(column.name, column.kind === 'datetime' ? 'datetime' : valueTypeOf(column))

/** How numbers and dates are written in texts. */
export interface Writing {
  decimal: '.' | ','
  /** Marks between thousands are left out. */
  thousands?: boolean
  /** Which comes first in a date; ISO 8601 is read either way. */
  dates?: 'iso' | 'dmy' | 'mdy'
}

type Cast = Pick<TransformColumn, 'expression' | 'as'>

/** Any way of writing a yes or a no, as files have it. */
const spellings = (words: readonly string[]): string[] =>
  words.flatMap((word) => [word, word.toUpperCase(), word.charAt(0).toUpperCase() + word.slice(1)])
const yesNo = new Map<string, boolean>()
for (const word of spellings(['true', 'yes', 't', 'y', '1'])) yesNo.set(word, true)
for (const word of spellings(['false', 'no', 'f', 'n', '0'])) yesNo.set(word, false)

const missing = (type: ValueType): Expression => ({ op: 'missing', type })

/**
 * The values of a column as another kind: numbers and moments are read from text and written as text, yes and no are
 * 1 and 0 and the usual words, a moment is its milliseconds since 1970. What can't be read is missing. Null where the
 * values stay as they are stored, undefined where there is no such cast (from yes/no to a date).
 */
export function castExpression(
  column: Pick<Column, 'name' | 'kind'>,
  kind: ColumnKind,
  { decimal, thousands = false, dates = 'iso' }: Writing,
): Cast | null | undefined {
  const from = column.kind
  if (from === kind || (isText(from) && isText(kind))) return null
  if (from === 'image' || from === 'sequence' || from === 'vector') return undefined
  const value = readColumn(column)
  switch (kind) {
    case 'number':
      if (from === 'boolean') return { expression: toNumber(value) }
      return {
        expression:
          from === 'datetime'
            ? value
            : {
                op: 'parseNumber',
                args: [thousands ? { op: 'respell', args: [value], from: `grouped${decimal}` } : value],
                decimal,
              },
      }
    case 'category':
    case 'text':
      return { expression: asText(value, from) }
    case 'boolean':
      return from === 'datetime' ? undefined : { expression: asBoolean(value, from) }
    case 'datetime': {
      if (from === 'boolean') return undefined
      const written: Expression = dates === 'iso' ? value : { op: 'respell', args: [value], from: dates }
      return {
        expression: from === 'number' ? asMilliseconds(value) : { op: 'parseDatetime', args: [written] },
        as: 'datetime',
      }
    }
    case 'image':
    case 'sequence':
    case 'vector':
      return undefined
  }
}

const isText = (kind: ColumnKind): boolean => kind === 'category' || kind === 'text'

function asText(value: Expression, from: ColumnKind): Expression {
  if (from === 'number') return { op: 'formatNumber', args: [value] }
  if (from === 'datetime') return { op: 'formatDatetime', args: [value] }
  return choose(isMissing(value), missing('text'), choose(value, text('true'), text('false')))
}

function asBoolean(value: Expression, from: ColumnKind): Expression {
  if (from === 'number') {
    const cases = [1, 0].map((of) => ({ when: equal(value, number(of)), value: boolean(of === 1) }))
    return { op: 'case', cases, otherwise: missing('boolean') }
  }
  return { op: 'lookup', args: [value], entries: [...yesNo], otherwise: missing('boolean') }
}
