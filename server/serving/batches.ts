import type { ColumnBatch, ColumnData } from '../../ml/tables/column-batch.ts'

/** Batches of the same columns, one after the other. */
export function concatBatches(batches: readonly ColumnBatch[]): ColumnBatch {
  const [first] = batches
  if (first === undefined) return { rows: 0, columns: {} }
  if (batches.length === 1) return first
  const rows = batches.reduce((sum, batch) => sum + batch.rows, 0)
  const columns: Record<string, ColumnData> = Object.create(null)
  for (const name of Object.keys(first.columns)) {
    columns[name] = concatColumn(
      batches.map((batch) => batch.columns[name]!),
      rows,
    )
  }
  return { rows, columns }
}

function concatColumn(parts: readonly ColumnData[], rows: number): ColumnData {
  if (!(parts[0] instanceof Float64Array)) return (parts as unknown[][]).flat() as ColumnData
  const data = new Float64Array(rows)
  let at = 0
  for (const part of parts as readonly Float64Array[]) {
    data.set(part, at)
    at += part.length
  }
  return data
}

/** A batch cut into parts of the given numbers of rows. */
export function splitBatch(batch: ColumnBatch, sizes: readonly number[]): ColumnBatch[] {
  const names = Object.keys(batch.columns)
  let from = 0
  return sizes.map((rows) => {
    const to = from + rows
    const columns: Record<string, ColumnData> = Object.create(null)
    for (const name of names) {
      const data = batch.columns[name]!
      columns[name] = data instanceof Float64Array ? data.subarray(from, to) : data.slice(from, to)
    }
    from = to
    return { rows, columns }
  })
}
