import { describe, expect, it } from 'vitest'
import { features } from '../../tests/kit/features-fixture.ts'
import { mutualInformation, prepareNumbers, type Variable } from './mutual-information.ts'

const numbers = (...values: number[]): Variable => ({ values: Float64Array.from(values), discrete: false })
const classes = (...values: number[]): Variable => ({ values: Float64Array.from(values), discrete: true })

describe('mutual information', () => {
  it.each(features.exact)('is scikit-learn’s: $discrete $information', ({ x, y, discrete, information }) => {
    const [a, b] = [
      { values: Float64Array.from(x), discrete: discrete[0] },
      { values: Float64Array.from(y), discrete: discrete[1] },
    ]
    expect(mutualInformation(a, b)).toBeCloseTo(information, 12)
    expect(mutualInformation(b, a)).toBeCloseTo(information, 12)
  })

  it('of two categories that say the same is their entropy', () => {
    expect(mutualInformation(classes(0, 1, 0, 1), classes(7, 5, 7, 5))).toBeCloseTo(Math.log(2), 14)
    expect(mutualInformation(classes(0, 1, 0, 1), classes(1, 1, 0, 0))).toBe(0)
  })

  it('has an answer for next to nothing', () => {
    for (const y of [classes(), numbers()]) expect(mutualInformation(numbers(), y)).toBe(0)
    expect(mutualInformation(numbers(1, 2, 3), numbers(1, 2, 3))).toBe(0)
    expect(mutualInformation(numbers(1, 2, 3), classes(1, 2, 3))).toBe(0)
    expect(mutualInformation(numbers(1, 1, 1, 1, 1), numbers(2, 2, 2, 2, 2))).toBe(0)
  })

  it('sets equal numbers apart, always alike', () => {
    const values = Float64Array.from([5, 5, 5, 7, 7, -1e6])
    const prepared = prepareNumbers(values, 1)
    expect(new Set(prepared).size).toBe(values.length)
    expect(prepareNumbers(values, 1)).toEqual(prepared)
    expect(prepareNumbers(values, 2)).not.toEqual(prepared)
    const deviation = Math.sqrt(
      values.reduce((sum, v) => sum + v * v, 0) / 6 - (values.reduce((a, b) => a + b, 0) / 6) ** 2,
    )
    prepared.forEach((value, i) => expect(value).toBeCloseTo(values[i]! / deviation, 8))
  })
})
