import type { ValueType } from '../tables/column-batch.ts'
import type { Spelling } from './text.ts'

/**
 * A typed tree with its own semantics, which two compilers implement: `compileSql` for tables of any size and
 * `compileColumns` (JavaScript) for serving and the browser. A value is a number, a text or a boolean, or it is
 * **missing**.
 *
 * Numbers are IEEE doubles. There is no NaN beside missing: wherever an operation has no defined result, that result
 * is missing, and a NaN that comes in from a column is missing. Infinities are values. The sign of zero carries no
 * meaning.
 *
 * Unless said otherwise an operator is missing as soon as one of its arguments is.
 *
 * | op | result |
 * |---|---|
 * | `column` | the value of a column; `datetime` columns give milliseconds since 1970 (UTC), rounded down |
 * | `number`, `text`, `boolean` | a constant; numbers are finite, texts well-formed Unicode |
 * | `missing` | missing, of the type it says |
 * | `add`, `multiply` | over two or more arguments, from left to right; ∞ − ∞ and 0 · ∞ are missing |
 * | `subtract` | a − b; ∞ − ∞ is missing |
 * | `divide` | a / b; missing where b is 0, and for ∞ / ∞ |
 * | `modulo` | remainder of a / b with the sign of a; missing where b is 0 or a infinite |
 * | `power` | a to the b; missing for a negative a and a fraction b; 0 to a negative power is ∞; 1 or −1 to ±∞ is 1 |
 * | `dot` | the sum of the arguments times their weights, from left to right; ∞ − ∞ and 0 · ∞ are missing |
 * | `norm` | the square root of the sum of the squares of the arguments, from left to right |
 * | `min`, `max` | smallest, greatest of two or more numbers |
 * | `negate`, `abs`, `floor`, `ceil` | as usual |
 * | `sign` | −1, 0 or 1 |
 * | `round` | to the nearest whole number, halves away from zero |
 * | `sqrt` | missing below 0 |
 * | `log` | natural logarithm; missing at 0 and below |
 * | `exp` | e to the a; ∞ where it overflows |
 * | `equal`, `notEqual` | of two values of one type; texts by code point, without any collation or normalisation |
 * | `less`, `lessOrEqual`, `greater`, `greaterOrEqual` | of two numbers |
 * | `oneOf` | whether a text is in a list |
 * | `and`, `or` | three-valued: false and missing is false, true or missing is true |
 * | `not` | the opposite |
 * | `isMissing` | true or false, never missing |
 * | `if` | args condition, then, otherwise; a missing condition takes otherwise |
 * | `case` | the value of the first pair whose condition is true, or of `otherwise` |
 * | `coalesce` | the first argument that is not missing |
 * | `lookup` | the entry of a text in a table, or `otherwise`; a missing key gives `otherwise` |
 * | `toNumber` | 1 for true, 0 for false |
 * | `bucket` | the MD5 digest of a text's UTF-8, as one whole number, modulo `buckets` |
 * | `respell` | a text as `parseNumber` and `parseDatetime` read it, by what it is written like; see `respellings` |
 * | `parseNumber` | the number that a text spells with its decimal mark, spaces around it left out; ∞ where it is too large; missing for any other text |
 * | `formatNumber` | a number as text: whole numbers below 10¹⁵ without a point, others by the fewest digits that give the same double, with an exponent (`1.5e-07`) below 10⁻⁴ and from 10¹⁶ on; `inf`, `-inf` |
 * | `parseDatetime` | milliseconds since 1970 (UTC), rounded down, of an ISO 8601 date or date and time; missing for any other text and outside of the years 1 to 9999 |
 * | `formatDatetime` | `2024-03-01T12:00:00` of milliseconds since 1970, seconds rounded down; missing outside of the years 1 to 9999 |
 * | `datePart` | a part of a moment in milliseconds since 1970 (UTC): `year`, `month` (1 to 12), `day`, `dayOfYear`, `week` (ISO 8601), `weekday` (1 is Monday), `hour`, `minute`; missing outside of the years 1 to 9999 |
 *
 * Both compilers agree to the last bit except in `exp`, `log` and `power`, which differ between mathematical libraries
 * by at most two units in the last place.
 */
export type Expression =
  | { op: 'column'; name: string; type: ValueType | 'datetime' }
  | { op: 'number'; value: number }
  | { op: 'text'; value: string }
  | { op: 'boolean'; value: boolean }
  | { op: 'missing'; type: ValueType }
  | { op: Numeric1; args: readonly [Expression] }
  | { op: Numeric2; args: readonly [Expression, Expression] }
  | { op: NumericN; args: readonly Expression[] }
  | { op: 'dot'; args: readonly Expression[]; weights: readonly number[] }
  | { op: 'norm'; args: readonly Expression[] }
  | { op: 'respell'; args: readonly [Expression]; from: Spelling }
  | { op: 'bucket'; args: readonly [Expression]; buckets: number }
  | { op: Comparison; args: readonly [Expression, Expression] }
  | { op: 'oneOf'; args: readonly [Expression]; values: readonly string[] }
  | { op: 'and' | 'or'; args: readonly Expression[] }
  | { op: 'parseNumber'; args: readonly [Expression]; decimal: '.' | ',' }
  | { op: 'datePart'; args: readonly [Expression]; part: DatePart }
  | { op: 'not' | 'isMissing' | 'toNumber' | TextConversion; args: readonly [Expression] }
  | { op: 'if'; args: readonly [Expression, Expression, Expression] }
  | { op: 'case'; cases: readonly Case[]; otherwise: Expression }
  | { op: 'coalesce'; args: readonly Expression[] }
  | { op: 'lookup'; args: readonly [Expression]; entries: readonly LookupEntry[]; otherwise: Expression }

/** A condition, and the value where it is true. */
export interface Case {
  when: Expression
  value: Expression
}

export type LookupEntry = readonly [key: string, value: number | string | boolean]

export const numeric1 = ['negate', 'abs', 'sign', 'floor', 'ceil', 'round', 'sqrt', 'log', 'exp'] as const
export type Numeric1 = (typeof numeric1)[number]
export const numeric2 = ['subtract', 'divide', 'modulo', 'power'] as const
export type Numeric2 = (typeof numeric2)[number]
export const textConversions = ['formatNumber', 'parseDatetime', 'formatDatetime'] as const
export type TextConversion = (typeof textConversions)[number]
export const dateParts = ['year', 'month', 'day', 'dayOfYear', 'week', 'weekday', 'hour', 'minute'] as const
export type DatePart = (typeof dateParts)[number]
export const numericN = ['add', 'multiply', 'min', 'max'] as const
export type NumericN = (typeof numericN)[number]
export const comparisons = ['equal', 'notEqual', 'less', 'lessOrEqual', 'greater', 'greaterOrEqual'] as const
export type Comparison = (typeof comparisons)[number]

/** A column's value. */
export const column = (name: string, type: ValueType | 'datetime' = 'number'): Expression => ({
  op: 'column',
  name,
  type,
})
/** A number; NaN becomes a missing number, so that a statistic without a value can be passed on. */
export const number = (value: number): Expression =>
  Number.isNaN(value) ? { op: 'missing', type: 'number' } : { op: 'number', value }
export const text = (value: string): Expression => ({ op: 'text', value })
export const boolean = (value: boolean): Expression => ({ op: 'boolean', value })
export const add = (...args: Expression[]): Expression => ({ op: 'add', args })
export const subtract = (a: Expression, b: Expression): Expression => ({ op: 'subtract', args: [a, b] })
export const divide = (a: Expression, b: Expression): Expression => ({ op: 'divide', args: [a, b] })
export const equal = (a: Expression, b: Expression): Expression => ({ op: 'equal', args: [a, b] })
export const coalesce = (...args: Expression[]): Expression => ({ op: 'coalesce', args })
export const isMissing = (a: Expression): Expression => ({ op: 'isMissing', args: [a] })
export const toNumber = (a: Expression): Expression => ({ op: 'toNumber', args: [a] })
/** `value` where the condition is true, else `otherwise`. */
export const choose = (condition: Expression, value: Expression, otherwise: Expression): Expression => ({
  op: 'if',
  args: [condition, value, otherwise],
})

/** The expressions directly below one. */
export function childrenOf(expression: Expression): readonly Expression[] {
  if (expression.op === 'case') {
    return [...expression.cases.flatMap(({ when, value }) => [when, value]), expression.otherwise]
  }
  if (expression.op === 'lookup') return [...expression.args, expression.otherwise]
  return 'args' in expression ? expression.args : []
}

/** Names of the columns an expression reads. */
export function columnsIn(expression: Expression, names = new Set<string>()): Set<string> {
  if (expression.op === 'column') names.add(expression.name)
  for (const child of childrenOf(expression)) columnsIn(child, names)
  return names
}
