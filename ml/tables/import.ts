import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Column, ColumnStorage, TableSchema } from '../../nodes/kit/columns.ts'
import { DataError } from '../errors.ts'
import { isZip } from '../images/image-zip.ts'
import { detectEncoding, readHead, transcode } from './encoding.ts'
import type { Engine } from './engine.ts'
import type { DetectedOptions, FileFormat, ImportOptions, RawColumn, RawTable } from './raw.ts'
import { readCsv } from './read-csv.ts'
import { readJson } from './read-json.ts'
import { isParquet, readParquet } from './read-parquet.ts'
import { categoriesOf, type SniffedColumn, sniffColumns } from './sniff.ts'
import { quoteName, quoteText } from './sql.ts'
import { isPlainKind, type PlainKind, unreadable, valueOf } from './typing.ts'
import { looksLikeNumber } from './values.ts'

/** Most categories of a column. */
const MAX_CATEGORIES = 10_000

export interface ImportedTable {
  schema: TableSchema
  rows: number
  detected: DetectedOptions
  warnings: string[]
}

/**
 * Reads a CSV, JSON, JSON lines or Parquet file of any size into a Parquet table: `_row` BIGINT first, from 0 in file
 * order, then the columns as `schema` says. Every row of the file arrives, or there is an error.
 *
 * Throws DataError, whose message says where in the file and what to do: `empty_file`, `no_rows`, `ragged_row`,
 * `bad_quote`, `row_too_large`, `binary_file`, `wrong_encoding`, `bad_json`, `not_objects`, `bad_parquet`,
 * `zip_file`, `unreadable_value`, `too_many_categories`, `too_many_columns`, `target_missing`, `out_of_memory`.
 */
export function importFile(
  engine: Engine,
  path: string,
  { options, outPath }: { options: ImportOptions; outPath: string },
): Promise<ImportedTable> {
  return withTable(engine, path, { options, use: (table) => writeImported(engine, table, outPath) })
}

/** A file whose columns have been found out, while its temporary files exist. */
export interface TypedTable {
  raw: RawTable
  schema: TableSchema
  warnings: string[]
  /** SQL of a relation with `_row` and the columns, typed. */
  relation: string
}

/** Takes a file apart, finds out its columns and hands both to `use`; what was written on the way is removed. */
export async function withTable<T>(
  engine: Engine,
  path: string,
  { options, use }: { options: ImportOptions; use: (table: TypedTable) => Promise<T> },
): Promise<T> {
  await mkdir(engine.options.tempDir, { recursive: true })
  const folder = await mkdtemp(join(engine.options.tempDir, 'import-'))
  try {
    const raw = await readRaw(engine, path, { options, folder })
    const typed = await typeTable(engine, raw, options).catch((cause: unknown) => {
      throw ofParquet(raw, cause)
    })
    return await use(typed)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function readRaw(
  engine: Engine,
  path: string,
  { options, folder }: { options: ImportOptions; folder: string },
): Promise<RawTable> {
  if (await isZip(path))
    throw new DataError(
      'zip_file',
      'This is a zip. If it holds images, read it with the node Images; if it holds a table, unpack it and upload what is in it.',
      { field: 'source' },
    )
  const wish = options.format ?? 'auto'
  if (wish === 'parquet' || (wish === 'auto' && (await isParquet(path)))) return readParquet(engine, path)
  const encoding = await detectEncoding(path, options.encoding ?? 'auto')
  const plain = encoding.encoding === 'utf-8' && encoding.skip === 0
  const text = plain ? path : join(folder, 'text')
  if (!plain) await transcode(path, encoding, text)
  const format = wish === 'auto' ? await sniffFormat(text) : wish
  const raw =
    format === 'csv'
      ? await readCsv(engine, text, { options, folder })
      : await readJson(engine, text, { format, folder })
  raw.detected.encoding = encoding.encoding.startsWith('utf-16') ? 'utf-16' : (encoding.encoding as 'utf-8')
  if (encoding.warning) raw.warnings.unshift(encoding.warning)
  return raw
}

async function sniffFormat(path: string): Promise<Exclude<FileFormat, 'parquet' | 'images'>> {
  const text = (await readHead(path, 1 << 16)).toString('utf8').trimStart()
  if (/^\[\s*(\{|\]|$)/.test(text)) return 'json'
  if (!/^\{\s*("|\}|$)/.test(text)) return 'csv'
  const [first = ''] = text.split('\n', 1)
  try {
    JSON.parse(first)
    return 'jsonl'
  } catch {
    // A first object longer than the sample can't be parsed; one that spans lines leaves its first line short.
    return first.length === text.length ? 'jsonl' : 'json'
  }
}

const storages: Record<PlainKind, ColumnStorage> = {
  number: 'double',
  category: 'varchar',
  boolean: 'boolean',
  datetime: 'timestamp',
  text: 'varchar',
}

async function typeTable(engine: Engine, raw: RawTable, options: ImportOptions): Promise<TypedTable> {
  const sniffed = await sniffColumns(engine, raw)
  const warnings = [...raw.warnings]
  const { origin = 'file' } = options
  const chosen = new Map(Object.entries(options.types ?? {}))
  for (const name of chosen.keys()) {
    if (sniffed.has(name)) continue
    warnings.push(`A type is set for column "${name}", which the ${origin} does not have.`)
  }
  const target = options.target ?? ''
  if (target !== '' && !sniffed.has(target)) {
    throw new DataError(
      'target_missing',
      `The target "${target}" is not a column of the ${origin}. It has ${raw.columns
        .slice(0, 5)
        .map(({ name }) => `"${name}"`)
        .join(', ')}${raw.columns.length > 5 ? ' …' : ''}.`,
      { field: 'target' },
    )
  }
  const columns: Column[] = []
  const values: string[] = []
  for (const source of raw.columns) {
    const found = sniffed.get(source.name)!
    const kind = chosen.get(source.name) ?? found.kind
    if (!isPlainKind(kind)) {
      throw new DataError('bad_type', `A column of a ${origin} can't be of type ${kind}.`, { field: 'types' })
    }
    if (found.warning && !chosen.has(source.name)) warnings.push(found.warning)
    const column = columnOf(source, { found, kind, target })
    if (kind === 'category') {
      column.categories = await knownCategories(engine, raw, source)
    } else if (kind === 'boolean') column.categories = ['false', 'true']
    columns.push(column)
    const sql = valueOf(source, { kind, decimal: raw.decimal })
    values.push(`${column.storage === 'date' ? `CAST(${sql} AS DATE)` : sql} AS ${quoteName(source.name)}`)
  }
  await refuseUnreadable(engine, raw, columns, { chosen, origin })
  const relation = `(SELECT _row, ${values.join(', ')} FROM ${raw.relation})`
  return { raw, schema: { columns, open: false }, warnings, relation }
}

interface Typing {
  found: SniffedColumn
  kind: PlainKind
  target: string
}

function columnOf({ name }: RawColumn, { found, kind, target }: Typing): Column {
  const storage = kind === 'datetime' && found.kind === 'datetime' && found.dateOnly ? 'date' : storages[kind]
  const fits = found.role !== 'time' || kind === 'datetime'
  const role = name === target ? 'target' : fits ? found.role : 'feature'
  return { id: name, name, storage, kind, role }
}

async function knownCategories(engine: Engine, raw: RawTable, column: RawColumn): Promise<string[]> {
  const categories = await categoriesOf(engine, raw, { column, most: MAX_CATEGORIES })
  if (categories) return categories
  throw new DataError(
    'too_many_categories',
    `Column "${column.name}" has more than ${MAX_CATEGORIES.toLocaleString('en')} different values, too many for a category. Set its type to text.`,
    { field: 'types' },
  )
}

const expectation: Record<PlainKind, string> = {
  number: 'a number',
  boolean: 'yes or no (true/false, yes/no, 1/0)',
  datetime: 'a date or time such as 2024-03-01 or 2024-03-01T12:00:00Z',
  category: 'a category',
  text: 'text',
}

/** A value that can't be read as the type someone chose for its column is an error with its place. */
async function refuseUnreadable(
  engine: Engine,
  raw: RawTable,
  columns: readonly Column[],
  { chosen, origin }: { chosen: ReadonlyMap<string, unknown>; origin: string },
): Promise<void> {
  const checks = columns.flatMap((column, index) => {
    if (!chosen.has(column.name)) return []
    const kind = column.kind as PlainKind
    const condition = unreadable(raw.columns[index]!, { kind, decimal: raw.decimal })
    return condition ? [{ column, kind, condition, index }] : []
  })
  if (checks.length === 0) return
  const firsts = checks.map(({ condition, index }) => `min(_row) FILTER (${condition}) AS r${index}`)
  const row = await engine.row(`SELECT ${firsts.join(', ')} FROM ${raw.relation}`)
  for (const { column, kind, index } of checks) {
    const at = row[`r${index}`]
    if (at === null || at === undefined) continue
    const { value } = await engine.row(
      `SELECT CAST(${quoteName(column.name)} AS VARCHAR) AS value FROM ${raw.relation} WHERE _row = ${Number(at)}`,
    )
    const text = String(value)
    const cure = kind === 'number' ? otherDecimal(raw, text) : ''
    throw new DataError(
      'unreadable_value',
      `Column "${column.name}", ${await raw.place(Number(at))}: "${text.length > 40 ? `${text.slice(0, 40)}…` : text}" is not ${expectation[kind]}. ${cure || `Correct the value in the ${origin}, or set the type of the column to text or category.`}`,
      { field: 'types' },
    )
  }
}

/** What to do about a text that is a number with the other decimal mark; empty where it is none. */
function otherDecimal(raw: RawTable, text: string): string {
  const other = raw.decimal === '.' ? ',' : '.'
  if (raw.detected.format !== 'csv' || !looksLikeNumber(text.trim(), other)) return ''
  return other === ','
    ? 'It looks like a decimal comma: set Decimal mark to Comma under More.'
    : 'It looks like a decimal point: set Decimal mark to Point under More.'
}

/** A Parquet file is read in place: damage shows only where its pages are read. */
function ofParquet(raw: RawTable, cause: unknown): unknown {
  if (raw.detected.format !== 'parquet' || (cause as { kind?: unknown }).kind === 'user') return cause
  const message = 'The Parquet file is damaged. Write it again, or upload it again.'
  return new DataError('bad_parquet', message, { cause })
}

async function writeImported(engine: Engine, table: TypedTable, outPath: string): Promise<ImportedTable> {
  const { raw, schema, warnings, relation } = table
  try {
    await engine.run(`COPY ${relation} TO ${quoteText(outPath)} (FORMAT parquet, COMPRESSION zstd)`)
  } catch (cause) {
    throw ofParquet(raw, cause)
  }
  return { schema, rows: raw.rows, detected: raw.detected, warnings }
}
