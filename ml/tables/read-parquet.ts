import { open } from 'node:fs/promises'
import { DataError } from '../errors.ts'
import { uniqueNames } from './csv-sniff.ts'
import type { Engine } from './engine.ts'
import { MAX_COLUMNS, type RawColumn, type RawTable } from './raw.ts'
import { parquet, quoteName } from './sql.ts'

const broken = (cause?: unknown) =>
  new DataError(
    'bad_parquet',
    'The Parquet file is damaged or cut off. Write it again, or upload it again.',
    { cause },
  )

/** Whether a file begins and ends as Parquet does. */
export async function isParquet(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    if (size < 12) return false
    const marks = Buffer.alloc(8)
    await file.read(marks, 0, 4, 0)
    await file.read(marks, 4, 4, size - 4)
    return marks.toString('latin1') === 'PAR1PAR1'
  } finally {
    await file.close()
  }
}

/**
 * Reads a Parquet file in place. Numbers of every width become doubles; integers beyond 2^53 are kept as text; lists,
 * structs and times of day become text, with a warning. Throws DataError `bad_parquet`, `no_rows`, `too_many_columns`.
 */
export async function readParquet(engine: Engine, path: string): Promise<RawTable> {
  if (!(await isParquet(path))) throw broken()
  const source = parquet(path)
  const described = await engine.rows(`DESCRIBE SELECT * FROM ${source}`).catch((cause: unknown) => {
    throw broken(cause)
  })
  if (described.length > MAX_COLUMNS) {
    throw new DataError(
      'too_many_columns',
      `The file has ${described.length.toLocaleString('en')} columns; a table may have ${MAX_COLUMNS.toLocaleString('en')}.`,
    )
  }
  const originals = described.map((row) => String(row.column_name))
  const { names, warnings } = uniqueNames(originals)
  const wide = await wideIntegers(engine, source, described)
  const columns: RawColumn[] = []
  const selected = described.map((row, index) => {
    const read = typed(originals[index]!, String(row.column_type), wide.has(originals[index]!))
    if (read.warning) warnings.push(`Column "${names[index]!}" ${read.warning}`)
    columns.push({ name: names[index]!, type: read.type })
    return `${read.sql} AS ${quoteName(names[index]!)}`
  })
  const { n } = await engine.row(`SELECT count(*) AS n FROM ${source}`)
  if (n === 0)
    throw new DataError('no_rows', 'The Parquet file has no rows. Choose a file with at least one row.')
  return {
    // A streaming row_number follows the order of the file.
    relation: `(SELECT row_number() OVER () - 1 AS _row, ${selected.join(', ')} FROM ${source})`,
    columns,
    rows: Number(n),
    decimal: '.',
    detected: { format: 'parquet' },
    warnings,
    place: async (row) => `row ${row + 1}`,
  }
}

interface Typed {
  sql: string
  type: RawColumn['type']
  warning?: string
}

const integers = /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/

function typed(name: string, sqlType: string, wide: boolean): Typed {
  const column = quoteName(name)
  if (wide) {
    const warning = 'holds whole numbers too long to be exact as numbers, so it is read as text.'
    return { sql: `CAST(${column} AS VARCHAR)`, type: 'string', warning }
  }
  if (integers.test(sqlType) || /^(FLOAT|DOUBLE|DECIMAL)/.test(sqlType)) {
    if (!sqlType.includes('[')) return { sql: `CAST(${column} AS DOUBLE)`, type: 'number' }
  }
  if (sqlType === 'BOOLEAN') return { sql: column, type: 'boolean' }
  if (/^(DATE$|TIMESTAMP)/.test(sqlType) && !sqlType.includes('[')) {
    const utc = sqlType === 'TIMESTAMP WITH TIME ZONE' ? `${column} AT TIME ZONE 'UTC'` : column
    return { sql: `CAST(${utc} AS TIMESTAMP)`, type: 'datetime' }
  }
  if (sqlType === 'VARCHAR' || sqlType.startsWith('ENUM') || sqlType === 'UUID') {
    return { sql: `CAST(${column} AS VARCHAR)`, type: 'string' }
  }
  return {
    sql: `CAST(${column} AS VARCHAR)`,
    type: 'string',
    warning: `holds values of type ${sqlType.toLowerCase()}, which are kept as text.`,
  }
}

async function wideIntegers(
  engine: Engine,
  source: string,
  described: readonly Record<string, unknown>[],
): Promise<Set<string>> {
  const names = described
    .filter(({ column_type: type }) => /^(U?BIGINT|U?HUGEINT)$/.test(String(type)))
    .map((row) => String(row.column_name))
  if (names.length === 0) return new Set()
  const limit = 2 ** 53
  const tests = names.map((name, index) => {
    const column = quoteName(name)
    return `coalesce(max(${column}) > ${limit} OR min(${column}) < -${limit}, false) AS w${index}`
  })
  const row = await engine.row(`SELECT ${tests.join(', ')} FROM ${source}`).catch((cause: unknown) => {
    throw broken(cause)
  })
  return new Set(names.filter((_, index) => row[`w${index}`] === true))
}
