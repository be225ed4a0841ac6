import type { Column, TableSchema } from '../../nodes/kit/columns.ts'
import { comparable } from './duplicates.ts'
import type { Engine } from './engine.ts'
import { parquet, quoteName } from './sql.ts'

/** Columns of numbers that are held against each other at most: their pairs grow with the square. */
export const CORRELATED = 40
/** Columns in one statement. */
const BATCH = 400
/** Values with fewer rows than this say nothing about the class by themselves. */
const FEW_ROWS = 5
/** A column with more values a row than this tells classes apart by chance. */
const VALUES_A_ROW = 1 / 3

interface Table {
  path: string
  schema: TableSchema
}

const isNumber = ({ kind }: Column): boolean => kind === 'number'
const finite = ({ name }: Column): string => {
  const value = `CAST(${quoteName(name)} AS DOUBLE)`
  return `CASE WHEN isfinite(${value}) THEN ${value} END`
}

/** Rows that are the same as one before them in every column but `id` columns. */
export async function countDuplicates(engine: Engine, { path, schema }: Table): Promise<number> {
  const columns = schema.columns.filter(({ role, storage }) => role !== 'id' && storage !== 'blob')
  if (columns.length === 0) return 0
  const { count } = await engine.row(
    `SELECT CAST((SELECT count(*) FROM ${parquet(path)}) -
       (SELECT count(*) FROM (SELECT DISTINCT ${columns.map(comparable).join(', ')} FROM ${parquet(path)})) AS DOUBLE) AS count`,
  )
  return Number(count)
}

export interface TextLengths {
  min: number
  mean: number
  max: number
}

/** Characters (code points) of the texts of each text column; those without a value are not counted. */
export async function textLengths(
  engine: Engine,
  { path, schema }: Table,
): Promise<Map<string, TextLengths>> {
  const found = new Map<string, TextLengths>()
  for (const { name } of schema.columns.filter(({ kind }) => kind === 'text')) {
    const row = await engine.row(
      `SELECT CAST(min(length(${quoteName(name)})) AS DOUBLE) AS min, avg(length(${quoteName(name)})) AS mean,
         CAST(max(length(${quoteName(name)})) AS DOUBLE) AS max FROM ${parquet(path)}`,
    )
    if (row.min !== null)
      found.set(name, { min: Number(row.min), mean: Number(row.mean), max: Number(row.max) })
  }
  return found
}

export interface Correlations {
  names: string[]
  /** Pearson's r by row and column; null where one of the two does not vary, or they have fewer than two rows in common. */
  values: (number | null)[][]
}

/**
 * Correlations of the columns of numbers, pair by pair over the rows that have both: as pandas' `DataFrame.corr`.
 * Null where there are fewer than two such columns.
 */
export async function correlate(engine: Engine, { path, schema }: Table): Promise<Correlations | null> {
  const columns = schema.columns.filter(isNumber).slice(0, CORRELATED)
  if (columns.length < 2) return null
  const pairs = columns.flatMap((a, i) => columns.slice(i + 1).map((b, at) => ({ a, b, i, j: i + 1 + at })))
  const values: (number | null)[][] = columns.map((_, i) => columns.map((__, j) => (i === j ? 1 : null)))
  for (let from = 0; from < pairs.length; from += BATCH) {
    const some = pairs.slice(from, from + BATCH)
    const row = await engine.singleThreaded(() =>
      engine.row(
        `SELECT ${some.map(({ a, b }, at) => `corr(${finite(a)}, ${finite(b)}) AS c${at}`).join(', ')} FROM ${parquet(path)}`,
      ),
    )
    for (const [at, { i, j }] of some.entries()) {
      const value = row[`c${at}`]
      const r =
        value === null || !Number.isFinite(Number(value)) ? null : Math.max(-1, Math.min(1, Number(value)))
      values[i]![j] = r
      values[j]![i] = r
    }
  }
  return { names: columns.map(({ name }) => name), values }
}

export interface Telling {
  /** Rows whose class follows from the column, as a share of those that have a value. */
  share: number
  /** How much of what a guess gets wrong it gets right: 1 all, 0 none. */
  gain: number
}

interface Asked {
  column: Column
  target: Column
  /** Different values of the column. */
  distinct: number
  rows: number
}

/**
 * How well a column alone tells the class. With few values, by the most frequent class of each (Goodman and Kruskal's
 * lambda; values with fewer than five rows count as one). A number with many, by how seldom the class changes from row
 * to row in its order, against as often as in any order. Null where it has too many values, or too few rows, to say.
 */
export async function tellsClass(engine: Engine, { path }: Table, asked: Asked): Promise<Telling | null> {
  const { column, target, distinct, rows } = asked
  const few = distinct <= Math.max(2, rows * VALUES_A_ROW)
  if (!few && !isNumber(column)) return null
  const known = `(SELECT ${few ? comparable(column) : finite(column)} AS v, ${quoteName(target.name)} AS t
    FROM ${parquet(path)} WHERE ${quoteName(target.name)} IS NOT NULL)`
  return few ? byValue(engine, known) : inOrder(engine, known, rows)
}

async function byValue(engine: Engine, known: string): Promise<Telling | null> {
  const { right, all, guess } = await engine.row(
    `WITH counted AS (SELECT v, t, count(*) AS n FROM ${known} GROUP BY v, t),
       sized AS (SELECT *, sum(n) OVER (PARTITION BY v) >= ${FEW_ROWS} AS many FROM counted),
       told AS (SELECT CASE WHEN many THEN v END AS v, many, t, sum(n) AS n FROM sized GROUP BY ALL)
     SELECT CAST(sum(most) AS DOUBLE) AS right, CAST(sum(rows) AS DOUBLE) AS all,
       (SELECT CAST(max(c) AS DOUBLE) FROM (SELECT sum(n) AS c FROM told GROUP BY t)) AS guess
     FROM (SELECT max(n) AS most, sum(n) AS rows FROM told GROUP BY v, many)`,
  )
  const [hits, whole, guessed] = [right, all, guess].map(Number) as [number, number, number]
  if (whole === 0 || guessed === whole) return null
  return { share: hits / whole, gain: (hits - guessed) / (whole - guessed) }
}

async function inOrder(engine: Engine, known: string, rows: number): Promise<Telling | null> {
  const { all, classes, changes, squares } = await engine.row(
    `WITH present AS (SELECT v, t, lag(t) OVER (ORDER BY v, t) AS earlier FROM ${known} WHERE v IS NOT NULL)
     SELECT CAST(count(*) AS DOUBLE) AS all, CAST(count(DISTINCT t) AS DOUBLE) AS classes,
       CAST(count(*) FILTER (WHERE t <> earlier) AS DOUBLE) AS changes,
       (SELECT CAST(sum(n * n) AS DOUBLE) FROM (SELECT CAST(count(*) AS DOUBLE) AS n FROM present GROUP BY t)) AS squares
     FROM present`,
  )
  const whole = Number(all)
  if (whole < rows / 2 || Number(classes) < 2) return null
  const needless = Number(changes) - (Number(classes) - 1)
  const usual = whole - Number(squares) / whole
  return { share: 1 - needless / whole, gain: 1 - needless / usual }
}
