import type { Column } from '../../nodes/kit/columns.ts'
import type { Engine } from './engine.ts'
import { withTable } from './import.ts'
import type { DetectedOptions, FileFormat, ImportOptions } from './raw.ts'
import { jsonRows, type RowPage } from './read-rows.ts'

export interface Inspection {
  format: FileFormat
  /** The options as they were given or found out. */
  options: DetectedOptions
  columns: Column[]
  rows: number
  /** The first rows. */
  preview: RowPage
  /** What a person should know: renamed columns, a guessed encoding, columns without values. */
  warnings: string[]
}

const PREVIEW_ROWS = 50

/**
 * What is in a file: the same columns that `importFile` would write with the same options, found out from all of its
 * rows. Throws the DataErrors of `importFile`.
 */
export function inspectFile(engine: Engine, path: string, options: ImportOptions = {}): Promise<Inspection> {
  return withTable(engine, path, {
    options,
    use: async ({ raw, schema, relation, warnings }) => ({
      format: raw.detected.format,
      options: raw.detected,
      columns: [...schema.columns],
      rows: raw.rows,
      preview: await jsonRows(engine, { relation, schema, tail: `ORDER BY _row LIMIT ${PREVIEW_ROWS}` }),
      warnings,
    }),
  })
}
