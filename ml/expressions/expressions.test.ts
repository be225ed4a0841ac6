import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ColumnData } from '../tables/column-batch.ts'
import { type Engine, openEngine } from '../tables/engine.ts'
import { MAX_DEPTH, parseExpression, typeOf } from './check.ts'
import { compileColumns, compileJs } from './compile-js.ts'
import { compileSql } from './compile-sql.ts'
import {
  add,
  choose,
  column,
  columnsIn,
  type DatePart,
  dateParts,
  equal,
  type Expression,
  isMissing,
  number,
  text,
} from './expression.ts'
import { batches, bothWays, inexact, operatorNames, shallow, trees } from './testing.ts'

let engine: Engine
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'expressions-'))
  engine = await openEngine({ threads: 1, memoryMb: 256, tempDir: folder })
})
afterAll(async () => {
  engine.close()
  await rm(folder, { recursive: true })
})

const plain = (value: unknown) =>
  value === null || (typeof value === 'number' && Number.isNaN(value)) ? null : value === 0 ? 0 : value

/** Equal, except that NaN and null are both missing, zero has no sign, and inexact operators may differ by a little. */
function expectSame({ sql, js }: { sql: ColumnData; js: ColumnData }, tolerance: number): void {
  const [a, b] = [Array.from(sql as ArrayLike<unknown>, plain), Array.from(js as ArrayLike<unknown>, plain)]
  if (tolerance === 0) {
    expect(b).toEqual(a)
    return
  }
  expect(b.length).toBe(a.length)
  a.forEach((left, row) => {
    const right = b[row]
    if (typeof left === 'number' && typeof right === 'number' && Number.isFinite(left)) {
      expect(Math.abs(left - right)).toBeLessThanOrEqual(tolerance * Math.abs(left) + Number.MIN_VALUE)
    } else expect(right).toBe(left)
  })
}

describe('SQL and JavaScript agree', () => {
  it.each(operatorNames)('in %s', async (op) => {
    await fc.assert(
      fc.asyncProperty(shallow(op), batches(60), fc.boolean(), async (expression, batch, nan) => {
        const results = await bothWays(engine, { expression, type: typeOf(expression), batch, nan })
        expectSame(results, inexact.has(op) ? 2 * Number.EPSILON : 0)
      }),
      { numRuns: 12 },
    )
  })

  it('in whole trees', async () => {
    const typed = fc.oneof(trees('number', 3), trees('boolean', 3), trees('text', 3))
    await fc.assert(
      fc.asyncProperty(typed, batches(40), async (expression, batch) => {
        expectSame(await bothWays(engine, { expression, type: typeOf(expression), batch, nan: false }), 0)
      }),
      { numRuns: 40 },
    )
  })
})

const y = column('y')
const lookupText = (x: Expression): Expression => ({
  op: 'lookup',
  args: [choose(isMissing(x), text('b'), text('c'))],
  entries: [['b', 'a']],
  otherwise: text('d'),
})

describe('what an expression means', () => {
  const value = (expression: Expression, row: Record<string, number | string | boolean | null> = {}) =>
    compileJs(expression)(row)
  const apply = (op: string, ...args: number[]) =>
    value(
      { op, args: args.map((arg, i) => column(`a${i}`)) } as never,
      Object.fromEntries(args.map((a, i) => [`a${i}`, a])),
    )

  it.each([
    ['divide', [1, 0], null],
    ['divide', [0, 0], null],
    ['subtract', [Infinity, Infinity], null],
    ['add', [NaN, 1], null],
    ['multiply', [0, Infinity], null],
    ['modulo', [-5, 3], -2],
    ['modulo', [5, 0], null],
    ['power', [-8, 1 / 3], null],
    ['power', [1, Infinity], 1],
    ['power', [0, 0], 1],
    ['power', [-0, -1], Infinity],
    ['power', [NaN, 0], null],
    ['min', [1, NaN], null],
    ['max', [1, -Infinity], 1],
    ['round', [2.5], 3],
    ['round', [-2.5], -3],
    ['round', [0.49999999999999994], 0],
    ['log', [0], null],
    ['log', [-1], null],
    ['sqrt', [-5e-324], null],
    ['exp', [1000], Infinity],
  ] as const)('%s of %j is %j', (op, args, wanted) => {
    expect(apply(op, ...args)).toBe(wanted)
  })

  it('adds up a dot product from left to right', () => {
    const weights = [1, 1e16, 1, -1]
    const dot: Expression = { op: 'dot', args: ['a', 'b', 'c', 'd'].map((name) => column(name)), weights }
    expect(value(dot, { a: 1, b: 1, c: 1, d: 1e16 })).toBe(0)
    expect(value(dot, { a: 1, b: 1, c: null, d: 1 })).toBeNull()
    expect(value({ ...dot, weights: [1, 0, 1, 1] }, { a: 1, b: Infinity, c: 1, d: 1 })).toBeNull()
  })

  it.each([
    [' 1.5e3 ', '.', 1500],
    ['-,5', ',', -0.5],
    ['1,5', '.', null],
    ['1.000,5', ',', null],
    ['1_000', '.', null],
    ['', '.', null],
    ['-inf', '.', Number.NEGATIVE_INFINITY],
    ['1e400', '.', Number.POSITIVE_INFINITY],
  ] as const)('reads %j with "%s" as %j', (spelled, decimal, wanted) => {
    expect(value({ op: 'parseNumber', args: [text(spelled)], decimal })).toBe(wanted)
  })

  it.each([
    [5, '5'],
    [-0, '0'],
    [0.1, '0.1'],
    [1e15, '1000000000000000.0'],
    [1.5e-7, '1.5e-07'],
    [-1e100, '-1e+100'],
    [Number.POSITIVE_INFINITY, 'inf'],
  ])('writes %j as %j', (given, wanted) => {
    expect(value({ op: 'formatNumber', args: [column('a')] }, { a: given })).toBe(wanted)
  })

  it.each([
    ['2024-03-01', Date.UTC(2024, 2, 1)],
    [' 2024-03-01 12:30Z', Date.UTC(2024, 2, 1, 12, 30)],
    ['2024-03-01T12:30:15.9999999+02:00', Date.UTC(2024, 2, 1, 10, 30, 15, 999)],
    ['2024-02-30', null],
    ['2024-03-01T24:00', null],
    ['0000-12-31', null],
    ['01.03.2024', null],
  ])('reads %j as the moment %j', (spelled, wanted) => {
    expect(value({ op: 'parseDatetime', args: [text(spelled)] })).toBe(wanted)
  })

  it('writes moments without what is less than a second', () => {
    const write = (a: number) => value({ op: 'formatDatetime', args: [column('a')] }, { a })
    expect(write(Date.UTC(2024, 2, 1, 12, 30, 15, 999))).toBe('2024-03-01T12:30:15')
    expect(write(-1)).toBe('1969-12-31T23:59:59')
    expect(write(1e15)).toBe(null)
  })

  it.each([
    [
      '2024-12-30T05:06',
      { year: 2024, month: 12, day: 30, dayOfYear: 365, week: 1, weekday: 1, hour: 5, minute: 6 },
    ],
    ['2021-01-03', { year: 2021, dayOfYear: 3, week: 53, weekday: 7, hour: 0 }],
    ['1969-12-31T23:59:59.9', { year: 1969, month: 12, day: 31, week: 1, weekday: 3, hour: 23, minute: 59 }],
    ['0001-01-01', { year: 1, month: 1, day: 1, dayOfYear: 1, week: 1, weekday: 1 }],
  ])('takes %s apart', (spelled, wanted) => {
    const parsed: Expression = { op: 'parseDatetime', args: [text(spelled)] }
    for (const [part, figure] of Object.entries(wanted))
      expect(value({ op: 'datePart', args: [parsed], part: part as DatePart }), part).toBe(figure)
    expect(value({ op: 'datePart', args: [number(1e15)], part: 'year' })).toBeNull()
  })

  it('agrees with SQL on the parts of every day of fifty years', async () => {
    const days = Float64Array.from({ length: 20_000 }, (_, day) => (day - 4000) * 86_400_000 + day)
    for (const part of dateParts) {
      const expression: Expression = { op: 'datePart', args: [column('x')], part }
      const sql = `SELECT ${compileSql(expression)} AS v FROM (SELECT (range - 4000) * 86400000 + range AS x FROM range(20000)) ORDER BY x`
      const found = await engine.columns(sql, { v: 'number' })
      expect(found.columns.v, part).toEqual(
        compileColumns(expression)({ rows: days.length, columns: { x: days } }),
      )
    }
  })

  it('adds from left to right', () => {
    expect(apply('add', 1e308, 1e308, -1e308)).toBe(Infinity)
    expect(apply('add', 0.1, 0.2, 0.3)).toBe(0.1 + 0.2 + 0.3)
  })

  it('takes null and NaN for missing, and an absent column for an error', () => {
    expect(value(add(column('a'), number(1)), { a: null })).toBe(null)
    expect(value(add(column('a'), number(1)), { a: Number.NaN })).toBe(null)
    expect(() => value(column('a'))).toThrowError(expect.objectContaining({ code: 'missing_column' }))
  })

  it.each<[string, (x: Expression) => Expression]>([
    ['add', (x) => add(x, column('y'))],
    ['divide', (x) => ({ op: 'divide', args: [y, x] })],
    ['min', (x) => ({ op: 'min', args: [x, { op: 'sqrt', args: [y] }] })],
    ['power', (x) => ({ op: 'power', args: [x, y] })],
    ['log', (x) => ({ op: 'log', args: [x] })],
    ['if', (x) => choose({ op: 'less', args: [x, y] }, y, number(1))],
    ['lookup', (x) => choose(equal(lookupText(x), text('a')), y, number(1))],
  ])('is planned by DuckDB in moderate time however deep: %s', async (_, wrap) => {
    let expression: Expression = column('x')
    for (let i = 0; i < 40; i++) expression = wrap(expression)
    const sql = compileSql(expression)
    expect(sql.length).toBeLessThan(20_000)
    const started = performance.now()
    await engine.rows(`SELECT ${sql} AS v FROM (SELECT 2::DOUBLE AS x, 3::DOUBLE AS y)`)
    expect(performance.now() - started).toBeLessThan(30_000)
  })

  it('keeps its names apart from those of columns', async () => {
    const expression: Expression = { op: 'sqrt', args: [add(column('v1'), column('V2'))] }
    const relation = '(SELECT 4::DOUBLE AS v1, 5::DOUBLE AS "V2", 1 AS v3)'
    expect(await engine.row(`SELECT ${compileSql(expression)} AS v FROM ${relation}`)).toEqual({ v: 3 })
  })

  it('names the columns it reads', () => {
    const tree = parseExpression({
      op: 'case',
      cases: [{ when: { op: 'isMissing', args: [column('a', 'text')] }, value: column('b') }],
      otherwise: { op: 'lookup', args: [column('c', 'text')], entries: [], otherwise: column('d') },
    })
    expect([...columnsIn(tree)]).toEqual(['a', 'b', 'c', 'd'])
  })
})

describe('checking', () => {
  const deep = () => {
    let expression: Expression = number(1)
    for (let i = 0; i <= MAX_DEPTH; i++) expression = { op: 'negate', args: [expression] }
    return expression
  }
  it.each<[string, unknown]>([
    ['nothing', null],
    ['an unknown operator', { op: 'eval', args: [] }],
    ['a name from the prototype', { op: 'constructor', args: [number(1)] }],
    ['a text added to a number', add(text('1'), number(1))],
    ['too few arguments', { op: 'add', args: [number(1)] }],
    ['an infinite constant', { op: 'number', value: Infinity }],
    ['half a character', text('\ud800')],
    ['branches of two types', { op: 'if', args: [{ op: 'boolean', value: true }, number(1), text('x')] }],
    [
      'a key given twice',
      {
        op: 'lookup',
        args: [text('a')],
        entries: [
          ['a', 1],
          ['a', 2],
        ],
        otherwise: number(0),
      },
    ],
    ['weights for other arguments', { op: 'dot', args: [number(1)], weights: [1, 2] }],
    ['a column without a type', { op: 'column', name: 'a' }],
    ['a tree too deep', deep()],
  ])('refuses %s', (_, json) => {
    expect(() => parseExpression(json)).toThrowError(expect.objectContaining({ code: 'bad_expression' }))
  })
})
