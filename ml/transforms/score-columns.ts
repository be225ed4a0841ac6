import type { Column } from '../../nodes/kit/columns.ts'
import { DataError } from '../errors.ts'
import { fitLasso } from '../linear/lasso.ts'
import type { Engine } from '../tables/engine.ts'
import { quoteName, quoteNumber, quoteText } from '../tables/sql.ts'
import type { ColumnScore } from './fit-selection.ts'
import { aggregate, numberIn, refuseNoRows } from './statistics.ts'
import type { TrainingRelation } from './training-rows.ts'

/** Most rows that columns are held against each other on. */
const PAIR_ROWS = 20_000
const NOTHING = Number.NaN

/** SQL of a number or yes/no (1 and 0): NULL where it is missing or infinite. */
function finite({ name }: Column): string {
  const value = `CAST(${quoteName(name)} AS DOUBLE)`
  return `CASE WHEN isfinite(${value}) THEN ${value} END`
}

interface ScoreOptions {
  columns: readonly Column[]
  target: Column
}

/**
 * How far the means of a column differ between the classes of the target (F of the one-way analysis of variance), or,
 * for a target that is a number, F of their correlation; as scikit-learn's `f_classif` and `f_regression`. Missing and
 * infinite values are left out; NaN for a column that does not vary. Throws DataError `no_training_rows`.
 */
export function scoreF(
  engine: Engine,
  relation: TrainingRelation,
  { columns, target }: ScoreOptions,
): Promise<ColumnScore[]> {
  return engine.singleThreaded(async () => {
    const scores: ColumnScore[] = []
    for (const column of columns) {
      const score =
        target.kind === 'number'
          ? await regressionF(engine, relation, { column, target })
          : classF(await classSums(engine, relation, { column, target }))
      scores.push({ name: column.name, score })
    }
    return scores
  })
}

interface ClassSums {
  rows: number
  sum: number
  squares: number
}

type Pair = { column: Column; target: Column }

/** Number of values, their sum and that of their squares by class, around `center`. */
async function classSums(
  engine: Engine,
  relation: TrainingRelation,
  { column, target, center: given }: Pair & { center?: number },
): Promise<ClassSums[]> {
  const x = finite(column)
  const y = quoteName(target.name)
  const known = `(SELECT ${x} AS x, ${y} AS y FROM ${relation.sql} WHERE ${y} IS NOT NULL AND ${x} IS NOT NULL)`
  const { mean } = await engine.row(`SELECT fsum(x) / count(*) AS mean FROM ${known}`)
  const center = given ?? Number(mean ?? 0)
  const d = `(x - ${quoteNumber(center)})`
  const rows = await engine.rows(
    `SELECT count(*) AS n, fsum(${d}) AS s, fsum(${d} * ${d}) AS q FROM ${known} GROUP BY y ORDER BY y`,
  )
  return rows.map((row) => ({
    rows: numberIn(row, 'n'),
    sum: numberIn(row, 's'),
    squares: numberIn(row, 'q'),
  }))
}

const total = (sums: readonly ClassSums[], key: keyof ClassSums): number =>
  sums.reduce((all, each) => all + each[key], 0)

function classF(sums: readonly ClassSums[]): number {
  const n = total(sums, 'rows')
  if (n === 0) return NOTHING
  const square = total(sums, 'sum') ** 2 / n
  const between = sums.reduce((all, { sum, rows }) => all + sum ** 2 / rows, 0) - square
  const within = total(sums, 'squares') - square - between
  return total(sums, 'squares') === 0
    ? NOTHING
    : between / (sums.length - 1) / (Math.max(0, within) / (n - sums.length))
}

async function regressionF(
  engine: Engine,
  relation: TrainingRelation,
  { column, target }: Pair,
): Promise<number> {
  const [x, y] = [finite(column), finite(target)]
  const known = {
    sql: `(SELECT * FROM (SELECT ${x} AS x, ${y} AS y FROM ${relation.sql}) WHERE x IS NOT NULL AND y IS NOT NULL)`,
  }
  const means = await engine.row(
    `SELECT count(*) AS n, fsum(x) / count(*) AS x, fsum(y) / count(*) AS y FROM ${known.sql}`,
  )
  const n = numberIn(means, 'n')
  if (n < 3) return NOTHING
  const [dx, dy] = [
    `(x - ${quoteNumber(numberIn(means, 'x'))})`,
    `(y - ${quoteNumber(numberIn(means, 'y'))})`,
  ]
  const sums = await engine.row(
    `SELECT fsum(${dx} * ${dy}) AS xy, fsum(${dx} * ${dx}) AS xx, fsum(${dy} * ${dy}) AS yy FROM ${known.sql}`,
  )
  const squared = numberIn(sums, 'xy') ** 2 / (numberIn(sums, 'xx') * numberIn(sums, 'yy'))
  return (squared / (1 - squared)) * (n - 2)
}

/**
 * χ² between a column and the classes of the target. Of a number, which must not be negative, or yes/no: how far its sums
 * by class are from those that the sizes of the classes ask for, as scikit-learn's `chi2`; of a category, Pearson's
 * statistic, which is the sum of the former over its one-hot columns. Throws DataError `negative_values`,
 * `no_training_rows`.
 */
export function scoreChi2(
  engine: Engine,
  relation: TrainingRelation,
  { columns, target }: ScoreOptions,
): Promise<ColumnScore[]> {
  return engine.singleThreaded(async () => {
    const scores: ColumnScore[] = []
    for (const column of columns) {
      const score =
        column.kind === 'category'
          ? await pearson(engine, relation, { column, target })
          : await sumsChi2(engine, relation, { column, target })
      scores.push({ name: column.name, score })
    }
    return scores
  })
}

async function sumsChi2(engine: Engine, relation: TrainingRelation, pair: Pair): Promise<number> {
  const row = await aggregate(engine, relation, [`min(${finite(pair.column)}) AS least`])
  refuseNoRows(numberIn(row, 'rows'))
  if (numberIn(row, 'least') < 0) {
    throw new DataError(
      'negative_values',
      `Column "${pair.column.name}" has values below 0, and χ² compares counts and amounts. Leave it out of the columns, scale it by minimum and maximum first, or take another method.`,
      { field: 'columns' },
    )
  }
  const sums = await classSums(engine, relation, { ...pair, center: 0 })
  const [n, all] = [total(sums, 'rows'), total(sums, 'sum')]
  return n === 0 || all === 0
    ? NOTHING
    : sums.reduce((chi, { rows, sum }) => chi + gap(sum, (rows / n) * all), 0)
}

const gap = (observed: number, expected: number): number => (observed - expected) ** 2 / expected

async function pearson(
  engine: Engine,
  relation: TrainingRelation,
  { column, target }: Pair,
): Promise<number> {
  const [x, y] = [quoteName(column.name), quoteName(target.name)]
  const rows = await engine.rows(
    `SELECT n, sum(n) OVER (PARTITION BY x) AS a, sum(n) OVER (PARTITION BY y) AS b, sum(n) OVER () AS all, count(*) OVER () AS cells
     FROM (SELECT x, y, count(*) AS n FROM (SELECT CAST(${x} AS VARCHAR) AS x, ${y} AS y FROM ${relation.sql}) WHERE x IS NOT NULL AND y IS NOT NULL GROUP BY ALL)
     ORDER BY x, y`,
  )
  if (rows.length === 0) return NOTHING
  // A cell without rows adds what it should have: all expected counts sum to the number of rows.
  const n = numberIn(rows[0]!, 'all')
  let [chi, expected] = [0, 0]
  for (const row of rows) {
    const wanted = (numberIn(row, 'a') * numberIn(row, 'b')) / n
    chi += gap(numberIn(row, 'n'), wanted)
    expected += wanted
  }
  return chi + Math.max(0, n - expected)
}

/** Columns as numbers of mean 0 and deviation 1, one array each; a missing value is NaN. */
interface Standardised {
  rows: number
  columns: Float64Array[]
}

async function readStandardised(
  engine: Engine,
  relation: TrainingRelation,
  values: readonly string[],
): Promise<Standardised> {
  const { columns, rows } = await engine.columns(
    `SELECT * EXCLUDE (id) FROM (SELECT _row AS id, ${values.map((sql, at) => `${sql} AS c${at}`).join(', ')} FROM ${relation.sql}
       ORDER BY hash(_row), _row LIMIT ${PAIR_ROWS}) ORDER BY id`,
    Object.fromEntries(values.map((_, at) => [`c${at}`, 'number'] as const)),
  )
  refuseNoRows(rows)
  return { rows, columns: values.map((_, at) => standardised(columns[`c${at}`] as Float64Array)) }
}

function standardised(values: Float64Array): Float64Array {
  const known = values.filter((value) => !Number.isNaN(value))
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length
  const deviation = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length)
  // Of equal values no more is left than rounding.
  return values.map((value) => (deviation > 1e-12 * Math.abs(mean) ? (value - mean) / deviation : value * 0))
}

/**
 * The greatest absolute correlation (Pearson's, over the rows that have both) of each column with those before it that
 * are kept; a column is kept whose score is not above `limit`. Of more than `PAIR_ROWS` training rows as many are
 * drawn, always the same ones. Throws DataError `no_training_rows`.
 */
export async function scoreCorrelation(
  engine: Engine,
  relation: TrainingRelation,
  { columns, limit }: { columns: readonly Column[]; limit: number },
): Promise<ColumnScore[]> {
  if (columns.length === 0) return []
  const table = await readStandardised(engine, relation, columns.map(finite))
  const kept: Float64Array[] = []
  return columns.map(({ name }, at) => {
    const own = table.columns[at]!
    const score = kept.reduce((most, other) => Math.max(most, Math.abs(correlation(own, other))), 0)
    if (score <= limit) kept.push(own)
    return { name, score }
  })
}

function correlation(a: Float64Array, b: Float64Array): number {
  let [n, sumA, sumB, aa, bb, ab] = [0, 0, 0, 0, 0, 0]
  for (let row = 0; row < a.length; row++) {
    const [x, y] = [a[row]!, b[row]!]
    if (Number.isNaN(x) || Number.isNaN(y)) continue
    n++
    sumA += x
    sumB += y
    aa += x * x
    bb += y * y
    ab += x * y
  }
  const spread = Math.sqrt((aa - (sumA * sumA) / n) * (bb - (sumB * sumB) / n))
  return n > 1 && spread > 0 ? (ab - (sumA * sumB) / n) / spread : 0
}

/**
 * The greatest absolute coefficient of each column in a lasso of the target, or of each of its classes as 1 and 0, all
 * brought to mean 0 and deviation 1; 0 for a column that the penalty leaves out. A missing value counts as the mean. Of more than
 * `PAIR_ROWS` training rows as many are drawn, always the same ones. Throws DataError `no_training_rows`.
 */
export async function scoreLasso(
  engine: Engine,
  relation: TrainingRelation,
  { columns, target, penalty }: ScoreOptions & { penalty: number },
): Promise<ColumnScore[]> {
  const y = quoteName(target.name)
  const where = target.kind === 'number' ? `isfinite(CAST(${y} AS DOUBLE))` : `${y} IS NOT NULL`
  const known: TrainingRelation = { ...relation, sql: `(SELECT * FROM ${relation.sql} WHERE ${where})` }
  const classes =
    target.kind === 'number'
      ? []
      : await engine.rows(`SELECT DISTINCT CAST(${y} AS VARCHAR) AS y FROM ${known.sql} ORDER BY y`)
  // Of two classes one says all.
  const asked = classes.slice(0, classes.length === 2 ? 1 : classes.length)
  const answers =
    target.kind === 'number'
      ? [finite(target)]
      : asked.map(
          ({ y: of }) => `CASE WHEN CAST(${y} AS VARCHAR) = ${quoteText(String(of))} THEN 1e0 ELSE 0e0 END`,
        )
  const { rows, columns: read } = await readStandardised(engine, known, [...columns.map(finite), ...answers])
  for (const values of read)
    for (let row = 0; row < rows; row++) if (Number.isNaN(values[row])) values[row] = 0
  const [inputs, outputs] = [read.slice(0, columns.length), read.slice(columns.length)]
  const gram = Float64Array.from(inputs.flatMap((a) => inputs.map((b) => product(a, b))))
  const found = outputs.map((output) =>
    fitLasso(
      gram,
      Float64Array.from(inputs, (input) => product(input, output)),
      penalty,
    ),
  )
  return columns.map(({ name }, at) => ({
    name,
    score: found.reduce((most, weights) => Math.max(most, Math.abs(weights[at]!)), 0),
  }))
}

const product = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, row) => sum + value * b[row]!, 0) / a.length
