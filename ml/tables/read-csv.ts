import { join } from 'node:path'
import { DataError } from '../errors.ts'
import { lineOfRecord, MAX_RECORD_BYTES, scanCsv } from './csv-scan.ts'
import { sampleRecords, sniffDecimal, sniffDelimiter, sniffHeader, uniqueNames } from './csv-sniff.ts'
import { readHead } from './encoding.ts'
import type { Engine } from './engine.ts'
import { type ImportOptions, MAX_COLUMNS, type RawTable } from './raw.ts'
import { quoteName, quotePath, quoteText } from './sql.ts'

const SAMPLE_BYTES = 1 << 20

/**
 * Takes a UTF-8 CSV file apart into a Parquet file of text in `folder`. The file is read twice: once by the scanner,
 * which names the line of anything that is not a table, and once by DuckDB; both must find the same rows.
 *
 * Throws DataError `empty_file`, `no_rows`, `ragged_row`, `bad_quote`, `row_too_large`, `too_many_columns`.
 */
export async function readCsv(
  engine: Engine,
  path: string,
  { options, folder }: { options: ImportOptions; folder: string },
): Promise<RawTable> {
  const head = await readHead(path, SAMPLE_BYTES)
  const cut = head.length === SAMPLE_BYTES
  const text = head.toString('utf8').replace(/^\ufeff/, '')
  const delimiter = chosenDelimiter(options) ?? sniffDelimiter(text, cut)
  const sample = sampleRecords(text, delimiter, { limit: 1000, cut })
  const decimal =
    options.decimal === '.' || options.decimal === ',' ? options.decimal : sniffDecimal(sample, delimiter)
  const wish = options.header ?? 'auto'
  const header = wish === 'auto' ? sniffHeader(sample, decimal) : wish === 'yes'

  const shape = await scanCsv(path, delimiter)
  if (shape.fields > MAX_COLUMNS) {
    throw new DataError(
      'too_many_columns',
      `The file has ${shape.fields.toLocaleString('en')} columns; a table may have ${MAX_COLUMNS.toLocaleString('en')}. Check the delimiter.`,
      { field: 'delimiter' },
    )
  }
  const rows = shape.records - (header ? 1 : 0)
  if (rows === 0) {
    throw new DataError(
      'no_rows',
      'The file has a header and no rows. Choose a file with at least one row, or set Header to "No names".',
    )
  }
  // A first record longer than the sample still gives its names: the scanner has bounded its length.
  const first = sample[0] ?? (await firstRecord(path, delimiter))
  const { names, warnings } = uniqueNames(header ? first : first.map(() => ''))
  const keys = names.map((_, index) => `c${index}`)
  const raw = join(folder, 'raw.parquet')
  const written = await copyCsv(engine, path, {
    raw,
    keys,
    delimiter,
    header,
    parallel: !shape.multiline,
    longest: shape.longest,
  })
  if (written !== rows) {
    throw new DataError(
      'csv_unreadable',
      `The file seems to have ${rows.toLocaleString('en')} rows, but ${written.toLocaleString('en')} could be read. Save it again with quotes doubled inside quoted fields and one kind of line end.`,
    )
  }
  const renamed = keys.map((key, index) => `${key} AS ${quoteName(names[index]!)}`)
  return {
    relation: `(SELECT file_row_number AS _row, ${renamed.join(', ')} FROM read_parquet(${quotePath(raw)}, file_row_number = true))`,
    columns: names.map((name) => ({ name, type: 'free' })),
    rows,
    decimal,
    detected: { format: 'csv', delimiter, header, decimal },
    warnings: header ? warnings : [],
    place: async (row) => `line ${await lineOfRecord(path, delimiter, row + (header ? 1 : 0))}`,
  }
}

function chosenDelimiter({ delimiter = 'auto' }: ImportOptions): string | null {
  if (delimiter === 'auto') return null
  const character = delimiter === 'tab' ? '\t' : delimiter
  if (character.length === 1 && character.charCodeAt(0) < 128 && !/["\r\n]/.test(character)) return character
  throw new DataError('bad_delimiter', 'A delimiter is a single character, or "tab".', { field: 'delimiter' })
}

async function firstRecord(path: string, delimiter: string): Promise<string[]> {
  const text = (await readHead(path, MAX_RECORD_BYTES + 4)).toString('utf8').replace(/^\ufeff/, '')
  return sampleRecords(text, delimiter, { limit: 1, cut: false })[0] ?? []
}

interface Copy {
  raw: string
  keys: readonly string[]
  delimiter: string
  header: boolean
  parallel: boolean
  /** Bytes of the longest record. */
  longest: number
}

/** DuckDB's own limit on lines; longer ones are allowed for only where they occur, since its buffers grow with it. */
const USUAL_LINE_BYTES = 2_000_000

async function copyCsv(engine: Engine, path: string, copy: Copy): Promise<number> {
  const columns = copy.keys.map((key) => `${key}: 'VARCHAR'`).join(', ')
  const options = [
    'auto_detect = false',
    `delim = ${quoteText(copy.delimiter)}`,
    `quote = '"'`,
    `escape = '"'`,
    `header = ${copy.header}`,
    `columns = {${columns}}`,
    `nullstr = ''`,
    'null_padding = false',
    'ignore_errors = false',
    // The scanner has been strict already; DuckDB's strictness also refuses line ends of two kinds.
    'strict_mode = false',
    `parallel = ${copy.parallel}`,
    ...(copy.longest > USUAL_LINE_BYTES - 16
      ? [`max_line_size = ${copy.longest + 16}`, `buffer_size = ${4 * copy.longest + 64}`]
      : []),
  ]
  const source = `read_csv(${quotePath(path)}, ${options.join(', ')})`
  const target = quoteText(copy.raw)
  await engine.run(`COPY (SELECT * FROM ${source}) TO ${target} (FORMAT parquet, COMPRESSION zstd)`)
  const { n } = await engine.row(`SELECT count(*) AS n FROM read_parquet(${quotePath(copy.raw)})`)
  return Number(n)
}
