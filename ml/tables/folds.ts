import { DataError } from '../errors.ts'
import { groupRows, shuffled, shuffleKey } from './split.ts'

export interface FoldRequest {
  folds: number
  /** `grouped`: rows with one code stay together. `stratified`: each code is spread evenly. `time`: in order of the codes. `column`: each code is a fold. */
  method: 'random' | 'stratified' | 'grouped' | 'time' | 'column'
  /** Row ids; the assignment depends on them, not on their order. */
  rowIds: Float64Array
  /** Class, group, time or fold of each row as a number; NaN is one of its own. Unused for `random`. */
  codes: Float64Array | null
  /** 32 bits. */
  seed: number
}

/**
 * Deals rows out into folds: the number of the fold that holds each row back, −1 for a row that none does (the first
 * stretch of a time series, rows without a fold). Folds differ by one row at most where nothing ties rows together; with
 * groups, each goes to the fold that has the fewest rows so far, largest first. Throws DataError `folds_too_many` where
 * there are fewer rows, groups or moments than folds, `folds_differ` where a column has not as many values as folds.
 */
export function assignFolds(request: FoldRequest): Int32Array {
  const { folds, method, rowIds, seed } = request
  const assigned = new Int32Array(rowIds.length)
  if (method === 'random') {
    need(rowIds.length, folds, 'rows')
    for (const [position, row] of shuffled(rowIds, seed).entries()) assigned[row] = position % folds
    return assigned
  }
  const { codes } = request
  if (!codes) throw new TypeError(`${method} needs codes`)
  const groups = [...groupRows(shuffled(rowIds, seed), codes)]
  switch (method) {
    case 'stratified': {
      need(rowIds.length, folds, 'rows')
      groups.sort(([a], [b]) => byCode(a, b))
      // One deal goes on where the last class ended, so that folds stay of one size.
      let position = 0
      for (const [, rows] of groups) for (const row of rows) assigned[row] = position++ % folds
      return assigned
    }
    case 'grouped': {
      need(groups.length, folds, 'groups')
      const key = (code: number | 'missing') => (code === 'missing' ? 1 : shuffleKey(code, seed))
      groups.sort(([a, rowsA], [b, rowsB]) => rowsB.length - rowsA.length || key(a) - key(b))
      const filled = Array.from({ length: folds }, () => 0)
      for (const [, rows] of groups) {
        const fold = filled.indexOf(Math.min(...filled))
        for (const row of rows) assigned[row] = fold
        filled[fold] = (filled[fold] as number) + rows.length
      }
      return assigned
    }
    case 'time': {
      need(groups.length, folds + 1, 'moments')
      groups.sort(([a], [b]) => byCode(a, b))
      let before = 0
      for (const [, rows] of groups) {
        // Equal stretches of rows; one moment is never torn apart.
        const stretch = Math.min(folds, Math.floor((before / rowIds.length) * (folds + 1)))
        for (const row of rows) assigned[row] = stretch - 1
        before += rows.length
      }
      return assigned
    }
    case 'column': {
      const known = groups.filter(([code]) => code !== 'missing').sort(([a], [b]) => byCode(a, b))
      if (known.length !== folds) {
        throw new DataError(
          'folds_differ',
          `The column that names the folds has ${known.length} values, and ${folds} folds are asked for. Ask for as many as it has.`,
          { field: 'folds' },
        )
      }
      assigned.fill(-1)
      for (const [fold, [, rows]] of known.entries()) for (const row of rows) assigned[row] = fold
      return assigned
    }
  }
}

const byCode = (a: number | 'missing', b: number | 'missing'): number =>
  a === b ? 0 : a === 'missing' ? -1 : b === 'missing' ? 1 : a - b

function need(count: number, wanted: number, what: string): void {
  if (count >= wanted) return
  throw new DataError(
    'folds_too_many',
    `There are ${count} ${what} to deal out, and ${wanted} are needed. Use fewer folds, or more data.`,
    { field: 'folds' },
  )
}
