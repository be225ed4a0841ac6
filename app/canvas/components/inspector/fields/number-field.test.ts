import { describe, expect, it } from 'vitest'
import { parseNumber, stepNumber } from './number-field.tsx'

describe('a number that is typed', () => {
  it('may have a decimal comma or an exponent, and nothing else', () => {
    expect(parseNumber(' 0,15 ')).toBe(0.15)
    expect(parseNumber('1e-3')).toBe(0.001)
    expect(parseNumber('−2')).toBe(-2)
    expect(parseNumber('')).toBeNull()
    expect(parseNumber('12 rows')).toBeNull()
  })
  it('steps without stray digits', () => {
    expect(stepNumber(0.1, 0.01, 1)).toBe(0.11)
    expect(stepNumber(0.3, 0.1, -1)).toBe(0.2)
    expect(stepNumber(60, 1, 1)).toBe(61)
    expect(stepNumber(0.001, 0.0001, 1)).toBe(0.0011)
  })
})
