import { stat } from 'node:fs/promises'
import type { Engine } from './engine.ts'
import { quoteName, quoteText } from './sql.ts'
import { numberText } from './typing.ts'

export type WrittenFormat = 'csv' | 'parquet' | 'jsonl'

const mediaTypes: Readonly<Record<WrittenFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
  jsonl: 'application/x-ndjson',
}

interface Source {
  name: string
  /** DuckDB's name of the type. */
  type: string
}

/**
 * Writes a relation with `_row` to a file for people and other programs: its other columns, in the order of the rows.
 *
 * - `csv`: UTF-8, comma, header; a missing value is an empty field.
 * - `jsonl`: one object a line; missing values, and infinities, which JSON lacks, are null.
 * - `parquet`: types as they are.
 *
 * In text, whole numbers have no decimal point, and times are ISO 8601 in UTC.
 */
export async function writeFile(
  engine: Engine,
  { relation, format, outPath }: { relation: string; format: WrittenFormat; outPath: string },
): Promise<{ sizeBytes: number; mediaType: string }> {
  const described = await engine.rows(`DESCRIBE SELECT * EXCLUDE (_row) FROM ${relation}`)
  const columns = described.map(
    (row): Source => ({ name: String(row.column_name), type: String(row.column_type) }),
  )
  const { select, options } = writers[format](columns)
  await engine.run(
    `COPY (SELECT ${select} FROM ${relation} ORDER BY _row) TO ${quoteText(outPath)} (${options})`,
  )
  return { sizeBytes: (await stat(outPath)).size, mediaType: mediaTypes[format] }
}

type Writer = (columns: readonly Source[]) => { select: string; options: string }

const as = (sql: string, { name }: Source): string => `${sql} AS ${quoteName(name)}`

const writers: Readonly<Record<WrittenFormat, Writer>> = {
  csv: (columns) => ({
    select: columns.map((column) => as(csvValue(column), column)).join(', '),
    options: 'FORMAT csv, HEADER',
  }),
  parquet: (columns) => ({
    select: columns.map((column) => quoteName(column.name)).join(', '),
    options: 'FORMAT parquet, COMPRESSION zstd',
  }),
  // Lines put together in SQL: DuckDB's own writer gives infinities that no reader of JSON takes. They hold neither
  // line ends nor the delimiter, since JSON escapes both.
  jsonl: (columns) => ({
    select: jsonObject(columns),
    options: `FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER ${quoteText('\u0001')}`,
  }),
}

const isoText = (name: string): string => `replace(CAST(${name} AS VARCHAR), ' ', 'T')`

function csvValue(column: Source): string {
  const name = quoteName(column.name)
  if (column.type === 'DOUBLE') return numberText(name)
  return column.type.startsWith('TIMESTAMP') ? isoText(name) : name
}

function jsonObject(columns: readonly Source[]): string {
  if (columns.length === 0) return "'{}'"
  const fields = columns.map(({ name, type }, index) => {
    const key = quoteText(`${index === 0 ? '{' : ','}${JSON.stringify(name)}:`)
    return `${key} || coalesce(${jsonValue(quoteName(name), type)}, 'null')`
  })
  return `${fields.join(' || ')} || '}'`
}

function jsonValue(name: string, type: string): string {
  if (type === 'DOUBLE') return `CASE WHEN isfinite(${name}) THEN ${numberText(name)} END`
  if (type === 'BOOLEAN' || /INT(EGER)?$/.test(type)) return `CAST(${name} AS VARCHAR)`
  const text = /^(DATE|TIMESTAMP)/.test(type) ? isoText(name) : `CAST(${name} AS VARCHAR)`
  return `CAST(to_json(${text}) AS VARCHAR)`
}
