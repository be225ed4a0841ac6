/** Parts of a split, in the order of their codes. */
export const splitParts = ['train', 'validation', 'test'] as const

export interface SplitRequest {
  /** `grouped`: rows with one code stay together. `stratified`: each code gets the same shares. `time`: by code. */
  method: 'random' | 'stratified' | 'grouped' | 'time'
  /** Row ids; the assignment depends on them, not on their order. */
  rowIds: Float64Array
  /** Class, group or time of each row as a number; NaN is a class or group of its own. Unused for `random`. */
  codes: Float64Array | null
  /** Shares of the rows, 0…1; the rest is for training. */
  validation: number
  test: number
  /** 32 bits. */
  seed: number
}

/** A finaliser of MurmurHash3 (fmix32): every input bit changes every output bit with probability one half. */
function mix(value: number): number {
  let hash = value | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** A number in [0, 1) for an id: the same for the same seed, whatever other ids there are. */
export function shuffleKey(id: number, seed: number): number {
  const low = id >>> 0
  const high = Math.floor(id / 2 ** 32) >>> 0
  const first = mix(low ^ mix(high ^ mix(seed)))
  const second = mix(first ^ mix(low + 0x9e3779b9))
  return (first * 2 ** 21 + (second >>> 11)) / 2 ** 53
}

/** Row positions in shuffled order. */
export function shuffled(rowIds: Float64Array, seed: number): Uint32Array {
  const keys = rowIds.map((id) => shuffleKey(id, seed))
  return Uint32Array.from(rowIds.keys()).sort((a, b) => keys[a]! - keys[b]! || rowIds[a]! - rowIds[b]!)
}

/** Whole numbers that sum to `total` and are nearest to the shares (largest remainder; ties go to the first). */
export function apportion(total: number, shares: readonly number[]): number[] {
  const exact = shares.map((share) => share * total)
  const counts = exact.map((value) => Math.floor(value + 1e-9))
  let rest = total - counts.reduce((sum, count) => sum + count, 0)
  const byRemainder = [...exact.keys()].sort(
    (a, b) => exact[b]! - counts[b]! - (exact[a]! - counts[a]!) || a - b,
  )
  for (const index of byRemainder) {
    if (rest <= 0) break
    counts[index]! += 1
    rest -= 1
  }
  return counts
}

/** Code of a row, with every NaN the same. */
const codeAt = (codes: Float64Array, row: number): number | 'missing' => {
  const code = codes[row]!
  return Number.isNaN(code) ? 'missing' : code
}

export function groupRows(order: Uint32Array, codes: Float64Array): Map<number | 'missing', number[]> {
  const groups = new Map<number | 'missing', number[]>()
  for (const row of order) {
    const code = codeAt(codes, row)
    const group = groups.get(code)
    if (group) group.push(row)
    else groups.set(code, [row])
  }
  return groups
}

/** Gives the first rows of `order` to test, the next to validation, the rest to train. */
function assignInOrder(parts: Uint8Array, order: ArrayLike<number>, counts: readonly number[]): void {
  const [, validation = 0, test = 0] = counts
  for (let position = 0; position < order.length; position++) {
    parts[order[position]!] = position < test ? 2 : position < test + validation ? 1 : 0
  }
}

/**
 * Gives every row a part: an index into `splitParts` per row.
 *
 * - `random`, `stratified`: exact counts by largest remainder, over all rows or within each class.
 * - `grouped`: groups in random order fill test, then validation, then train; a group goes where it is nearer to the
 *   count wanted than leaving it out would be, and train never stays empty while there are two groups.
 * - `time`: the earliest rows are for training, the latest for test; rows of one moment stay together.
 *
 * Depends on ids, codes and seed alone, so the order in which rows arrive changes nothing.
 */
export function assignParts(request: SplitRequest): Uint8Array {
  const { method, rowIds, seed, validation, test } = request
  const shares = [1 - validation - test, validation, test]
  const total = rowIds.length
  const parts = new Uint8Array(total)
  const counts = apportion(total, shares)
  if (method === 'random') {
    assignInOrder(parts, shuffled(rowIds, seed), counts)
    return parts
  }
  const { codes } = request
  if (!codes) throw new TypeError(`${method} needs codes`)
  const order = shuffled(rowIds, seed)
  if (method === 'stratified') {
    for (const rows of groupRows(order, codes).values())
      assignInOrder(parts, rows, apportion(rows.length, shares))
    return parts
  }
  if (method === 'grouped') {
    const groups = [...groupRows(order, codes)]
    // A group's place depends on its code alone, not on which of its rows came first.
    groups.sort(([a], [b]) => groupKey(a, seed) - groupKey(b, seed))
    fillByGroup(
      parts,
      groups.map(([, rows]) => rows),
      { counts, contiguous: false },
    )
    return parts
  }
  const moments = [...groupRows(order, codes)]
  // Rows without a time can't be called late: they are for training.
  const moment = (code: number | 'missing') => (code === 'missing' ? -Infinity : code)
  moments.sort(([a], [b]) => moment(b) - moment(a) || 0)
  fillByGroup(
    parts,
    moments.map(([, rows]) => rows),
    { counts, contiguous: true },
  )
  return parts
}

const groupKey = (code: number | 'missing', seed: number): number =>
  code === 'missing' ? 1 : shuffleKey(Math.abs(code), seed ^ (code < 0 ? 0x5bd1e995 : 0))

/** Fills test, then validation, from whole groups in order; the rest is for training. */
function fillByGroup(
  parts: Uint8Array,
  groups: readonly number[][],
  { counts, contiguous }: { counts: readonly number[]; contiguous: boolean },
): void {
  const [, validation = 0, test = 0] = counts
  let open = [...groups]
  for (const [part, wanted] of [
    [2, test],
    [1, validation],
  ] as const) {
    let filled = 0
    const left: number[][] = []
    for (const [index, group] of open.entries()) {
      const isNearer = Math.abs(filled + group.length - wanted) < wanted - filled
      const isLast = left.length === 0 && index === open.length - 1
      if (!isNearer || isLast || (contiguous && left.length > 0)) {
        left.push(group)
        continue
      }
      for (const row of group) parts[row] = part
      filled += group.length
    }
    open = left
  }
}
