import { DataError } from '../errors.ts'
import { column, divide, type Expression, number, subtract } from '../expressions/expression.ts'
import type { Engine } from '../tables/engine.ts'
import { fitMoments, fitQuantiles, fitRanges, type Range } from './statistics.ts'
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
      const ranges = await fitRanges(engine, relation, { columns: names, purpose: 'scale it by' })
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

type Fitter = (engine: Engine, relation: TrainingRelation, ranges: readonly Range[]) => Promise<FittedScale[]>

const fitStandard: Fitter = async (engine, relation, ranges) => {
  const moments = await fitMoments(engine, relation, ranges)
  return ranges.map(({ name, count, min, max }, index) => {
    const { mean: center, std } = moments[index]!
    if (min === max) return { name, center, scale: 1 }
    const variance = std * std
    // As scikit-learn's _is_constant_feature: the variance is no more than rounding could make it.
    const constant = variance <= count * EPSILON * variance + (count * center * EPSILON) ** 2
    return { name, center, scale: constant ? 1 : std }
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
    const quartiles = await fitQuantiles(engine, relation, { column: name, shares: [0.25, 0.5, 0.75] })
    const [low, center, high] = quartiles
    fitted.push({ name, center: center!, scale: orOne(high! - low!) })
  }
  return fitted
}

const fitters: Record<ScaleMethod, Fitter> = { standard: fitStandard, minmax: fitMinMax, robust: fitRobust }
