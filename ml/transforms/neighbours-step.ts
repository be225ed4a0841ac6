import { DataError } from '../errors.ts'
import { type ColumnBatch, columnOfBatch } from '../tables/column-batch.ts'

/** Gaps in numbers filled with the mean of the nearest of some rows that were kept. */
export interface NeighboursStep {
  version: 1
  kind: 'neighbours'
  /** Columns that distances are measured by, all of them filled. */
  columns: readonly string[]
  /** By column: what a difference is divided by, and what stands in where no row is near. */
  scales: readonly number[]
  means: readonly number[]
  /** The rows kept, as `columns` has them; null is missing. */
  rows: readonly (readonly (number | null)[])[]
  neighbours: number
  /** Nearer rows count more, by 1 / distance. */
  weighted: boolean
}

/** Throws DataError `bad_transform` where JSON is no such step. */
export function parseNeighboursStep(json: unknown): NeighboursStep {
  const { columns, scales, means, rows, neighbours } = json as Partial<NeighboursStep>
  const width = Array.isArray(columns) ? columns.length : -1
  const isWhole =
    [scales, means].every((list) => Array.isArray(list) && list.length === width) &&
    Array.isArray(rows) &&
    rows.every((row: unknown) => Array.isArray(row) && row.length === width) &&
    Number.isInteger(neighbours)
  if (isWhole) return json as NeighboursStep
  throw new DataError(
    'bad_transform',
    'The rows that gaps are filled from can’t be read: they were written by another version of Millrace. Run the pipeline again.',
  )
}

/**
 * A step as a function over batches, as scikit-learn's `KNNImputer`: the distance of two rows is Euclid's over the columns
 * that both have, raised by the share of those that they lack; a gap takes the mean of the nearest rows that have a
 * value there, of equally near ones the first. The function throws DataError `missing_column` or `wrong_type`.
 */
export function compileNeighbours(step: NeighboursStep): (batch: ColumnBatch) => ColumnBatch {
  const { columns, scales, means } = step
  const width = columns.length
  const kept = Float64Array.from(step.rows.flatMap((row) => row.map((value) => value ?? Number.NaN)))
  const distances = new Float64Array(step.rows.length)
  const row = new Float64Array(width)

  function measure(): void {
    for (let other = 0; other < distances.length; other++) {
      let [sum, shared] = [0, 0]
      for (let i = 0; i < width; i++) {
        const difference = (row[i]! - kept[other * width + i]!) / scales[i]!
        if (Number.isNaN(difference)) continue
        sum += difference * difference
        shared++
      }
      distances[other] = shared === 0 ? Number.NaN : Math.sqrt((sum * width) / shared)
    }
  }

  function fill(at: number): number {
    const near: number[] = []
    for (let other = 0; other < distances.length; other++) {
      if (Number.isNaN(distances[other]!) || Number.isNaN(kept[other * width + at]!)) continue
      let place = near.length
      while (place > 0 && distances[near[place - 1]!]! > distances[other]!) place--
      if (place >= step.neighbours) continue
      near.splice(place, 0, other)
      if (near.length > step.neighbours) near.pop()
    }
    if (near.length === 0) return means[at]!
    const same = near.some((other) => distances[other] === 0)
    const weightOf = (other: number) => {
      if (!step.weighted) return 1
      return same ? Number(distances[other] === 0) : 1 / distances[other]!
    }
    let [sum, total] = [0, 0]
    for (const other of near) {
      const weight = weightOf(other)
      sum += weight * kept[other * width + at]!
      total += weight
    }
    return sum / total
  }

  return (batch) => {
    const read = columns.map((name) => {
      const data = columnOfBatch(batch, name)
      if (data instanceof Float64Array) return data
      throw new DataError('wrong_type', `Column "${name}" must hold numbers.`, { field: name })
    })
    const filled = read.map((data) => data.slice())
    for (let at = 0; at < batch.rows; at++) {
      if (!read.some((data) => Number.isNaN(data[at]!))) continue
      for (let i = 0; i < width; i++) row[i] = read[i]![at]!
      measure()
      for (let i = 0; i < width; i++) if (Number.isNaN(row[i]!)) filled[i]![at] = fill(i)
    }
    const out: ColumnBatch['columns'] = Object.assign(Object.create(null), batch.columns)
    columns.forEach((name, i) => void (out[name] = filled[i]!))
    return { rows: batch.rows, columns: out }
  }
}
