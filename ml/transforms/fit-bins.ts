import { choose, column, type Expression, isMissing, number, text } from '../expressions/expression.ts'
import type { Engine } from '../tables/engine.ts'
import { fitQuantiles, fitRanges } from './statistics.ts'
import type { TrainingRelation } from './training-rows.ts'

export type BinMethod = 'width' | 'frequency'

/** The inner edges of the bins of one column, ascending: a value belongs to the bin whose lower edge it reaches. */
export interface FittedBins {
  name: string
  edges: number[]
}

/** Edges closer than this make one bin, as in scikit-learn. */
const CLOSEST = 1e-8

/**
 * Fits the inner edges of bins on training rows only, as scikit-learn's KBinsDiscretizer: `width` divides the distance
 * from the least to the greatest value into equal parts, `frequency` takes quantiles by linear interpolation (type 7 of
 * Hyndman & Fan, 1996), of which equal ones count once. A column that does not vary has one bin and no edge.
 *
 * Throws DataError `no_values`, `infinite_values`, `no_training_rows`.
 */
export async function fitBins(
  engine: Engine,
  relation: TrainingRelation,
  { columns, method, bins }: { columns: readonly string[]; method: BinMethod; bins: number },
): Promise<FittedBins[]> {
  if (columns.length === 0) return []
  return engine.singleThreaded(async () => {
    const ranges = await fitRanges(engine, relation, { columns, purpose: 'divide into bins' })
    const fitted: FittedBins[] = []
    for (const { name, min, max } of ranges) {
      if (min === max) fitted.push({ name, edges: [] })
      else if (method === 'width') fitted.push({ name, edges: equalSteps(min, max, bins) })
      else {
        const shares = Array.from({ length: bins + 1 }, (_, index) => index / bins)
        fitted.push({ name, edges: apart(await fitQuantiles(engine, relation, { column: name, shares })) })
      }
    }
    return fitted
  })
}

/** As numpy's linspace: the first edge plus so many steps. */
function equalSteps(min: number, max: number, bins: number): number[] {
  // Halves first, since the distance itself may be more than a double holds.
  const step = max / bins - min / bins
  const exact = (max - min) / bins
  const width = Number.isFinite(exact) ? exact : step
  return Array.from({ length: bins - 1 }, (_, index) => (index + 1) * width + min)
}

/** The inner ones of ascending edges, without those that are hardly above the one before. */
function apart(edges: readonly number[]): number[] {
  const kept = edges.filter((edge, index) => index === 0 || edge - edges[index - 1]! > CLOSEST)
  return kept.slice(1, -1)
}

/** Names of the bins: `< 10`, `10 to < 20`, `≥ 20`. Edges in the fewest digits, so that they are those of the bins. */
export function binLabels(edges: readonly number[]): string[] {
  if (edges.length === 0) return ['any']
  return [
    `< ${edges[0]}`,
    ...edges.slice(1).map((edge, index) => `${edges[index]} to < ${edge}`),
    `≥ ${edges.at(-1)}`,
  ]
}

/** The bin of a number: its position from 0, or its label. A missing value stays missing. */
export function binOf({ name, edges }: FittedBins, output: 'number' | 'label'): Expression {
  const value = column(name)
  const labels = binLabels(edges)
  const result = (index: number): Expression => (output === 'number' ? number(index) : text(labels[index]!))
  const cases = edges.map((edge, index) => ({
    when: { op: 'less', args: [value, number(edge)] } as const,
    value: result(index),
  }))
  const type = output === 'number' ? 'number' : 'text'
  const found: Expression = { op: 'case', cases, otherwise: result(edges.length) }
  return choose(isMissing(value), { op: 'missing', type }, found)
}
