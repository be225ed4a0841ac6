import type { ColumnBatch } from '../../ml/tables/column-batch.ts'
import { RequestError } from './request-error.ts'
import type { ServedModel } from './served-model.ts'

/** Something about a request that was answered all the same. */
export interface Warning {
  code: 'unseen_category'
  message: string
  /** Row of the request, from 1. */
  row: number
  column: string
}

export interface Warnings {
  listed: Warning[]
  /** How many there were beyond those listed. */
  more: number
}

/** Refuses numbers that no double can hold: JSON reads 1e999 as infinite. */
export function requireFinite(batch: ColumnBatch): void {
  for (const [name, data] of Object.entries(batch.columns)) {
    if (!(data instanceof Float64Array)) continue
    for (let row = 0; row < data.length; row++) {
      const value = data[row]!
      if (value !== Number.POSITIVE_INFINITY && value !== Number.NEGATIVE_INFINITY) continue
      throw new RequestError(
        400,
        'wrong_type',
        `Row ${row + 1}: “${name}” must be a number, but is too large for one.`,
        { field: name },
      )
    }
  }
}

/** The category values of a batch that the model never saw: it reads them as none of those it knows. */
export function findUnseenCategories(
  batch: ColumnBatch,
  known: ServedModel['knownCategories'],
  most: number,
): Warnings {
  const warnings: Warnings = { listed: [], more: 0 }
  for (const [column, values] of known) {
    const data = batch.columns[column]
    if (data === undefined || data instanceof Float64Array) continue
    data.forEach((value, index) => {
      if (value === null || values.has(String(value))) return
      if (warnings.listed.length >= most) {
        warnings.more++
        return
      }
      const text = String(value)
      const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text
      warnings.listed.push({
        code: 'unseen_category',
        message: `Row ${index + 1}: the model never saw “${shown}” in “${column}” and takes it as none of the values it knows.`,
        row: index + 1,
        column,
      })
    })
  }
  return warnings
}
