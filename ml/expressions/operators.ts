import type { Comparison, Numeric1, Numeric2, NumericN } from './expression.ts'

/**
 * What the operators do with numbers, in JavaScript. A missing number is NaN, and NaN passes through all of them by
 * itself unless it is caught here.
 */
export type NumberPair = (a: number, b: number) => number

export const unary: Readonly<Record<Numeric1, (a: number) => number>> = {
  negate: (a) => -a,
  abs: Math.abs,
  sign: Math.sign,
  floor: Math.floor,
  ceil: Math.ceil,
  round,
  sqrt: Math.sqrt,
  log: (a) => (a > 0 ? Math.log(a) : Number.NaN),
  exp: Math.exp,
}

export const binary: Readonly<Record<Numeric2 | NumericN, NumberPair>> = {
  add: (a, b) => a + b,
  multiply: (a, b) => a * b,
  min: Math.min,
  max: Math.max,
  subtract: (a, b) => a - b,
  divide: (a, b) => (b === 0 ? Number.NaN : a / b),
  modulo: (a, b) => a % b,
  power,
}

export const comparisons: Readonly<Record<Comparison, (a: unknown, b: unknown) => boolean>> = {
  equal: (a, b) => a === b,
  notEqual: (a, b) => a !== b,
  less: (a, b) => (a as number) < (b as number),
  lessOrEqual: (a, b) => (a as number) <= (b as number),
  greater: (a, b) => (a as number) > (b as number),
  greaterOrEqual: (a, b) => (a as number) >= (b as number),
}

/** `Math.round` rounds halves upwards; this rounds them away from zero. */
function round(a: number): number {
  const whole = Math.trunc(a)
  return Math.abs(a - whole) >= 0.5 ? whole + Math.sign(a) : whole
}

/** C's pow gives 1 for ±1 to an infinite power, JavaScript NaN; NaN to the power 0 is 1 in both; -0 is taken for 0. */
function power(a: number, b: number): number {
  if (Number.isNaN(a)) return a
  if ((a === 1 || a === -1) && Math.abs(b) === Number.POSITIVE_INFINITY) return 1
  return (a + 0) ** b
}
