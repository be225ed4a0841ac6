import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { typeOf } from '../../../ml/expressions/check.ts'
import { compileJs, type Scalar } from '../../../ml/expressions/compile-js.ts'
import { sampleColumn, splitColumn } from '../../kit/samples.ts'
import { parseExpression } from './parse.ts'

const columns = [
  sampleColumn('x', 'number'),
  sampleColumn('y', 'number', { storage: 'bigint' }),
  sampleColumn('colour', 'category'),
  sampleColumn('größe', 'text'),
  sampleColumn('ok', 'boolean'),
  sampleColumn('when', 'datetime'),
  sampleColumn('my column', 'number'),
  sampleColumn('toString', 'number'),
  sampleColumn('pixels', 'vector'),
  splitColumn,
]

const row = { x: 6, y: -2, colour: 'red', größe: 'ä', ok: true, when: 1000, 'my column': 7, toString: 9 }

const parse = (text: string) => parseExpression(text, { columns, open: false })

function value(text: string, more: Record<string, Scalar> = {}): Scalar {
  const parsed = parse(text)
  if (parsed.status !== 'ok') throw new Error(JSON.stringify(parsed))
  // The reader's own types are those of the tree.
  expect(typeOf(parsed.expression)).toBe(parsed.type)
  return compileJs(parsed.expression)({ ...row, ...more })
}

describe('expressions as they are typed', () => {
  it.each<[string, Scalar]>([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 3 - 2', 5],
    ['2 ** 3 ** 2', 512],
    ['(-2) ** 2', 4],
    ['-x + +y', -8],
    ['x / 0', null],
    ['-5 % 3', -2],
    ['column("my column") + toString', 16],
    ['größe == "ä" && colour != \'blue\'', true],
    ['!ok || x <= 6', true],
    ['x > 3 ? "big" : "small"', 'big'],
    ['if(y > 0, x, if(ok, 1.5e1, 0))', 15],
    ['coalesce(log(y), abs(y), 0)', 2],
    ['isMissing(sqrt(y))', true],
    ['min(x, y, 3) + max(1, 2)', 0],
    ['round(2.5) + floor(-0.5) + ceil(0.5)', 3],
    ['exp(0)', 1],
    ['when / 1000', 1],
    ['1 == 2 == false', true],
    ['"it\\"s"', 'it"s'],
    [`${'('.repeat(100)}1${')'.repeat(100)}`, 1],
    [Array.from({ length: 1000 }, () => 'x').join(' + '), 6000],
  ])('%s is %j', (text, wanted) => {
    expect(value(text)).toBe(wanted)
  })

  it('means of arithmetic what JavaScript means', () => {
    const { tree } = fc.letrec<{ tree: string }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        fc.integer({ min: 0, max: 9 }).map(String),
        fc.constantFrom('x', 'y'),
        fc
          .tuple(tie('tree'), fc.constantFrom('+', '-', '*', '/', ' - '), tie('tree'))
          .map(([a, op, b]) => `${a}${op}${b}`),
        tie('tree').map((inner) => `(${inner})`),
        tie('tree').map((inner) => `(-${inner})`),
      ),
    }))
    fc.assert(
      fc.property(tree, (text) => {
        // oxlint-disable-next-line typescript/no-implied-eval -- what JavaScript itself makes of it is the reference
        const wanted = new Function('x', 'y', `return ${text.replaceAll('--', '- -')}`)(6, -2) as number
        // A division by zero is missing here, and infinite there.
        fc.pre(Number.isFinite(wanted) && !/\/\s*\(*-?\(*0/.test(text))
        const found = value(text.replaceAll('--', '- -'))
        if (found !== null) expect(found).toBeCloseTo(wanted, 8)
      }),
    )
  })

  it.each<[string, number, RegExp]>([
    ['', 0, /Write an expression/],
    ['x +', 3, /missing after “\+”/],
    ['(x + 1', 6, /“\)” is missing/],
    ['x + 1)', 5, /can’t stand here/],
    ['x + z', 4, /No column \*z\*/],
    ['x + Y', 4, /Did you mean \*y\*/],
    ['x + colour', 4, /“\+” takes a number, and this is text/],
    ['1 + (x * ok)', 9, /if\(…, 1, 0\)/],
    ['x y', 2, /operator is missing/],
    ['x = 1', 2, /write “==”/],
    ['x == "a"', 5, /values of one type/],
    ['colour < "a"', 0, /“<” takes a number/],
    ['if(x, 1, 2)', 3, /condition takes yes\/no/],
    ['if(ok, 1)', 0, /three values/],
    ['if(ok, 1, "a")', 10, /one type/],
    ['  sin(x)', 2, /no function “sin”/],
    ['log(x, y)', 0, /log takes one value, and has 2/],
    ['min(x)', 0, /2 values or more/],
    ['-x ** 2', 0, /what the sign belongs to/],
    ['x.y', 0, /column\("a.b"\)/],
    ['[x]', 0, /no lists/],
    ['x + pixels', 4, /vector/],
    ['part == "train"', 0, /endpoint/],
    ['1e999', 0, /too large/],
    ['2x', 1, /begin with a digit/],
    ['"abc', 4, /quotation mark/],
    ['ok ? 1', 6, /“:”/],
    ['column(x)', 0, /quotation marks/],
    ['column("nothing")', 7, /No column/],
    [`${'-'.repeat(300)}x`, 150, /nested too deeply/],
    [`${'('.repeat(9000)}x`, 0, /./],
  ])('%s is wrong at %i', (text, at, message) => {
    const parsed = parse(text)
    expect(parsed.status).toBe('wrong')
    if (parsed.status !== 'wrong') return
    expect(parsed.message).toMatch(message)
    if (text.length < 1000) expect(parsed.at).toBe(at)
  })

  it('never fails otherwise, whatever is typed', () => {
    const piece = fc.constantFrom(
      'x',
      'ok',
      '(',
      ')',
      '+',
      '-',
      '**',
      '"',
      ',',
      '?',
      ':',
      'if',
      '.',
      '[',
      '1',
      ' ',
      '!',
      '==',
      ';',
    )
    const texts = fc.oneof(
      fc.string(),
      fc.array(piece).map((pieces) => pieces.join('')),
    )
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parse(text)
        if (parsed.status === 'wrong') expect(parsed.at).toBeLessThanOrEqual(text.length)
        else expect(parsed.status).toBe('ok')
      }),
      { numRuns: 1000 },
    )
  })

  it('knows nothing of a column that may yet arrive', () => {
    expect(parseExpression('z + 1', { columns, open: true })).toEqual({ status: 'unknown' })
    expect(parseExpression('z +', { columns, open: true })).toMatchObject({ status: 'wrong' })
  })
})
