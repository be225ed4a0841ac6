import { DataError } from '../errors.ts'
import {
  choose,
  coalesce,
  column,
  divide,
  equal,
  type Expression,
  number,
  subtract,
} from '../expressions/expression.ts'
import type { Engine } from '../tables/engine.ts'
import { fitRanges, valueOf } from './statistics.ts'
import type { TrainingRelation } from './training-rows.ts'
import type { Transform } from './transform.ts'

/** Most rows that a power is sought on: every step of the search reads all of them. */
const POWER_ROWS = 100_000

/** What was learnt of one column: its power, then as for `FittedScale`. */
export interface FittedPower {
  name: string
  lambda: number
  center: number
  scale: number
}

/**
 * Fits the power of Yeo & Johnson (2000) that makes a column most like a normal distribution, by maximum likelihood, and
 * brings the result to mean 0 and deviation 1, as scikit-learn's `PowerTransformer`. Of more than `POWER_ROWS` training
 * rows as many are drawn, always the same ones. A column that does not vary becomes 0. Missing values stay missing.
 *
 * Throws DataError `no_training_rows`, `no_values`, `infinite_values`, `too_large`.
 */
export async function fitPower(
  engine: Engine,
  relation: TrainingRelation,
  names: readonly string[],
): Promise<{ columns: FittedPower[]; transform: Transform }> {
  const columns: FittedPower[] = []
  for (const name of names) {
    const [range] = await fitRanges(engine, relation, { columns: [name], purpose: 'scale it by' })
    const { columns: read } = await engine.columns(
      `SELECT v FROM (SELECT _row AS id, ${valueOf(name)} AS v FROM ${relation.sql} WHERE ${valueOf(name)} IS NOT NULL
         ORDER BY hash(_row), _row LIMIT ${POWER_ROWS}) ORDER BY id`,
      { v: 'number' },
    )
    const values = read.v as Float64Array
    const lambda = range!.min === range!.max ? 1 : findPower(values)
    const { mean: center, std } = momentsOf(values.map((value) => yeoJohnson(value, lambda)))
    if (!Number.isFinite(center) || !Number.isFinite(std)) {
      throw new DataError(
        'too_large',
        `The values of column "${name}" are too large to be scaled. Leave it out of the columns, or bring it to another unit first.`,
        { field: 'columns' },
      )
    }
    columns.push({ name, lambda, center, scale: std > 0 && range!.min !== range!.max ? std : 1 })
  }
  const scaled = columns.map(({ name, lambda, center, scale }) => ({
    name,
    expression: divide(subtract(powerOf(column(name), lambda), number(center)), number(scale)),
  }))
  return { columns, transform: { version: 1, columns: scaled } }
}

/** The transform of Yeo & Johnson: of 1 + x to a power where x is at least 0, of 1 − x to 2 less that power below. */
export function yeoJohnson(value: number, lambda: number): number {
  if (value >= 0) return lambda === 0 ? Math.log1p(value) : Math.expm1(lambda * Math.log1p(value)) / lambda
  const other = 2 - lambda
  return other === 0 ? -Math.log1p(-value) : -Math.expm1(other * Math.log1p(-value)) / other
}

const plusOne = (value: Expression): Expression => ({ op: 'add', args: [number(1), value] })
const logOf = (value: Expression): Expression => ({ op: 'log', args: [value] })
const minus = (value: Expression): Expression => ({ op: 'negate', args: [value] })
const atLeastZero = (value: Expression): Expression => ({ op: 'greaterOrEqual', args: [value, number(0)] })

function powerOf(value: Expression, lambda: number): Expression {
  const raised = (base: Expression, exponent: number): Expression =>
    exponent === 0
      ? logOf(base)
      : divide(subtract({ op: 'power', args: [base, number(exponent)] }, number(1)), number(exponent))
  return choose(
    atLeastZero(value),
    raised(plusOne(value), lambda),
    minus(raised(subtract(number(1), value), 2 - lambda)),
  )
}

/** The logarithm of 1 + x where x is at least 0, and the same with the other sign below: nothing is learnt. */
export const logTransform = (names: readonly string[]): Transform => ({
  version: 1,
  columns: names.map((name) => {
    const value = column(name)
    const below = minus(logOf(subtract(number(1), value)))
    return { name, expression: choose(atLeastZero(value), logOf(plusOne(value)), below) }
  }),
})

/** Each row divided by the length of the vector of its numbers; missing ones count as 0 in it. A row of zeros stays. */
export function unitTransform(names: readonly string[]): Transform {
  const length: Expression = { op: 'norm', args: names.map((name) => coalesce(column(name), number(0))) }
  const columns = names.map((name) => ({
    name,
    expression: choose(equal(length, number(0)), column(name), divide(column(name), length)),
  }))
  return { version: 1, columns }
}

function momentsOf(values: Float64Array): { mean: number; std: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, std: Math.sqrt(squares / values.length) }
}

/** The power of greatest likelihood: a bracket around it, then golden sections of the bracket. */
function findPower(values: Float64Array): number {
  const signed = values.reduce((sum, value) => sum + Math.sign(value) * Math.log1p(Math.abs(value)), 0)
  const loss = (lambda: number): number => {
    const { std } = momentsOf(values.map((value) => yeoJohnson(value, lambda)))
    const found = values.length * Math.log(std) - (lambda - 1) * signed
    return Number.isFinite(found) ? found : Number.POSITIVE_INFINITY
  }
  let [low, high] = [-2, 4]
  const WIDEST = 1024
  for (let step = 6; loss(low) < loss(low + step / 3) && low > -WIDEST; step *= 2) low -= step
  for (let step = 6; loss(high) < loss(high - step / 3) && high < WIDEST; step *= 2) high += step
  const golden = (Math.sqrt(5) - 1) / 2
  let [a, b] = [high - golden * (high - low), low + golden * (high - low)]
  let [lossA, lossB] = [loss(a), loss(b)]
  while (high - low > 1e-9 * Math.max(1, Math.abs(low))) {
    if (lossA <= lossB) {
      ;[high, b, lossB] = [b, a, lossA]
      a = high - golden * (high - low)
      lossA = loss(a)
    } else {
      ;[low, a, lossA] = [a, b, lossB]
      b = low + golden * (high - low)
      lossB = loss(b)
    }
  }
  const lambda = (low + high) / 2
  // The formulas have a gap at 0 and 2, next to which they lose all digits.
  return [0, 2].find((exact) => Math.abs(lambda - exact) < 1e-7) ?? lambda
}
