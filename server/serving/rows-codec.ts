import { batchFromRows, type ColumnBatch, numbersOf, valueAt } from '../../ml/tables/column-batch.ts'
import { PREDICTION, probabilityColumn } from '../../nodes/kit/model-schemas.ts'
import { findWarnings, requireFinite, type Warnings } from './check-batch.ts'
import { describeValue, isRecord, jsonNumber } from './json.ts'
import type { ServingLimits } from './limits.ts'
import { RequestError } from './request-error.ts'
import type { ServedModel } from './served-model.ts'

export interface DecodedRows {
  batch: ColumnBatch
  warnings: Warnings
}

/**
 * Reads `{"rows": [{…}, …]}`. Every column of the model must stand in every row; null means missing; further fields
 * are left out. Throws RequestError or DataError naming row and column.
 */
export function decodeRows(
  body: unknown,
  model: Pick<ServedModel, 'request' | 'knownCategories'>,
  limits: Pick<ServingLimits, 'rows' | 'warnings'>,
): DecodedRows {
  if (!isRecord(body) || !Array.isArray(body.rows)) {
    throw new RequestError(
      400,
      'rows_missing',
      'Send an object with a list “rows”: {"rows": [{"column": value, …}, …]}.',
      { field: 'rows' },
    )
  }
  const rows = body.rows as readonly unknown[]
  requireRowCount(rows.length, limits.rows)
  rows.forEach((row, index) => {
    if (isRecord(row)) return
    throw new RequestError(
      400,
      'row_not_object',
      `Row ${index + 1} must be an object with a value for each column, but is ${describeValue(row)}.`,
      { field: 'rows' },
    )
  })
  const batch = batchFromRows(rows as Readonly<Record<string, unknown>>[], model.request)
  requireFinite(batch)
  return { batch, warnings: findWarnings(batch, model, limits.warnings) }
}

export function requireRowCount(rows: number, most: number): void {
  if (rows <= most) return
  throw new RequestError(
    413,
    'too_many_rows',
    `The request has ${rows} rows; ${most} may be sent at once. Send them in several requests, or use Batch predict for whole files.`,
  )
}

/** Writes answers as JSON: `[{"prediction": …, "probabilities": {"<label>": …}}, …]`. */
export function createPredictionsEncoder(
  model: Pick<ServedModel, 'classes'>,
): (answers: ColumnBatch) => string {
  const classes = model.classes.map((label) => ({
    key: `${JSON.stringify(label)}:`,
    column: probabilityColumn(label),
  }))
  return (answers) => {
    const prediction = answers.columns[PREDICTION]!
    const probabilities = classes.map(({ key, column }) => ({ key, values: numbersOf(answers, column) }))
    const parts: string[] = []
    for (let row = 0; row < answers.rows; row++) {
      let part = `{"prediction":${JSON.stringify(valueAt(prediction, row))}`
      if (probabilities.length > 0) {
        part += ',"probabilities":{'
        probabilities.forEach(({ key, values }, index) => {
          part += (index === 0 ? '' : ',') + key + jsonNumber(values[row]!)
        })
        part += '}'
      }
      parts.push(`${part}}`)
    }
    return `[${parts.join(',')}]`
  }
}

/** The whole answer of the rows API. `warnings` is there only if there are any. */
export function encodeRowsAnswer(answer: {
  endpoint: string
  version: number
  predictions: string
  warnings: Warnings
}): string {
  const { listed, more } = answer.warnings
  const warnings = listed.length === 0 ? '' : `,"warnings":${JSON.stringify(listed)}`
  const further = more === 0 ? '' : `,"further_warnings":${more}`
  return `{"endpoint":${JSON.stringify(answer.endpoint)},"version":${answer.version},"predictions":${answer.predictions}${warnings}${further}}`
}
