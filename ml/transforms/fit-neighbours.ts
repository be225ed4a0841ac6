import type { Engine } from '../tables/engine.ts'
import type { NeighboursStep } from './neighbours-step.ts'
import { fitMoments, fitRanges, valueOf } from './statistics.ts'
import type { TrainingRelation } from './training-rows.ts'

/** Most rows that gaps are filled from: every row with a gap is held against all of them. */
export const MOST_NEIGHBOUR_ROWS = 2_000

/**
 * Keeps the training rows that gaps are filled from; of more than `MOST_NEIGHBOUR_ROWS` as many, always the same ones.
 * With `standardise` differences are measured in standard deviations.
 *
 * Throws DataError `no_training_rows`, `no_values`, `infinite_values`.
 */
export function fitNeighbours(
  engine: Engine,
  relation: TrainingRelation,
  options: { columns: readonly string[]; neighbours: number; weighted: boolean; standardise: boolean },
): Promise<NeighboursStep> {
  const { columns, neighbours, weighted, standardise } = options
  return engine.singleThreaded(async () => {
    const ranges = await fitRanges(engine, relation, { columns, purpose: 'fill its gaps with' })
    const moments = await fitMoments(engine, relation, ranges)
    const values = columns.map((name, at) => `${valueOf(name)} AS c${at}`).join(', ')
    const read = await engine.columns(
      `SELECT * EXCLUDE (id) FROM (SELECT _row AS id, ${values} FROM ${relation.sql} ORDER BY hash(_row), _row LIMIT ${MOST_NEIGHBOUR_ROWS}) ORDER BY id`,
      Object.fromEntries(columns.map((_, at) => [`c${at}`, 'number'] as const)),
    )
    const cell = (row: number, at: number) => {
      const value = (read.columns[`c${at}`] as Float64Array)[row]!
      return Number.isNaN(value) ? null : value
    }
    return {
      version: 1,
      kind: 'neighbours',
      columns,
      scales: moments.map(({ std }) => (standardise && std > 0 ? std : 1)),
      means: moments.map(({ mean }) => mean),
      rows: Array.from({ length: read.rows }, (_, row) => columns.map((_name, at) => cell(row, at))),
      neighbours,
      weighted,
    }
  })
}
