import type { Column } from '../../nodes/kit/columns.ts'
import { mutualInformation, prepareNumbers, type Variable } from '../metrics/mutual-information.ts'
import type { ColumnBatch, TextData, ValueType } from '../tables/column-batch.ts'
import type { Engine } from '../tables/engine.ts'
import { quoteName } from '../tables/sql.ts'
import { fitMoments, readRanges, refuseNoRows, valueOf } from './statistics.ts'
import type { TrainingRelation } from './training-rows.ts'

/** What a column is worth; NaN where that can't be said, since it has no value or an infinite one. */
export interface ColumnScore {
  name: string
  score: number
}

/** Most rows that mutual information is estimated from: the time it takes grows faster than they do. */
const INFORMATION_ROWS = 5_000
/** Columns read by one statement. */
const BATCH = 200

/**
 * Population variances of numbers and yes/no columns (1 and 0) over the training rows, missing values left out; of a
 * column that does not vary exactly 0. Throws DataError `no_training_rows`.
 */
export function scoreVariance(
  engine: Engine,
  relation: TrainingRelation,
  columns: readonly string[],
): Promise<ColumnScore[]> {
  return engine.singleThreaded(async () => {
    const scores: ColumnScore[] = []
    for (let start = 0; start < columns.length; start += BATCH) {
      const names = columns.slice(start, start + BATCH)
      const ranges = await readRanges(engine, relation, names)
      const finite = ranges.filter(({ min, max }) => Number.isFinite(max - min))
      const moments = finite.length > 0 ? await fitMoments(engine, relation, finite) : []
      const variances = new Map(finite.map(({ name }, index) => [name, moments[index]!.std ** 2]))
      scores.push(...names.map((name) => ({ name, score: variances.get(name) ?? Number.NaN })))
    }
    return scores
  })
}

/**
 * Mutual information with the target, in nats, over the training rows that have one; see `mutualInformation`. Of more
 * than `INFORMATION_ROWS` rows as many are drawn, always the same ones. A number's own missing and infinite values are
 * left out; a missing category is a category. Throws DataError `no_training_rows`.
 */
export async function scoreInformation(
  engine: Engine,
  relation: TrainingRelation,
  { columns, target }: { columns: readonly Column[]; target: Column },
): Promise<ColumnScore[]> {
  const { n } = await engine.row(`SELECT count(*) AS n FROM ${relation.sql}`)
  refuseNoRows(Number(n))
  const scores: ColumnScore[] = []
  const wanted =
    target.kind === 'number' ? `isfinite(${valueOf(target.name)})` : `${quoteName(target.name)} IS NOT NULL`
  for (let start = 0; start < columns.length; start += BATCH) {
    const batch = [target, ...columns.slice(start, start + BATCH)]
    const types = Object.fromEntries(
      batch.map(({ kind }, index): [string, ValueType] => [
        `c${index}`,
        kind === 'number' ? 'number' : 'text',
      ]),
    )
    const values = batch.map(({ name, kind }, index) => {
      const value = kind === 'number' ? valueOf(name) : `CAST(${quoteName(name)} AS VARCHAR)`
      return `${value} AS c${index}`
    })
    const rows = await engine.columns(
      `SELECT * EXCLUDE (id) FROM (SELECT _row AS id, ${values.join(', ')} FROM ${relation.sql} WHERE ${wanted}
         ORDER BY hash(_row), _row LIMIT ${INFORMATION_ROWS}) ORDER BY id`,
      types,
    )
    const y = variableOf(rows, 0)
    for (let index = 1; index < batch.length; index++)
      scores.push({
        name: batch[index]!.name,
        score: informationOf(variableOf(rows, index), y, index + start),
      })
  }
  return scores
}

function variableOf({ columns }: ColumnBatch, index: number): Variable {
  const data = columns[`c${index}`]!
  if (data instanceof Float64Array) return { values: data, discrete: false }
  const codes = new Map<string | null, number>()
  const code = (value: string | null) => codes.get(value) ?? (codes.set(value, codes.size), codes.size - 1)
  return { values: Float64Array.from(data as TextData, code), discrete: true }
}

function informationOf(x: Variable, y: Variable, seed: number): number {
  const there = (_: number, row: number) => x.discrete || Number.isFinite(x.values[row])
  const prepared = ({ values, discrete }: Variable, own: number): Variable => {
    const kept = values.filter(there)
    return { values: discrete ? kept : prepareNumbers(kept, own), discrete }
  }
  const known = prepared(x, seed)
  return known.values.length === 0 ? Number.NaN : mutualInformation(known, prepared(y, 0))
}

/** Names of the columns of greatest score, in the order of the scores; of equal ones the first. */
export function bestScored(scores: readonly ColumnScore[], count: number): Set<string> {
  const rank = ({ score }: ColumnScore) => (Number.isNaN(score) ? -1 : score)
  const best = scores.toSorted((a, b) => rank(b) - rank(a)).slice(0, count)
  return new Set(best.map(({ name }) => name))
}
