import type { Engine } from './engine.ts'
import { parquet, quotePath } from './sql.ts'
import { groupRows, shuffled, shuffleKey } from './split.ts'

/** What rows are drawn by: `weighted` takes the likelier the rows of greater code, the others take codes as classes. */
export interface SampleRequest {
  method: 'random' | 'stratified' | 'weighted' | 'first'
  /** Row ids in order. */
  rowIds: Float64Array
  /** Class or weight of each row; NaN is a class of its own, and no weight. Unused for `random` and `first`. */
  codes: Float64Array | null
  /** How many of the rows to take, given how many there are. */
  count: (rows: number) => number
  /** 32 bits. */
  seed: number
}

/**
 * Positions of the rows that are taken, in order. Which they are depends on ids, codes and seed alone.
 *
 * - `random`: each set of rows is as likely as the next.
 * - `stratified`: as `random`, within each class, whose number is `count` of its rows.
 * - `weighted`: one after the other, each likely by its weight among those left (Efraimidis & Spirakis, 2006). Rows
 *   without a weight above 0 are never taken.
 * - `first`: the first rows.
 */
export function sampleRows({ method, rowIds, codes, count, seed }: SampleRequest): Uint32Array {
  if (method === 'first') return Uint32Array.from(rowIds.keys()).subarray(0, count(rowIds.length))
  const order = method === 'weighted' ? byWeight(rowIds, codes!, seed) : shuffled(rowIds, seed)
  if (method !== 'stratified') return order.slice(0, count(rowIds.length)).sort()
  const groups = [...groupRows(order, codes!).values()]
  return Uint32Array.from(groups.flatMap((rows) => rows.slice(0, count(rows.length)))).sort()
}

/** Rows of a weight above 0 by the time at which each would come, were its rate its weight. */
function byWeight(rowIds: Float64Array, weights: Float64Array, seed: number): Uint32Array {
  const times = rowIds.map((id, row) => -Math.log(1 - shuffleKey(id, seed)) / weights[row]!)
  return Uint32Array.from(rowIds.keys())
    .filter((row) => weights[row]! > 0)
    .sort((a, b) => times[a]! - times[b]! || rowIds[a]! - rowIds[b]!)
}

/**
 * How many times each row stands in a balanced table: 0 where it is left out. `over` raises classes below `ratio` times
 * the largest to that, copying no row twice oftener than another; `under` lowers classes above the smallest divided by
 * `ratio` to that; both rounded down, as imbalanced-learn does. Rows without a class stay as they are.
 */
export function balanceRows(
  { rowIds, codes, seed }: { rowIds: Float64Array; codes: Float64Array; seed: number },
  { method, ratio }: { method: 'over' | 'under'; ratio: number },
): Uint32Array {
  const times = new Uint32Array(rowIds.length).fill(1)
  const classes = [...groupRows(shuffled(rowIds, seed), codes)].filter(([code]) => code !== 'missing')
  const sizes = classes.map(([, rows]) => rows.length)
  const most = Math.floor(Math.min(...sizes) / ratio + 1e-9)
  const least = Math.floor(Math.max(...sizes) * ratio + 1e-9)
  for (const [, rows] of classes) {
    const wanted = method === 'over' ? Math.max(rows.length, least) : Math.min(rows.length, most)
    rows.forEach((row, at) => {
      times[row] = Math.floor(wanted / rows.length) + (at < wanted % rows.length ? 1 : 0)
    })
  }
  return times
}

/**
 * Writes the rows of a table as often as `times` says, by position in the order of `_row`. The first of each keeps its
 * id; its copies follow all rows, with ids above every one of the table, so that no two are the same.
 */
export async function writeTimes(
  engine: Engine,
  {
    path,
    rowIds,
    times,
    outPath,
  }: { path: string; rowIds: Float64Array; times: Uint32Array; outPath: string },
): Promise<void> {
  const kept = [...rowIds].filter((_, row) => times[row]! > 0)
  const copied = [...rowIds].flatMap((id, row) =>
    Array.from({ length: Math.max(0, times[row]! - 1) }, () => id),
  )
  const next = (rowIds.at(-1) ?? -1) + 1
  const from = Float64Array.from([...kept, ...copied])
  const fresh = Float64Array.from([...kept, ...copied.map((_, at) => next + at)])
  await engine.load(
    'taken',
    { rows: from.length, columns: { id: from, fresh } },
    { id: 'number', fresh: 'number' },
  )
  await engine.run(
    `COPY (SELECT source.* REPLACE (CAST(taken.fresh AS BIGINT) AS _row) FROM ${parquet(path)} AS source
       JOIN taken ON source._row = CAST(taken.id AS BIGINT) ORDER BY taken.fresh)
     TO ${quotePath(outPath)} (FORMAT parquet, COMPRESSION zstd)`,
  )
}
