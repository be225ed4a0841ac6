import { DataError } from '../errors.ts'
import { column, divide, type Expression, number, subtract } from '../expressions/expression.ts'
import type { Engine, SqlRow } from '../tables/engine.ts'
import { quoteName, quoteNumber } from '../tables/sql.ts'
import type { TrainingRelation } from './training-rows.ts'
import type { Transform } from './transform.ts'

export type ScaleMethod = 'standard' | 'minmax' | 'robust'

/** What was learnt of one column: a value becomes (value − center) / scale. */
export interface FittedScale {
  name: string
  center: number
  scale: number
}

export interface FittedScaling {
  columns: FittedScale[]
  transform: Transform
}

const EPSILON = Number.EPSILON
/** Columns fitted by one statement. */
const BATCH = 200

/**
 * Fits the scaling of numeric columns as scikit-learn does, on training rows only. `standard`: mean and population
 * standard deviation. `minmax`: to 0…1. `robust`: median and interquartile range, quartiles by linear interpolation
 * (type 7 of Hyndman & Fan, 1996). A column that does not vary keeps scale 1, and becomes 0. Missing values are left
 * out, and stay missing.
 *
 * The result is the same bit for bit every time: sums run on one thread in the order of the rows, with compensation
 * (Kahan), and the deviation in a second pass around the mean.
 *
 * Throws DataError `no_values` for a column without a value in the training rows, `infinite_values`, `too_large` where
 * a statistic is more than a double holds, `no_training_rows`.
 */
export async function fitScale(
  engine: Engine,
  relation: TrainingRelation,
  { columns, method }: { columns: readonly string[]; method: ScaleMethod },
): Promise<FittedScaling> {
  const fitted: FittedScale[] = []
  await engine.singleThreaded(async () => {
    for (let start = 0; start < columns.length; start += BATCH) {
      const names = columns.slice(start, start + BATCH)
      const ranges = await fitRanges(engine, relation, names)
      fitted.push(...(await fitters[method](engine, relation, ranges)))
    }
  })
  const tooLarge = fitted.find(({ center, scale }) => !Number.isFinite(center) || !Number.isFinite(scale))
  if (tooLarge) {
    throw new DataError(
      'too_large',
      `The values of column "${tooLarge.name}" are too large to be scaled. Leave it out of the columns, or bring it to another unit first.`,
      { field: 'columns' },
    )
  }
  const scaled = (fit: FittedScale): Expression =>
    divide(subtract(column(fit.name), number(fit.center)), number(fit.scale))
  return {
    columns: fitted,
    transform: { version: 1, columns: fitted.map((fit) => ({ name: fit.name, expression: scaled(fit) })) },
  }
}

interface Range {
  name: string
  count: number
  min: number
  max: number
}

const valueOf = (name: string): string =>
  `nullif(CAST(${quoteName(name)} AS DOUBLE), ${quoteNumber(Number.NaN)})`

const numberIn = (row: SqlRow, key: string): number => Number(row[key] ?? Number.NaN)

async function aggregate(
  engine: Engine,
  relation: TrainingRelation,
  aggregates: readonly string[],
): Promise<SqlRow> {
  return engine.row(`SELECT count(*) AS rows, ${aggregates.join(', ')} FROM ${relation.sql}`)
}

async function fitRanges(
  engine: Engine,
  relation: TrainingRelation,
  names: readonly string[],
): Promise<Range[]> {
  const row = await aggregate(
    engine,
    relation,
    names.flatMap((name, index) => [
      `count(${valueOf(name)}) AS n${index}`,
      `min(${valueOf(name)}) AS a${index}`,
      `max(${valueOf(name)}) AS b${index}`,
    ]),
  )
  if (numberIn(row, 'rows') === 0) {
    throw new DataError(
      'no_training_rows',
      'There are no training rows to learn from. Lower the shares in Split.',
    )
  }
  return names.map((name, index) => {
    const range = {
      name,
      count: numberIn(row, `n${index}`),
      min: numberIn(row, `a${index}`),
      max: numberIn(row, `b${index}`),
    }
    if (range.count === 0) {
      throw new DataError(
        'no_values',
        `Column "${name}" has no values in the training rows, so there is nothing to scale it by. Leave it out of the columns.`,
        { field: 'columns' },
      )
    }
    if (!Number.isFinite(range.min) || !Number.isFinite(range.max)) {
      throw new DataError(
        'infinite_values',
        `Column "${name}" holds infinite values in the training rows, which can't be scaled. Leave it out of the columns, or correct the data.`,
        { field: 'columns' },
      )
    }
    return range
  })
}

type Fitter = (engine: Engine, relation: TrainingRelation, ranges: readonly Range[]) => Promise<FittedScale[]>

const fitStandard: Fitter = async (engine, relation, ranges) => {
  const sums = await aggregate(
    engine,
    relation,
    ranges.map(({ name }, index) => `fsum(${valueOf(name)}) AS s${index}`),
  )
  const means = ranges.map(({ count }, index) => numberIn(sums, `s${index}`) / count)
  const squares = await aggregate(
    engine,
    relation,
    ranges.map(({ name }, index) => {
      const deviation = `(${valueOf(name)} - ${quoteNumber(means[index]!)})`
      return `fsum(${deviation} * ${deviation}) AS q${index}`
    }),
  )
  return ranges.map(({ name, count, min, max }, index) => {
    // The mean of equal values may be off by its rounding.
    if (min === max) return { name, center: min, scale: 1 }
    const center = means[index]!
    const variance = numberIn(squares, `q${index}`) / count
    // As scikit-learn's _is_constant_feature: the variance is no more than rounding could make it.
    const constant = variance <= count * EPSILON * variance + (count * center * EPSILON) ** 2
    return { name, center, scale: constant ? 1 : Math.sqrt(variance) }
  })
}

/** As scikit-learn's _handle_zeros_in_scale. */
const orOne = (scale: number): number => (scale < 10 * EPSILON ? 1 : scale)

const fitMinMax: Fitter = async (_engine, _relation, ranges) =>
  ranges.map(({ name, min, max }) => ({ name, center: min, scale: orOne(max - min) }))

const fitRobust: Fitter = async (engine, relation, ranges) => {
  const fitted: FittedScale[] = []
  // One column at a time: exact quartiles hold all of its values.
  for (const { name } of ranges) {
    const value = valueOf(name)
    const row = await aggregate(
      engine,
      relation,
      [0.25, 0.5, 0.75].map((share, index) => `quantile_cont(${value}, ${share}) AS q${index}`),
    )
    const [low, center, high] = [0, 1, 2].map((index) => numberIn(row, `q${index}`))
    fitted.push({ name, center: center!, scale: orOne(high! - low!) })
  }
  return fitted
}

const fitters: Record<ScaleMethod, Fitter> = { standard: fitStandard, minmax: fitMinMax, robust: fitRobust }
