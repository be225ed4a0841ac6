import { DataError } from '../errors.ts'
import { boolean, coalesce, column, type Expression, number } from '../expressions/expression.ts'
import type { Engine } from '../tables/engine.ts'
import { fitMoments, fitQuantiles, fitRanges } from './statistics.ts'
import type { TrainingRelation } from './training-rows.ts'

/** The range within which the values of one column count as ordinary, its ends included. */
export interface OrdinaryRange {
  name: string
  low: number
  high: number
}

/**
 * Fits ordinary ranges on training rows only. `zscore`: the mean plus and minus `width` population standard
 * deviations. `iqr`: from `width` interquartile ranges below the first quartile to as many above the third (Tukey's
 * fences), quartiles by linear interpolation.
 *
 * Throws DataError `no_values`, `infinite_values`, `too_large`, `no_training_rows`.
 */
export async function fitOutliers(
  engine: Engine,
  relation: TrainingRelation,
  { columns, method, width }: { columns: readonly string[]; method: 'zscore' | 'iqr'; width: number },
): Promise<OrdinaryRange[]> {
  if (columns.length === 0) return []
  const fitted = await engine.singleThreaded(async () => {
    const ranges = await fitRanges(engine, relation, { columns, purpose: 'learn its ordinary range from' })
    if (method === 'zscore') {
      const moments = await fitMoments(engine, relation, ranges)
      return moments.map(({ mean, std }, index) => ({
        name: ranges[index]!.name,
        low: mean - width * std,
        high: mean + width * std,
      }))
    }
    const fences: OrdinaryRange[] = []
    for (const { name } of ranges) {
      const quartiles = await fitQuantiles(engine, relation, { column: name, shares: [0.25, 0.75] })
      const [first, third] = quartiles as [number, number]
      const reach = width * (third - first)
      fences.push({ name, low: first - reach, high: third + reach })
    }
    return fences
  })
  const tooLarge = fitted.find(({ low, high }) => !Number.isFinite(low) || !Number.isFinite(high))
  if (tooLarge) {
    throw new DataError(
      'too_large',
      `The values of column "${tooLarge.name}" are too large for their ordinary range. Leave it out of the columns, or bring it to another unit first.`,
      { field: 'columns' },
    )
  }
  return fitted
}

/** A value moved to the nearer end of the range where it lies outside. */
export const clipped = ({ name, low, high }: OrdinaryRange): Expression => ({
  op: 'max',
  args: [{ op: 'min', args: [column(name), number(high)] }, number(low)],
})

/** Whether a value lies outside of the range; a missing value does not. */
export const isOutlier = ({ name, low, high }: OrdinaryRange): Expression => {
  const below: Expression = { op: 'less', args: [column(name), number(low)] }
  const above: Expression = { op: 'greater', args: [column(name), number(high)] }
  return coalesce({ op: 'or', args: [below, above] }, boolean(false))
}
