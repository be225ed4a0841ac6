import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DataError } from '../errors.ts'
import { uniqueNames } from './csv-sniff.ts'
import type { Engine } from './engine.ts'
import { MAX_COLUMNS, type RawColumn, type RawTable } from './raw.ts'
import { quoteName, quotePath, quoteText } from './sql.ts'

/** Longest object that is read, in bytes. */
const MAX_OBJECT_BYTES = 64 * 1024 * 1024

/**
 * Takes a UTF-8 JSON file apart: an array of objects (or objects one after another), or JSON lines. Columns are the
 * keys in order of appearance; a key that an object lacks is missing there, and lists and objects become JSON text.
 *
 * Throws DataError `bad_json`, `not_objects`, `no_rows`, `too_many_columns`.
 */
export async function readJson(
  engine: Engine,
  path: string,
  { format, folder }: { format: 'json' | 'jsonl'; folder: string },
): Promise<RawTable> {
  const objects = join(folder, 'objects.parquet')
  await copyObjects(engine, path, { format, objects })
  const source = `read_parquet(${quotePath(objects)}, file_row_number = true)`
  const { rows, first } = await engine.row(
    `SELECT count(*) AS rows, min(file_row_number) FILTER (json_type(json) IS DISTINCT FROM 'OBJECT') AS first FROM ${source}`,
  )
  const unit = format === 'jsonl' ? 'line' : 'element'
  if (first !== null) {
    throw new DataError(
      'not_objects',
      `${capital(unit)} ${Number(first) + 1} is not an object. Every row must be an object such as {"age": 42}.`,
    )
  }
  if (rows === 0)
    throw new DataError('no_rows', 'The file has no rows. Choose a file with at least one object.')

  const found = await engine.rows(
    `SELECT key, min(place) AS place FROM
       (SELECT unnest(keys) AS key, file_row_number * 100000 + unnest(range(len(keys))) AS place
        FROM (SELECT json_keys(json) AS keys, file_row_number FROM ${source}))
     GROUP BY key ORDER BY place`,
  )
  const keys = found.map((row) => String(row.key))
  if (keys.length > MAX_COLUMNS) {
    throw new DataError(
      'too_many_columns',
      `The objects have ${keys.length.toLocaleString('en')} different keys; a table may have ${MAX_COLUMNS.toLocaleString('en')} columns.`,
    )
  }
  if (keys.length === 0)
    throw new DataError('no_rows', 'The objects in the file have no keys, so there are no columns.')
  const { names, warnings } = uniqueNames(keys)
  const raw = join(folder, 'raw.parquet')
  const columns = await copyValues(engine, source, { keys, names, raw, warnings })
  const renamed = names.map((name, index) => `c${index} AS ${quoteName(name)}`)
  return {
    relation: `(SELECT file_row_number AS _row, ${renamed.join(', ')} FROM read_parquet(${quotePath(raw)}, file_row_number = true))`,
    columns,
    rows: Number(rows),
    decimal: '.',
    detected: { format },
    warnings,
    place: async (row) => (format === 'jsonl' ? `line ${await lineOfObject(path, row)}` : `row ${row + 1}`),
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

interface CopyObjects {
  format: 'json' | 'jsonl'
  objects: string
}

async function copyObjects(engine: Engine, path: string, { format, objects }: CopyObjects): Promise<void> {
  const kind =
    format === 'jsonl' ? 'newline_delimited' : (await startsWithBracket(path)) ? 'array' : 'unstructured'
  try {
    await engine.run(
      `COPY (SELECT json FROM read_json_objects(${quotePath(path)}, format = '${kind}', maximum_object_size = ${MAX_OBJECT_BYTES}))
       TO ${quoteText(objects)} (FORMAT parquet, COMPRESSION zstd)`,
    )
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : ''
    if (/maximum_object_size/i.test(message)) {
      throw new DataError(
        'row_too_large',
        `An object in the file is larger than ${MAX_OBJECT_BYTES / 1024 / 1024} MB. Shorten its values.`,
        { cause },
      )
    }
    if (!/JSON|unexpected|record/i.test(message) || (cause as { kind?: unknown }).kind === 'user') throw cause
    if (format === 'jsonl') await refuseBadLine(path)
    const place = /in (?:record\/value|line) (\d+)/.exec(message)?.[1]
    const reason = /: ([^:]*?)\.?\s*$/.exec(message.split('\n')[0]!)?.[1] ?? ''
    throw new DataError(
      'bad_json',
      `The file is not valid JSON${place ? ` in element ${place}` : ''}${reason ? ` (${reason})` : ''}. Correct it there and import it again.`,
      { cause },
    )
  }
}

async function startsWithBracket(path: string): Promise<boolean> {
  for await (const part of createReadStream(path, { encoding: 'utf8' }) as AsyncIterable<string>) {
    const start = part.replace(/^\ufeff/, '').trimStart()
    if (start !== '') return start.startsWith('[')
  }
  return false
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const input = createReadStream(path, { encoding: 'utf8' })
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  } finally {
    input.destroy()
  }
}

async function refuseBadLine(path: string): Promise<void> {
  let number = 0
  for await (const line of linesOf(path)) {
    number++
    const text = line.replace(/^\ufeff/, '').trim()
    if (text === '') continue
    try {
      JSON.parse(text)
    } catch {
      throw new DataError(
        'bad_json',
        `Line ${number} is not valid JSON: ${text.length > 60 ? `${text.slice(0, 60)}…` : text}. Write one object a line, or set Format to JSON.`,
      )
    }
  }
}

async function lineOfObject(path: string, row: number): Promise<number> {
  let number = 0
  let seen = -1
  for await (const line of linesOf(path)) {
    number++
    if (line.trim() !== '') seen++
    if (seen === row) break
  }
  return number
}

interface CopyValues {
  keys: readonly string[]
  names: readonly string[]
  raw: string
  warnings: string[]
}

/** Values as text, and for each column whether all of them were JSON strings, numbers and booleans, or a mixture. */
async function copyValues(
  engine: Engine,
  source: string,
  { keys, names, raw, warnings }: CopyValues,
): Promise<RawColumn[]> {
  const pointers = keys
    .map((key) => quoteText(`/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`))
    .join(', ')
  const values = keys.map((_, index) => `v[${index + 1}] AS c${index}`).join(', ')
  await engine.run(
    `COPY (SELECT ${values} FROM (SELECT json_extract_string(json, [${pointers}]) AS v FROM ${source}))
     TO ${quoteText(raw)} (FORMAT parquet, COMPRESSION zstd)`,
  )
  const counted = (index: number, types: string) => `count(*) FILTER (t[${index + 1}] IN (${types}))`
  const counts = keys.flatMap((_, index) => [
    `${counted(index, "'VARCHAR'")} AS s${index}`,
    `${counted(index, "'BIGINT', 'UBIGINT', 'HUGEINT', 'UHUGEINT', 'DOUBLE'")} AS n${index}`,
    `${counted(index, "'BOOLEAN'")} AS b${index}`,
    `${counted(index, "'ARRAY', 'OBJECT'")} AS o${index}`,
  ])
  const row = await engine.row(
    `SELECT ${counts.join(', ')} FROM (SELECT json_type(json, [${pointers}]) AS t FROM ${source})`,
  )
  return names.map((name, index): RawColumn => {
    const present = ['s', 'n', 'b', 'o'].filter((letter) => Number(row[`${letter}${index}`]) > 0)
    if (present.includes('o'))
      warnings.push(`Column "${name}" holds lists or objects, which are kept as JSON text.`)
    else if (present.length > 1) {
      warnings.push(`Column "${name}" mixes texts, numbers or yes/no, so all of it is read as text.`)
    }
    const plain = present.length === 1 && (present[0] === 'n' || present[0] === 'b')
    return { name, type: plain || present.length === 0 ? 'free' : 'string' }
  })
}
