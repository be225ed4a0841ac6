import type { Column } from '../../nodes/kit/columns.ts'
import { glanceAtImages } from '../images/import-images.ts'
import { isZip } from '../images/image-zip.ts'
import type { Engine } from './engine.ts'
import { type TypedTable, withTable } from './import.ts'
import type { DetectedOptions, FileFormat, ImportOptions } from './raw.ts'
import { jsonRows, type RowPage } from './read-rows.ts'
import { categoriesOf } from './sniff.ts'
import { quoteName } from './sql.ts'

export interface Inspection {
  format: FileFormat
  /** The options as they were given or found out. */
  options: DetectedOptions
  columns: Column[]
  rows: number
  /** The first rows; of a zip, some images of each class. */
  preview: RowPage
  /** Of a zip, the places of those images in it, from 1. */
  places?: number[]
  /** What a person should know: renamed columns, a guessed encoding, columns without values. */
  warnings: string[]
}

const PREVIEW_ROWS = 50

/**
 * What is in a file: the same columns that `importFile` would write with the same options, found out from all of its
 * rows; those of numbers with two values only carry them. Of a zip, the columns that
 * `importImages` would write, and some of its images. Throws the DataErrors of `importFile` or `importImages`.
 */
export async function inspectFile(
  engine: Engine,
  path: string,
  options: ImportOptions = {},
): Promise<Inspection> {
  if (await isZip(path)) return inspectImages(engine, path)
  return withTable(engine, path, {
    options,
    use: async (table) => {
      const { raw, schema, relation, warnings } = table
      const preview = await jsonRows(engine, {
        relation,
        schema,
        tail: `ORDER BY _row LIMIT ${PREVIEW_ROWS}`,
      })
      return {
        format: raw.detected.format,
        options: raw.detected,
        columns: await withTwoValues(engine, table, preview),
        rows: raw.rows,
        preview,
        warnings,
      }
    },
  })
}

async function inspectImages(engine: Engine, path: string): Promise<Inspection> {
  const { relation, schema, rows, warnings } = await glanceAtImages(engine, path, PREVIEW_ROWS)
  const preview = await jsonRows(engine, { relation, schema, tail: 'ORDER BY _row' })
  return {
    format: 'images',
    options: { format: 'images' },
    columns: [...schema.columns],
    rows,
    preview,
    places: preview.rows.map(([row]) => Number(row) + 1),
    warnings,
  }
}

/** Marks columns of numbers that hold two different values; most are ruled out by the first rows. */
async function withTwoValues(
  engine: Engine,
  { raw, schema, relation }: TypedTable,
  preview: RowPage,
): Promise<Column[]> {
  const few = schema.columns.filter(({ kind, role }, index) => {
    if (kind !== 'number' || role === 'id') return false
    // The first column of the preview is the row id.
    const values = new Set(preview.rows.map((row) => row[index + 1]))
    values.delete(null)
    return values.size <= 2
  })
  if (few.length === 0) return [...schema.columns]
  const counts = few.map(({ name }, index) => `approx_count_distinct(${quoteName(name)}) AS n${index}`)
  const row = await engine.row(`SELECT ${counts.join(', ')} FROM ${relation}`)
  const pairs = new Map<Column, readonly [string, string]>()
  for (const [index, column] of few.entries()) {
    const source = raw.columns.find(({ name }) => name === column.name)
    if (!source || Number(row[`n${index}`]) > 3) continue
    const [one, other, ...more] = (await categoriesOf(engine, raw, { column: source, most: 2 })) ?? []
    if (one !== undefined && other !== undefined && more.length === 0) pairs.set(column, [one, other])
  }
  return schema.columns.map((column) => {
    const twoValues = pairs.get(column)
    return twoValues ? { ...column, twoValues } : column
  })
}
