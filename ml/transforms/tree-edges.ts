import type { Column } from '../../nodes/kit/columns.ts'
import type { Engine } from '../tables/engine.ts'
import { quoteName } from '../tables/sql.ts'
import { refuseNoRows, valueOf } from './statistics.ts'
import type { TrainingRelation } from './training-rows.ts'

/** Most rows that edges are sought on. */
const TREE_ROWS = 100_000
/** Splits that gain less tell nothing but rounding. */
const LEAST_GAIN = 1e-12

/** A stretch of rows in the order of their values, and its best division. */
interface Stretch {
  from: number
  to: number
  /** The first row above the edge; 0 where nothing is gained by any. */
  at: number
  gain: number
}

/**
 * The edges that tell most about the target: those of a decision tree on one column, grown best first to `bins` leaves, as
 * scikit-learn's trees with `max_leaf_nodes` (squared error for a number, Gini impurity for classes; edges half-way between
 * neighbouring values). Rows without value or target are left out; of more than `TREE_ROWS` training rows as many are
 * drawn, always the same ones. Throws DataError `no_training_rows`.
 */
export async function fitTreeEdges(
  engine: Engine,
  relation: TrainingRelation,
  { column, target, bins }: { column: string; target: Column; bins: number },
): Promise<number[]> {
  const y = quoteName(target.name)
  const answer =
    target.kind === 'number' ? valueOf(target.name) : `CAST(dense_rank() OVER (ORDER BY ${y}) - 1 AS DOUBLE)`
  const known = target.kind === 'number' ? `isfinite(CAST(${y} AS DOUBLE))` : `${y} IS NOT NULL`
  const { columns, rows } = await engine.columns(
    `SELECT x, y FROM (SELECT _row, ${valueOf(column)} AS x, ${answer} AS y FROM ${relation.sql}
       WHERE ${known} AND isfinite(CAST(${quoteName(column)} AS DOUBLE)) ORDER BY hash(_row), _row LIMIT ${TREE_ROWS}) ORDER BY x, _row`,
    { x: 'number', y: 'number' },
  )
  refuseNoRows(rows)
  const [values, answers] = [columns.x as Float64Array, columns.y as Float64Array]
  const divide = target.kind === 'number' ? bySquares(values, answers) : byGini(values, answers)
  const leaves = [divide(0, rows)]
  const edges: number[] = []
  while (leaves.length < bins) {
    const best = leaves.reduce((most, each) => (each.gain > most.gain ? each : most))
    if (best.gain <= LEAST_GAIN) break
    edges.push(values[best.at - 1]! / 2 + values[best.at]! / 2)
    leaves.splice(leaves.indexOf(best), 1, divide(best.from, best.at), divide(best.at, best.to))
  }
  return edges.sort((a, b) => a - b)
}

type Divide = (from: number, to: number) => Stretch

/** What a leaf is worth is the sum over its sides of (Σy)² / n, whose growth is the fall of the squared error. */
const bySquares =
  (values: Float64Array, answers: Float64Array): Divide =>
  (from, to) => {
    const mean = answers.subarray(from, to).reduce((sum, y) => sum + y, 0) / (to - from)
    const best: Stretch = { from, to, at: 0, gain: 0 }
    let left = 0
    for (let row = from + 1; row < to; row++) {
      left += answers[row - 1]! - mean
      if (values[row] === values[row - 1]) continue
      const gain = left ** 2 / (row - from) + left ** 2 / (to - row)
      if (gain > best.gain * (1 + 1e-12)) Object.assign(best, { at: row, gain })
    }
    return best
  }

/** The same of the counts of classes, whose growth is the fall of Gini's impurity times the rows. */
const byGini =
  (values: Float64Array, answers: Float64Array): Divide =>
  (from, to) => {
    const classes = answers.reduce((most, y) => Math.max(most, y), 0) + 1
    const [left, right] = [new Float64Array(classes), new Float64Array(classes)]
    for (let row = from; row < to; row++) right[answers[row]!]! += 1
    const worth = (counts: Float64Array, rows: number) => counts.reduce((sum, n) => sum + n * n, 0) / rows
    const whole = worth(right, to - from)
    const best: Stretch = { from, to, at: 0, gain: 0 }
    for (let row = from + 1; row < to; row++) {
      left[answers[row - 1]!]! += 1
      right[answers[row - 1]!]! -= 1
      if (values[row] === values[row - 1]) continue
      const gain = worth(left, row - from) + worth(right, to - row) - whole
      if (gain > best.gain * (1 + 1e-12)) Object.assign(best, { at: row, gain })
    }
    return best
  }
