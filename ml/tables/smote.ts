import type { Column } from '../../nodes/kit/columns.ts'
import { Generator } from '../training/random.ts'
import type { ColumnData, TextData, ValueType } from './column-batch.ts'
import type { Engine } from './engine.ts'
import { parquet, quoteName, quoteNumber, quotePath } from './sql.ts'
import { shuffled } from './split.ts'

/** Most rows of a class among which neighbours are sought. */
const MOST_CANDIDATES = 5_000
const NAN = quoteNumber(Number.NaN)

interface SmoteOptions {
  path: string
  /** Columns that new rows have values of their own in: numbers, categories, yes/no. */
  columns: readonly Column[]
  /** Ids of all rows in order; the class of each; 1 for training rows. */
  rowIds: Float64Array
  codes: Float64Array
  training: Float64Array
  /** How often each row stands in the result: once itself, and as often as a new row is made beside it. */
  times: Uint32Array
  neighbours: number
  /** 32 bits. */
  seed: number
  outPath: string
}

/** Columns as distances read them: numbers of deviation 1 (NaN where missing), and categories. */
interface Features {
  numbers: Float64Array[]
  texts: TextData[]
}

/**
 * Writes a table with new rows between its rows (SMOTE, Chawla et al. 2002; with categories SMOTE-NC): each stands on the
 * line from a row to one of its nearest neighbours of the same class, at a place drawn at random; its categories are the
 * most frequent of the neighbours, of equally frequent ones the first; all else is the row's. New rows follow all others,
 * with ids of their own.
 */
export async function writeSmote(engine: Engine, options: SmoteOptions): Promise<void> {
  const { path, columns, rowIds, codes, times, outPath } = options
  const { values, near } = await readNeighbourhoods(engine, options)
  const random = Generator.fromSeed(options.seed)
  const unit = () => random.next() / 2 ** 32
  const next = (rowIds.at(-1) ?? -1) + 1
  const ids: number[] = []
  const made = columns.map((): (number | string | null)[] => [])
  for (const [row, count] of times.entries()) {
    if (count < 2) continue
    const found = near(row, codes[row]!)
    for (let copy = 1; copy < count; copy++) {
      const other = found[Math.floor(unit() * found.length)] ?? row
      const gap = unit()
      ids.push(rowIds[row]!)
      columns.forEach((_, at) => {
        const data = values[at]!
        made[at]!.push(
          data instanceof Float64Array
            ? data[row]! + gap * (data[other]! - data[row]!)
            : (mostFrequent(found.map((each) => data[each] as string | null)) ??
                (data[row] as string | null)),
        )
      })
    }
  }
  const types: Record<string, ValueType> = { id: 'number', fresh: 'number' }
  const loaded: Record<string, ColumnData> = {
    id: Float64Array.from(ids),
    fresh: Float64Array.from(ids, (_, at) => next + at),
  }
  columns.forEach((_, at) => {
    const isNumber = values[at] instanceof Float64Array
    types[`c${at}`] = isNumber ? 'number' : 'text'
    loaded[`c${at}`] = isNumber ? Float64Array.from(made[at] as number[]) : (made[at] as TextData)
  })
  await engine.load('made', { rows: ids.length, columns: loaded }, types)
  const replaced = columns.map(
    (column, at) => `${storedSql(column, `made.c${at}`)} AS ${quoteName(column.name)}`,
  )
  await engine.run(
    `COPY (SELECT * FROM (SELECT * FROM ${parquet(path)} UNION ALL BY NAME
       SELECT source.* REPLACE (${['CAST(made.fresh AS BIGINT) AS _row', ...replaced].join(', ')}) FROM made
         JOIN ${parquet(path)} AS source ON source._row = CAST(made.id AS BIGINT)) ORDER BY _row)
     TO ${quotePath(outPath)} (FORMAT parquet, COMPRESSION zstd)`,
  )
}

function storedSql({ kind, storage }: Column, value: string): string {
  if (kind === 'boolean') return `CAST(${value} AS BOOLEAN)`
  if (kind !== 'number') return value
  const known = `nullif(${value}, ${NAN})`
  return storage === 'bigint' ? `CAST(round(${known}) AS BIGINT)` : known
}

type Neighbourhood = (row: number, code: number) => number[]

/**
 * The values of all rows in order, and for a row and its class the nearest others of that class, of equally near ones the
 * first. Distances are those of imbalanced-learn's SMOTENC on numbers of deviation 1 in the training rows: a category that
 * differs adds the square of the median deviation of the class. A missing number counts as the mean. Neighbours are
 * sought among `MOST_CANDIDATES` rows of a class.
 */
export async function readNeighbourhoods(
  engine: Engine,
  options: Omit<SmoteOptions, 'times' | 'outPath'>,
): Promise<{ values: ColumnData[]; near: Neighbourhood }> {
  const { path, columns, training } = options
  const values = await readValues(engine, path, columns)
  return { values, near: neighbourhoods(featuresOf(columns, values, training), options) }
}

/** Values of all rows in order. */
async function readValues(engine: Engine, path: string, columns: readonly Column[]): Promise<ColumnData[]> {
  const sql = columns.map(({ name, kind }, at) => {
    const type = kind === 'number' ? 'DOUBLE' : 'VARCHAR'
    return `CAST(${quoteName(name)} AS ${type}) AS c${at}`
  })
  const types = columns.map(({ kind }, at) => [`c${at}`, kind === 'number' ? 'number' : 'text'] as const)
  const batch = await engine.columns(
    `SELECT ${sql.join(', ')} FROM ${parquet(path)} ORDER BY _row`,
    Object.fromEntries(types),
  )
  return columns.map((_, at) => batch.columns[`c${at}`]!)
}

function featuresOf(
  columns: readonly Column[],
  values: readonly ColumnData[],
  training: Float64Array,
): Features {
  const features: Features = { numbers: [], texts: [] }
  columns.forEach((_, at) => {
    const data = values[at]!
    if (!(data instanceof Float64Array)) {
      features.texts.push(data as TextData)
      return
    }
    const known = data.filter((value, row) => training[row] === 1 && Number.isFinite(value))
    const [mean, deviation] = [meanOf(known), deviationOf(known)]
    features.numbers.push(
      data.map((value) => (Number.isFinite(value) && deviation > 0 ? (value - mean) / deviation : 0)),
    )
  })
  return features
}

function neighbourhoods(
  { numbers, texts }: Features,
  options: Omit<SmoteOptions, 'times' | 'outPath'>,
): Neighbourhood {
  const { rowIds, codes, training, neighbours, seed } = options
  const byClass = new Map<number, number[]>()
  for (const row of shuffled(rowIds, seed)) {
    if (training[row] !== 1) continue
    const rows = byClass.get(codes[row]!) ?? []
    rows.push(row)
    byClass.set(codes[row]!, rows)
  }
  const differences = new Map(
    [...byClass].map(([code, rows]) => {
      const deviations = numbers.map((data) => deviationOf(Float64Array.from(rows, (row) => data[row]!)))
      return [code, median(deviations) ** 2] as const
    }),
  )
  return (row, code) => {
    const different = differences.get(code) ?? 1
    const distance = (other: number): number => {
      let sum = 0
      for (const data of numbers) sum += (data[row]! - data[other]!) ** 2
      for (const data of texts) if (data[row] !== data[other]) sum += different
      return sum
    }
    const others = (byClass.get(code) ?? []).slice(0, MOST_CANDIDATES).filter((other) => other !== row)
    const distances = new Map(others.map((other) => [other, distance(other)]))
    return others
      .sort((a, b) => distances.get(a)! - distances.get(b)! || rowIds[a]! - rowIds[b]!)
      .slice(0, neighbours)
  }
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length

function deviationOf(values: Float64Array): number {
  const mean = meanOf(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}

/** Without numbers categories count 1. */
function median(values: readonly number[]): number {
  if (values.length === 0) return 1
  const sorted = values.toSorted((a, b) => a - b)
  const half = Math.floor(values.length / 2)
  return values.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

function mostFrequent(values: readonly (string | null)[]): string | null | undefined {
  const counts = new Map<string | null, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  const word = (value: string | null) => value ?? ''
  const [best] = [...counts].sort(([a, n], [b, m]) => m - n || (word(a) < word(b) ? -1 : 1))
  return best?.[0]
}
