import type { ColumnBatch } from '../../ml/tables/column-batch.ts'
import { takesImage } from '../../nodes/kit/columns.ts'
import { RequestError } from './request-error.ts'
import type { ServedModel } from './served-model.ts'

/** Something about a request that was answered all the same. */
export interface Warning {
  code: 'unseen_category' | 'missing_image'
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

/**
 * What is odd about a batch: category values that the model never saw, which it reads as none of those it knows, and
 * images that are missing, which it reads as all zeros.
 */
export function findWarnings(
  batch: ColumnBatch,
  { request, knownCategories }: Pick<ServedModel, 'request' | 'knownCategories'>,
  most: number,
): Warnings {
  const warnings: Warnings = { listed: [], more: 0 }
  const warn = (code: Warning['code'], index: number, column: string, what: string): void => {
    if (warnings.listed.length >= most) warnings.more++
    else warnings.listed.push({ code, message: `Row ${index + 1}: ${what}`, row: index + 1, column })
  }
  for (const [column, values] of knownCategories) {
    const data = batch.columns[column]
    if (data === undefined || data instanceof Float64Array) continue
    data.forEach((value, index) => {
      if (value === null || values.has(String(value))) return
      const text = String(value)
      const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text
      const taken = `the model never saw “${shown}” in “${column}” and takes it as none of the values it knows.`
      warn('unseen_category', index, column, taken)
    })
  }
  for (const { name } of request.filter(takesImage)) {
    batch.columns[name]?.forEach((value, index) => {
      if (value === null)
        warn(
          'missing_image',
          index,
          name,
          `“${name}” is missing, and is taken as an image that is all black.`,
        )
    })
  }
  return warnings
}
