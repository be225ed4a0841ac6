import type { Column } from '../../nodes/kit/columns.ts'
import { DataError } from '../errors.ts'
import {
  choose,
  column as columnOf,
  equal,
  type Expression,
  isMissing,
  type LookupEntry,
  number,
} from '../expressions/expression.ts'
import { MAX_CATEGORIES } from '../tables/categories.ts'
import type { Engine } from '../tables/engine.ts'
import { parquet, quoteName, quoteNumber, quotePath, quoteText } from '../tables/sql.ts'
import { castExpression, readColumn } from './cast.ts'
import { refuseNoRows, valueOf } from './statistics.ts'
import type { TrainingRelation } from './training-rows.ts'

/** What a column of the target is worth in a row: the number itself, or 1 where it is the class. */
export interface EncodedTarget {
  column: Column
  /** Of a category: the class that counts as 1. */
  class?: string
}

/** Numbers in place of values; null is the missing value, `otherwise` is for values that no training row has. */
export interface ValueCodes {
  values: Map<string | null, number>
  otherwise: number
}

interface Moments {
  n: number
  sum: number
  squares: number
}

const asText = (column: Column): Expression =>
  castExpression(column, 'text', { decimal: '.' })?.expression ?? readColumn(column)

/** The numbers of a column's values. */
export function codesOf(column: Column, { values, otherwise }: ValueCodes): Expression {
  const value = asText(column)
  const entries = [...values].filter((entry): entry is [string, number] => entry[0] !== null)
  const known: Expression = {
    op: 'lookup',
    args: [value],
    entries: entries satisfies LookupEntry[],
    otherwise: number(otherwise),
  }
  const none = values.get(null)
  return none === undefined ? known : choose(isMissing(value), number(none), known)
}

/** 1 where a column's text falls into a bucket (see the operator `bucket`), else 0, also where it has no value. */
export const bucketOf = (column: Column, at: number, buckets: number): Expression =>
  choose(equal({ op: 'bucket', args: [asText(column)], buckets }, number(at)), number(1), number(0))

/** The number of the fold in which a row is held back, as a column of a table by `writeFolds`. */
export const outOfFold = (fold: string, folds: readonly Expression[], otherwise: Expression): Expression => ({
  op: 'case',
  cases: folds.map((value, at) => ({ when: equal(columnOf(fold), number(at)), value })),
  otherwise,
})

/** How often each value stands in the training rows, as a share of them; missing values count as one. */
export async function fitFrequencies(
  engine: Engine,
  relation: TrainingRelation,
  column: Column,
): Promise<ValueCodes> {
  const name = quoteName(column.name)
  const { columns, rows } = await engine.columns(
    `SELECT CAST(${name} AS VARCHAR) AS value, CAST(count(*) AS DOUBLE) AS n FROM ${relation.sql} GROUP BY ALL ORDER BY ALL LIMIT ${MAX_CATEGORIES + 2}`,
    { value: 'text', n: 'number' },
  )
  refuseNoRows(rows)
  refuseTooMany(rows, column)
  const counts = columns.n as Float64Array
  const all = counts.reduce((sum, n) => sum + n, 0)
  const values = new Map((columns.value as (string | null)[]).map((value, at) => [value, counts[at]! / all]))
  return { values, otherwise: 0 }
}

export function refuseTooMany(values: number, { name }: Column): void {
  if (values <= MAX_CATEGORIES + 1) return
  throw new DataError(
    'too_many_categories',
    `Column "${name}" has more than ${MAX_CATEGORIES.toLocaleString('en')} different values in the training rows, too many to encode. Leave it out of the columns.`,
    { field: 'columns' },
  )
}

/**
 * The mean of the target for each value of a column over the training rows that have a target, drawn towards the mean
 * of all: by `smooth` rows of that mean, or (null) by the empirical Bayes estimate of Micci-Barreca (2001), as
 * scikit-learn's `TargetEncoder` with `smooth='auto'`. A missing value is a value. With `folds`, an SQL expression over
 * the relation that numbers `count` folds, also the codes learnt without each of them.
 *
 * Throws DataError `no_training_rows`, `too_many_categories`.
 */
export function fitTargetCodes(
  engine: Engine,
  relation: TrainingRelation,
  {
    column,
    target,
    smooth,
    folds,
  }: {
    column: Column
    target: EncodedTarget
    smooth: number | null
    folds: { sql: string; count: number }
  },
): Promise<{ all: ValueCodes; without: ValueCodes[] }> {
  return engine.singleThreaded(async () => {
    const y = targetSql(target)
    const known = `(SELECT CAST(${quoteName(column.name)} AS VARCHAR) AS value, ${y} AS y, ${folds.sql} AS fold FROM ${relation.sql} WHERE ${hasTarget(target.column)})`
    const { n, mean } = await engine.row(`SELECT count(*) AS n, fsum(y) / count(*) AS mean FROM ${known}`)
    refuseNoRows(Number(n))
    const center = Number(mean)
    const deviation = `(y - ${quoteNumber(center)})`
    const { columns, rows } = await engine.columns(
      `SELECT value, CAST(fold AS DOUBLE) AS fold, CAST(count(*) AS DOUBLE) AS n, fsum(${deviation}) AS s, fsum(${deviation} * ${deviation}) AS q
       FROM ${known} GROUP BY ALL ORDER BY ALL LIMIT ${(MAX_CATEGORIES + 2) * folds.count}`,
      { value: 'text', fold: 'number', n: 'number', s: 'number', q: 'number' },
    )
    const cells = new Map<string | null, Moments[]>()
    for (let row = 0; row < rows; row++) {
      const value = (columns.value as (string | null)[])[row] ?? null
      const at = (name: string) => (columns[name] as Float64Array)[row]!
      const parts = cells.get(value) ?? Array.from({ length: folds.count }, () => noMoments)
      parts[at('fold')] = { n: at('n'), sum: at('s'), squares: at('q') }
      cells.set(value, parts)
    }
    refuseTooMany(cells.size, column)
    const codes = (left: number) => encode(cells, { left, smooth, center })
    return { all: codes(-1), without: Array.from({ length: folds.count }, (_, fold) => codes(fold)) }
  })
}

const noMoments: Moments = { n: 0, sum: 0, squares: 0 }

const plus = (a: Moments, b: Moments): Moments => ({
  n: a.n + b.n,
  sum: a.sum + b.sum,
  squares: a.squares + b.squares,
})

function encode(
  cells: ReadonlyMap<string | null, readonly Moments[]>,
  { left, smooth, center }: { left: number; smooth: number | null; center: number },
): ValueCodes {
  const kept = [...cells].map(
    ([value, parts]) => [value, parts.filter((_, fold) => fold !== left).reduce(plus, noMoments)] as const,
  )
  const total = kept.reduce((sum, [, moments]) => plus(sum, moments), noMoments)
  const prior = total.sum / total.n
  const variance = Math.max(0, total.squares / total.n - prior ** 2)
  const values = new Map<string | null, number>()
  for (const [value, { n, sum, squares }] of kept) {
    if (n === 0) continue
    const mean = sum / n
    const within = Math.max(0, squares - n * mean * mean)
    const share = smooth === null ? (variance * n) / (variance * n + within / n) : n / (n + smooth)
    values.set(value, center + (Number.isNaN(share) ? prior : share * mean + (1 - share) * prior))
  }
  return { values, otherwise: center + prior }
}

const hasTarget = ({ name, kind }: Column): string =>
  kind === 'number' ? `isfinite(${valueOf(name)})` : `${quoteName(name)} IS NOT NULL`

function targetSql({ column, class: named }: EncodedTarget): string {
  if (column.kind === 'number') return valueOf(column.name)
  const name = quoteName(column.name)
  const is = named === undefined ? name : `CAST(${name} AS VARCHAR) = ${quoteText(named)}`
  return `CASE WHEN ${is} THEN 1e0 ELSE 0e0 END`
}

/**
 * A table with one column more, `fold`: the training rows that have a target, dealt out at random by the seed into
 * folds of one size, each class evenly; missing in all other rows.
 */
export async function writeFolds(
  engine: Engine,
  relation: TrainingRelation,
  options: { path: string; target: Column; fold: string; folds: number; seed: number; outPath: string },
): Promise<void> {
  const { path, target, fold, folds, seed, outPath } = options
  const by = target.kind === 'number' ? [] : [quoteName(target.name)]
  const order = [...by, `hash(_row, ${seed})`, '_row'].join(', ')
  await engine.run(
    `COPY (SELECT t.*, CAST(f.fold AS DOUBLE) AS ${quoteName(fold)} FROM ${parquet(path)} t LEFT JOIN
       (SELECT _row, (row_number() OVER (ORDER BY ${order}) - 1) % ${folds} AS fold FROM ${relation.sql} WHERE ${hasTarget(target)}) f
       ON t._row = f._row ORDER BY t._row) TO ${quotePath(outPath)} (FORMAT parquet)`,
  )
}
