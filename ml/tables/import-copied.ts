import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError } from '../errors.ts'
import { uniqueNames } from './csv-sniff.ts'
import type { Engine } from './engine.ts'
import { type ImportedTable, importFile } from './import.ts'
import { type ImportOptions, MAX_COLUMNS } from './raw.ts'
import { parquet, quoteName, quotePath, quoteText } from './sql.ts'

/** What a column holds, as text that SQL's casts read; `timestamptz` is a moment, the others as they are named. */
export type CopiedType = 'integer' | 'number' | 'boolean' | 'date' | 'timestamp' | 'timestamptz' | 'text'

export interface CopiedColumn {
  name: string
  type: CopiedType
}

interface CopiedRows {
  columns: readonly CopiedColumn[]
  /** Rows beyond are left out. */
  maxRows: number
  /** Bytes of the longest row. */
  longestRow: number
  options: Pick<ImportOptions, 'types' | 'target'>
  outPath: string
}

/** The text that stands for a missing value; a value of this text is written in quotes. */
export const COPY_NULL = String.raw`\N`

/** DuckDB's own limit on a line; its buffers grow with it, so it is raised only where a longer one occurs. */
const USUAL_LINE_BYTES = 2_000_000

/**
 * Reads rows as `COPY (…) TO STDOUT (FORMAT csv, NULL '\N')` of Postgres writes them, without a header, into a table
 * as `importFile` makes it: kinds, categories and roles are found out of the rows in the same way.
 *
 * Throws DataError: `no_rows`, `too_many_columns`, `unreadable_value`, `too_many_categories`, `target_missing`,
 * `out_of_memory`, `disk_full`.
 */
export async function importCopied(engine: Engine, path: string, rows: CopiedRows): Promise<ImportedTable> {
  const { columns, maxRows, options, outPath } = rows
  if (columns.length > MAX_COLUMNS) {
    throw new DataError(
      'too_many_columns',
      `The query has ${columns.length.toLocaleString('en')} columns; a table may have ${MAX_COLUMNS.toLocaleString('en')}.`,
    )
  }
  const { names, warnings } = uniqueNames(columns.map(({ name }) => name))
  const texts = join(engine.options.tempDir, 'copied-texts.parquet')
  const typed = join(engine.options.tempDir, 'copied.parquet')
  try {
    const source = copiedRelation(path, rows)
    await engine.run(`COPY (SELECT * FROM ${source}) TO ${quoteText(texts)} (FORMAT parquet)`)
    const { n } = await engine.row(`SELECT count(*) AS n FROM ${parquet(texts)}`)
    if (Number(n) === 0)
      throw new DataError('no_rows', 'The query found no rows. Change it so that it finds at least one.', {
        field: 'query',
      })
    if (Number(n) > maxRows)
      warnings.push(
        `The query has more than ${maxRows.toLocaleString('en')} rows; those beyond are left out. Raise Most rows under More, or make the query smaller.`,
      )
    const values = columns.map(({ type }, index) => `${valueOf(`c${index}`, type)} AS c${index}`)
    const renamed = names.map((name, index) => `c${index} AS ${quoteName(name)}`)
    await engine.run(
      `COPY (SELECT ${renamed.join(', ')} FROM (SELECT ${values.join(', ')} FROM ${parquet(texts)} LIMIT ${maxRows}))
       TO ${quoteText(typed)} (FORMAT parquet, COMPRESSION zstd)`,
    )
    warnings.push(...(await lostDates(engine, { texts, names, columns, maxRows })))
    await rm(texts, { force: true })
    const read = await importFile(engine, typed, {
      options: { ...options, format: 'parquet', origin: 'query' },
      outPath,
    })
    return { ...read, warnings: [...warnings, ...read.warnings] }
  } finally {
    await rm(texts, { force: true })
    await rm(typed, { force: true })
  }
}

function copiedRelation(path: string, { columns, longestRow }: CopiedRows): string {
  const longest = longestRow + 16
  const options = [
    'auto_detect = false',
    `delim = ','`,
    `quote = '"'`,
    `escape = '"'`,
    'header = false',
    `columns = {${columns.map((_, index) => `c${index}: 'VARCHAR'`).join(', ')}}`,
    `nullstr = ${quoteText(COPY_NULL)}`,
    'allow_quoted_nulls = false',
    'null_padding = false',
    'ignore_errors = false',
    'parallel = false',
    ...(longest > USUAL_LINE_BYTES ? [`max_line_size = ${longest}`, `buffer_size = ${4 * longest}`] : []),
  ]
  return `read_csv(${quotePath(path)}, ${options.join(', ')})`
}

/** A date of a text, unless it is infinite or before Christ; DuckDB passes over the BC that ends such a text. */
const plainDate = (text: string, sql: string) =>
  `CASE WHEN ${text} NOT LIKE '% BC' AND isfinite(${sql}) THEN ${sql} END`

/** SQL of a text as its type; a date that DuckDB lacks (infinite, before Christ) is NULL. */
function valueOf(text: string, type: CopiedType): string {
  switch (type) {
    case 'integer':
      return `CAST(${text} AS BIGINT)`
    case 'number':
      return `CAST(${text} AS DOUBLE)`
    case 'boolean':
      return `CAST(${text} AS BOOLEAN)`
    case 'date':
      return plainDate(text, `TRY_CAST(${text} AS DATE)`)
    case 'timestamp':
      return plainDate(text, `TRY_CAST(${text} AS TIMESTAMP)`)
    case 'timestamptz':
      return plainDate(text, `(TRY_CAST(${text} AS TIMESTAMPTZ) AT TIME ZONE 'UTC')`)
    case 'text':
      return text
  }
}

interface Texts extends Pick<CopiedRows, 'columns' | 'maxRows'> {
  texts: string
  names: readonly string[]
}

/** A warning for each column with dates that became missing. */
async function lostDates(engine: Engine, { texts, names, columns, maxRows }: Texts): Promise<string[]> {
  const dates = columns.flatMap(({ type }, index) =>
    type === 'date' || type === 'timestamp' || type === 'timestamptz' ? [{ type, index }] : [],
  )
  if (dates.length === 0) return []
  const selected = dates.flatMap(({ type, index }) => {
    const lost = `FILTER (c${index} IS NOT NULL AND (${valueOf(`c${index}`, type)}) IS NULL)`
    return [`count(*) ${lost} AS n${index}`, `min(c${index}) ${lost} AS v${index}`]
  })
  const row = await engine.row(
    `SELECT ${selected.join(', ')} FROM (SELECT * FROM ${parquet(texts)} LIMIT ${maxRows})`,
  )
  return dates.flatMap(({ index }) => {
    const count = Number(row[`n${index}`])
    if (count === 0) return []
    return [
      `Column "${names[index]!}" has ${count.toLocaleString('en')} dates such as ${String(row[`v${index}`])}, which can’t be kept and are missing now.`,
    ]
  })
}
