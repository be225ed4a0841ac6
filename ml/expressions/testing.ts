import fc from 'fast-check'
import type { ColumnBatch, ColumnData, ValueType } from '../tables/column-batch.ts'
import type { Engine } from '../tables/engine.ts'
import { compileColumns } from './compile-js.ts'
import { compileSql } from './compile-sql.ts'
import {
  comparisons,
  dateParts,
  type Expression,
  numeric1,
  numeric2,
  numericN,
  textConversions,
} from './expression.ts'
import { respellings } from './text.ts'

/** For tests: batches of odd values, random trees over them, and the same tree computed both ways. */
export const columnTypes = {
  x: 'number',
  y: 'number',
  s: 'text',
  t: 'text',
  p: 'boolean',
  q: 'boolean',
} as const satisfies Record<string, ValueType>

const oddNumbers = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1.5,
  2.5,
  -2.5,
  3,
  -8,
  1e308,
  -1e308,
  5e-324,
  -5e-324,
  2 ** 53,
  0.1,
  0.49999999999999994,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
]
const oddTexts = [
  '',
  ' ',
  'a',
  'A',
  'ä',
  'a\u0308',
  'ß',
  '\0',
  'a\0b',
  "'",
  '"',
  '\\',
  '\n',
  '🙂',
  '\uffff',
  'NaN',
  'null',
]

export const numbers = fc.oneof(
  fc.constantFrom(...oddNumbers),
  fc.double(),
  fc.double({ min: -1e18, max: 1e18, noNaN: true }),
  fc.integer({ min: -20, max: 20 }),
)
/** Texts that are numbers or moments, and some that are almost. */
const spelled = fc.oneof(
  fc.double().map(String),
  fc
    .tuple(fc.constantFrom('', ' ', '\t'), fc.float(), fc.constantFrom('', '  '))
    .map((parts) => parts.join('')),
  fc.stringMatching(/^[+-]?[0-9]{0,3}[.,]?[0-9]{0,3}([eE][+-]?[0-9]{1,3})?$/),
  fc.constantFrom(
    'inf',
    '-Infinity',
    '1e400',
    '-1e-400',
    '1_000',
    '2.4703282292062328e-324',
    '5e-324',
    '.',
    '+',
  ),
  fc
    .date({ min: new Date(-63e12), max: new Date(254e12), noInvalidDate: true })
    .map((date) => date.toISOString()),
  fc.stringMatching(
    /^(19|20)[0-9][0-9]-[01][0-9]-[0-3][0-9]([T ][0-2][0-9]:[0-6][0-9](:[0-6][0-9](\.[0-9]{1,9})?)?( ?(Z|z|[+-][01][0-9]:?[0-5][0-9]))?)?$/,
  ),
  fc.constantFrom(
    '0000-01-01',
    '0001-01-01',
    '9999-12-31T23:59:59.999',
    '9999-12-31T23:59:59-01',
    '2024-01-01T24:00',
  ),
)
export const texts = fc.oneof(
  fc.constantFrom(...oddTexts),
  fc.string({ unit: 'binary', maxLength: 5 }),
  spelled,
)

const columnOf = (type: ValueType, rows: number): fc.Arbitrary<ColumnData> => {
  const length = { minLength: rows, maxLength: rows }
  if (type === 'number') return fc.array(numbers, length).map((values) => Float64Array.from(values))
  if (type === 'text') return fc.array(fc.option(texts, { freq: 5 }), length) as fc.Arbitrary<ColumnData>
  return fc.array(fc.option(fc.boolean(), { freq: 5 }), length) as fc.Arbitrary<ColumnData>
}

export const batches = (rows: number): fc.Arbitrary<ColumnBatch> =>
  fc
    .record(
      Object.fromEntries(Object.entries(columnTypes).map(([name, type]) => [name, columnOf(type, rows)])),
    )
    .map((columns) => ({ rows, columns }))

const constants: Record<ValueType, fc.Arbitrary<Expression>> = {
  number: numbers.filter(Number.isFinite).map((value) => ({ op: 'number', value })),
  text: texts.map((value) => ({ op: 'text', value })),
  boolean: fc.boolean().map((value) => ({ op: 'boolean', value })),
}

const leaves: Record<ValueType, fc.Arbitrary<Expression>> = {
  number: leafOf('number'),
  text: leafOf('text'),
  boolean: leafOf('boolean'),
}

function leafOf(type: ValueType): fc.Arbitrary<Expression> {
  const names = Object.entries(columnTypes).filter(([, other]) => other === type)
  return fc.oneof(
    {
      weight: 5,
      arbitrary: fc.constantFrom(...names.map(([name]): Expression => ({ op: 'column', name, type }))),
    },
    { weight: 2, arbitrary: constants[type] },
    { weight: 1, arbitrary: fc.constant<Expression>({ op: 'missing', type }) },
  )
}

/** Operators whose results differ in the last place between mathematical libraries. */
export const inexact: ReadonlySet<string> = new Set(['exp', 'log', 'power'])

type Of = (type: ValueType) => fc.Arbitrary<Expression>

/** An expression of one operator over arguments drawn from `of`. */
export function operatorOver(op: Expression['op'], of: Of): fc.Arbitrary<Expression> {
  const several = (type: ValueType, least: number) => fc.array(of(type), { minLength: least, maxLength: 4 })
  const cast = (value: fc.Arbitrary<unknown>) => value as fc.Arbitrary<Expression>
  const anyType = fc.constantFrom<ValueType>('number', 'text', 'boolean')
  if (includes(numeric1, op)) return cast(fc.record({ op: fc.constant(op), args: fc.tuple(of('number')) }))
  if (includes(numeric2, op)) {
    return cast(fc.record({ op: fc.constant(op), args: fc.tuple(of('number'), of('number')) }))
  }
  if (includes(numericN, op)) return cast(fc.record({ op: fc.constant(op), args: several('number', 2) }))
  if (op === 'equal' || op === 'notEqual') {
    return cast(
      anyType.chain((type) => fc.record({ op: fc.constant(op), args: fc.tuple(of(type), of(type)) })),
    )
  }
  if (includes(comparisons, op)) {
    return cast(fc.record({ op: fc.constant(op), args: fc.tuple(of('number'), of('number')) }))
  }
  if (op === 'and' || op === 'or')
    return cast(fc.record({ op: fc.constant(op), args: several('boolean', 2) }))
  if (op === 'not' || op === 'toNumber') {
    return cast(fc.record({ op: fc.constant(op), args: fc.tuple(of('boolean')) }))
  }
  if (op === 'parseNumber') {
    const decimal = fc.constantFrom('.', ',')
    return cast(fc.record({ op: fc.constant(op), args: fc.tuple(of('text')), decimal }))
  }
  if (includes(textConversions, op)) {
    const type = op === 'parseDatetime' ? 'text' : 'number'
    return cast(fc.record({ op: fc.constant(op), args: fc.tuple(of(type)) }))
  }
  if (op === 'datePart') {
    const moments = fc.date({ min: new Date(-63e12), max: new Date(254e12), noInvalidDate: true })
    const moment = moments.map((date): Expression => ({ op: 'number', value: date.getTime() + 0.5 }))
    const args = fc.tuple(fc.oneof({ weight: 3, arbitrary: moment }, of('number')))
    return cast(fc.record({ op: fc.constant(op), args, part: fc.constantFrom(...dateParts) }))
  }
  if (op === 'dot') {
    const pairs = fc.array(fc.tuple(of('number'), numbers.filter(Number.isFinite)), {
      minLength: 1,
      maxLength: 6,
    })
    return pairs.map(
      (terms): Expression => ({
        op,
        args: terms.map(([arg]) => arg),
        weights: terms.map(([, weight]) => weight),
      }),
    )
  }
  if (op === 'norm') return cast(fc.record({ op: fc.constant(op), args: several('number', 1) }))
  if (op === 'respell') {
    const written = fc.oneof(
      fc.stringMatching(/^ ?[0-3]?[0-9][./-][01]?[0-9][./-][12][0-9]{3}(,? [0-2][0-9]:[0-5][0-9])?$/),
      fc.stringMatching(/^-?[0-9]{1,3}([,.' ][0-9]{3}){0,4}([.,][0-9]{1,4})?$/),
    )
    const spelt = written.map((value): Expression => ({ op: 'text', value }))
    const args = fc.tuple(fc.oneof({ weight: 3, arbitrary: spelt }, of('text')))
    return cast(fc.record({ op: fc.constant(op), args, from: fc.constantFrom(...Object.keys(respellings)) }))
  }
  if (op === 'bucket') {
    const buckets = fc.integer({ min: 1, max: 65_536 })
    return cast(fc.record({ op: fc.constant(op), args: fc.tuple(of('text')), buckets }))
  }
  if (op === 'isMissing') {
    return cast(anyType.chain((type) => fc.record({ op: fc.constant(op), args: fc.tuple(of(type)) })))
  }
  if (op === 'oneOf') {
    return cast(fc.record({ op: fc.constant(op), args: fc.tuple(of('text')), values: fc.array(texts) }))
  }
  return cast(anyType.chain((type) => selecting(op, type, of)))
}

/** `if`, `case`, `coalesce`, `lookup`, of a type. */
export function selecting(op: string, type: ValueType, of: Of): fc.Arbitrary<unknown> {
  switch (op) {
    case 'if':
      return fc.record({ op: fc.constant(op), args: fc.tuple(of('boolean'), of(type), of(type)) })
    case 'case':
      return fc.record({
        op: fc.constant(op),
        cases: fc.array(fc.record({ when: of('boolean'), value: of(type) }), { maxLength: 3 }),
        otherwise: of(type),
      })
    case 'coalesce':
      return fc.record({ op: fc.constant(op), args: fc.array(of(type), { minLength: 1, maxLength: 4 }) })
    default: {
      const value =
        type === 'number'
          ? numbers.filter(Number.isFinite)
          : type === 'text'
            ? texts
            : (fc.boolean() as fc.Arbitrary<unknown>)
      return fc.record({
        op: fc.constant('lookup'),
        args: fc.tuple(of('text')),
        entries: fc.uniqueArray(fc.tuple(texts, value), { selector: ([key]) => key }),
        otherwise: of(type),
      })
    }
  }
}

export const operatorNames = [
  ...numeric1,
  ...numeric2,
  ...numericN,
  ...comparisons,
  'oneOf',
  'and',
  'or',
  'not',
  'isMissing',
  'toNumber',
  'dot',
  'norm',
  'bucket',
  'respell',
  'parseNumber',
  'datePart',
  ...textConversions,
  'if',
  'case',
  'coalesce',
  'lookup',
] as const

/** Over columns and constants only. */
export const shallow = (op: Expression['op']) => operatorOver(op, (type) => leaves[type])

/** Random trees of a type, without the inexact operators. */
export function trees(type: ValueType, depth: number): fc.Arbitrary<Expression> {
  if (depth === 0) return leaves[type]
  const of: Of = (wanted) => trees(wanted, depth - 1)
  const own: Record<ValueType, readonly Expression['op'][]> = {
    number: [
      ...numeric1,
      ...numeric2,
      ...numericN,
      'dot',
      'norm',
      'bucket',
      'toNumber',
      'parseNumber',
      'parseDatetime',
      'datePart',
    ],
    text: ['formatNumber', 'formatDatetime', 'respell'],
    boolean: [...comparisons, 'oneOf', 'and', 'or', 'not', 'isMissing'],
  }
  return fc.oneof(
    leaves[type],
    ...own[type].filter((op) => !inexact.has(op)).map((op) => operatorOver(op, of)),
    ...['if', 'case', 'coalesce', 'lookup'].map((op) => selecting(op, type, of) as fc.Arbitrary<Expression>),
  )
}

/** What an expression gives for a batch by SQL and by JavaScript. `nan` loads missing numbers as NaN. */
export async function bothWays(
  engine: Engine,
  {
    expression,
    type,
    batch,
    nan,
  }: { expression: Expression; type: ValueType; batch: ColumnBatch; nan: boolean },
): Promise<{ sql: ColumnData; js: ColumnData }> {
  const order = Float64Array.from({ length: batch.rows }, (_, row) => row)
  await engine.load(
    'odd',
    { rows: batch.rows, columns: { ...batch.columns, n: order } },
    { ...columnTypes, n: 'number' },
  )
  const nans = ['x', 'y'].map((name) => `coalesce(${name}, 'nan'::DOUBLE) AS ${name}`)
  const relation = nan ? `(SELECT * REPLACE (${nans.join(', ')}) FROM odd)` : 'odd'
  const result = await engine.columns(`SELECT ${compileSql(expression)} AS v FROM ${relation} ORDER BY n`, {
    v: type,
  })
  return { sql: result.columns.v!, js: compileColumns(expression)(batch) }
}

const includes = (list: readonly string[], value: string): boolean => list.includes(value)
