import { describe, expect, it } from 'vitest'
import type { Column } from '../../nodes/kit/columns.ts'
import { compileEncoder, encodedNames, encodedWidth, EncoderFit } from './encoder.ts'

const column = (name: string, kind: Column['kind']): Column => ({
  id: name,
  name,
  storage: kind === 'number' ? 'double' : kind === 'boolean' ? 'boolean' : 'varchar',
  kind,
  role: 'feature',
})
const columns = [column('mass', 'number'), column('island', 'category'), column('wild', 'boolean')]

function fitted() {
  const fit = new EncoderFit(columns)
  fit.add({
    rows: 2,
    columns: { mass: Float64Array.from([1, Number.NaN]), island: ['b', 'a'], wild: [true, null] },
  })
  fit.add({ rows: 2, columns: { mass: Float64Array.from([4, 4]), island: [null, 'B'], wild: [false, true] } })
  return fit.finish()
}

describe('Encoder', () => {
  it('learns means and categories from training rows', () => {
    const encoder = fitted()
    expect(encoder).toEqual([
      { column: 'mass', as: 'number', missing: 3 },
      { column: 'island', as: 'oneHot', categories: ['B', 'a', 'b'] },
      { column: 'wild', as: 'oneHot', categories: ['false', 'true'] },
    ])
    expect(JSON.parse(JSON.stringify(encoder))).toEqual(encoder)
    expect(encodedWidth(encoder)).toBe(6)
    expect(encodedNames(encoder)).toEqual([
      'mass',
      'island=B',
      'island=a',
      'island=b',
      'wild=false',
      'wild=true',
    ])
  })

  it('puts the mean for a missing number and zeros for missing and unknown categories', () => {
    const compiled = compileEncoder(fitted())
    const matrix = new Float32Array(4 * 6).fill(9)
    const batch = {
      rows: 3,
      columns: {
        mass: Float64Array.from([7, Number.NaN, 0]),
        island: ['a', 'nowhere', null],
        wild: [true, false, null],
      },
    }
    compiled.encode(batch, matrix, 1)
    expect(Array.from(matrix.subarray(0, 6))).toEqual([9, 9, 9, 9, 9, 9])
    expect(Array.from(matrix.subarray(6))).toEqual([7, 0, 1, 0, 0, 1, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0])
  })

  it('names the column that is missing or of the wrong type', () => {
    const compiled = compileEncoder(fitted())
    const good = { mass: Float64Array.of(1), island: ['a'], wild: [true] }
    const encode = (columns: Record<string, Float64Array | (string | null)[]>) => () =>
      compiled.encode({ rows: 1, columns }, new Float32Array(6))
    expect(encode({ mass: good.mass, island: good.island })).toThrow('Column "wild" is missing.')
    expect(encode({ ...good, mass: ['1'], wild: ['true'] })).toThrow('Column "mass" must hold numbers.')
    expect(encode({ ...good, island: Float64Array.of(1), wild: ['true'] })).toThrow(
      'Column "island" must hold text or true/false.',
    )
  })

  it('refuses a column without any value, and infinite ones', () => {
    const empty = new EncoderFit([column('mass', 'number')])
    empty.add({ rows: 2, columns: { mass: new Float64Array(2).fill(Number.NaN) } })
    expect(() => empty.finish()).toThrow(/Column "mass" has no value in any training row/)
    const infinite = new EncoderFit([column('mass', 'number')])
    expect(() =>
      infinite.add({ rows: 1, columns: { mass: Float64Array.of(Number.POSITIVE_INFINITY) } }),
    ).toThrow(/infinite value/)
    expect(() => new EncoderFit([column('note', 'text')])).toThrow(/can't be encoded/)
  })
})
