import type { ImportOptions } from '../../ml/tables/raw.ts'
import { binaryFile, bomb, brokenJson, brokenParquet, cutJson } from './broken-formats.ts'
import { type Seeded, seeded } from './seeded.ts'

/** What a file may be read as: `refused` only, or else these rows. */
export type Expectation =
  | { refused: true }
  | {
      refused: false
      /** Null where nobody can tell what is right. */
      rows: number | null
      columns?: number
      /** The first rows, as text; an empty one is missing. */
      cells?: string[][]
      /** Length of the longest text. */
      longest?: number
      /** It must not pass without a word. */
      warned?: boolean
    }

export interface BrokenFile {
  seed: number
  kind: string
  bytes: Buffer
  options: ImportOptions
  expected: Expectation
}

export type Broken = Omit<BrokenFile, 'seed' | 'kind'>

/** Sound Parquet files to spoil: a table of `rows` rows, and one that is small and has very many. */
export interface ParquetSamples {
  table: Buffer
  rows: number
  bomb: Buffer
  bombRows: number
}

const WORDS = ['Zürich', 'Łódź', 'São Paulo', 'naïve', 'plain', 'Ærø', 'smörgås', 'über', 'fiancée', 'word']
const HEADER = ['name', 'count', 'value', 'remark'] as const

interface Table {
  header: readonly string[]
  rows: string[][]
}

/** Texts with accents, whole numbers, numbers with decimals; some values are missing. `latin` leaves out what Latin-1 lacks. */
function makeTable(random: Seeded, size: { rows?: number; latin?: boolean } = {}): Table {
  const words = size.latin ? WORDS.filter((word) => !word.startsWith('Ł')) : WORDS
  const count = size.rows ?? random.between(1, 60)
  const rows = Array.from({ length: count }, (_, at) => [
    `${random.pick(words)} ${at}`,
    String(random.between(-5, 9999)),
    random.chance(0.1) ? '' : `${random.below(1000)}.${random.between(1, 9)}`,
    `${random.pick(words)}-${random.pick(words)}`,
  ])
  return { header: HEADER, rows }
}

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`
const lineOf = (cells: readonly string[], delimiter = ','): string => cells.join(delimiter)
const csvOf = ({ header, rows }: Table, delimiter = ',', newline = '\n'): string =>
  [header, ...rows].map((cells) => `${lineOf(cells, delimiter)}${newline}`).join('')

const read = ({ header, rows }: Table, more: object = {}): Expectation => ({
  refused: false,
  rows: rows.length,
  columns: header.length,
  cells: rows,
  ...more,
})
const REFUSED: Expectation = { refused: true }
const withHeader: ImportOptions = { header: 'yes' }

function cutCsv(random: Seeded): Broken {
  const table = makeTable(random)
  const whole = Buffer.from(csvOf(table))
  const bytes = whole.subarray(0, random.between(1, whole.length - 1))
  const text = bytes.toString('utf8')
  const lines = text.replace(/\n$/, '').split('\n')
  const last = lines.at(-1) ?? ''
  const options: ImportOptions = { ...withHeader, delimiter: ',' }
  if (lines.length === 1 || last.split(',').length !== HEADER.length)
    return { bytes, options, expected: REFUSED }
  // A character cut in two makes the whole file look like Latin-1; that must be said.
  const isCutInside = text.endsWith('\ufffd')
  const kept = { ...table, rows: lines.slice(1).map((line) => line.split(',')) }
  const expected = isCutInside ? read(kept, { cells: undefined, warned: true }) : read(kept)
  return { bytes, options, expected }
}

const encoders = {
  'utf-8': (text: string) => Buffer.from(text),
  'utf-8 with a mark': (text: string) => Buffer.from(`\ufeff${text}`),
  'latin-1': (text: string) => Buffer.from(text, 'latin1'),
  'utf-16le': (text: string) => Buffer.from(text, 'utf16le'),
  'utf-16le with a mark': (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'utf-16be with a mark': (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
} as const

function encoded(random: Seeded): Broken {
  const table = makeTable(random, { rows: random.between(3, 60), latin: true })
  const encoding = random.pick(Object.keys(encoders) as (keyof typeof encoders)[])
  const bytes = encoders[encoding](csvOf(table))
  const told = random.pick(['auto', 'utf-8', 'latin-1', 'utf-16'] as const)
  const options: ImportOptions = { ...withHeader, encoding: told }
  const isRight = told === 'auto' || encoding.startsWith(told)
  if (isRight && !(told === 'utf-16' && encoding.startsWith('utf-16be')))
    return { bytes, options, expected: read(table) }
  // Told wrong: read as told or refused, but no row is dropped where lines can still be told apart.
  const rows = told === 'utf-16' || encoding.startsWith('utf-16') ? null : table.rows.length
  return { bytes, options, expected: { refused: false, rows } }
}

function badBytes(random: Seeded): Broken {
  const table = makeTable(random)
  const clean = Buffer.from(csvOf(table))
  const at = clean.indexOf(10) + 1
  // A byte that begins no character of UTF-8, in the first cell.
  const spliced = Buffer.from([random.pick([0x80, 0xa0, 0xbf, 0xc0, 0xf8, 0xff])])
  const bytes = Buffer.concat([clean.subarray(0, at), spliced, clean.subarray(at)])
  return { bytes, options: withHeader, expected: { refused: false, rows: table.rows.length, warned: true } }
}

function ragged(random: Seeded): Broken {
  const { header, rows } = makeTable(random, { rows: random.between(2, 60) })
  const lines = rows.map((cells) => lineOf(cells))
  const at = random.below(lines.length)
  const line = lines[at] ?? ''
  lines[at] = random.chance(0.5) ? `${line},more` : line.slice(0, line.lastIndexOf(','))
  const bytes = Buffer.from(`${[lineOf(header), ...lines].join('\n')}\n`)
  return { bytes, options: random.chance(0.5) ? withHeader : {}, expected: REFUSED }
}

function quotes(random: Seeded): Broken {
  const table = makeTable(random, { rows: random.between(2, 60) })
  const row = random.pick(table.rows)
  const name = row[0] ?? ''
  const render = (cells: readonly string[]) =>
    cells === row ? `${cell},${lineOf(cells.slice(1))}` : lineOf(cells)
  const [cell, right] = random.pick([
    [`"${name}`, null],
    [`"${name}"x`, null],
    [`${name.slice(0, 3)}"${name.slice(3)}`, `${name.slice(0, 3)}"${name.slice(3)}`],
    [quoted(`${name}\n"and, more"`), `${name}\n"and, more"`],
    [` "${name}" `, null],
  ] as const)
  const bytes = Buffer.from(`${[lineOf(table.header), ...table.rows.map(render)].join('\n')}\n`)
  const isUnsound = cell.startsWith('"') && right === null
  if (isUnsound) return { bytes, options: withHeader, expected: REFUSED }
  const cells =
    right === null ? undefined : table.rows.map((each) => (each === row ? [right, ...each.slice(1)] : each))
  return { bytes, options: withHeader, expected: read(table, { cells }) }
}

function hugeCell(random: Seeded): Broken {
  const table = makeTable(random, { rows: random.between(2, 10) })
  const length = random.pick([70_000, 1_100_000, 2_100_000, 6_000_000, 17_000_000])
  const row = random.pick(table.rows)
  row[3] = random.chance(0.5) ? 'x'.repeat(length) : `x${'\ny'.repeat(length / 2 - 1)}z`
  const lines = table.rows.map((cells) => lineOf([...cells.slice(0, 3), quoted(cells[3] ?? '')]))
  const bytes = Buffer.from(`${[lineOf(table.header), ...lines].join('\n')}\n`)
  return { bytes, options: withHeader, expected: read(table, { cells: undefined, longest: length }) }
}

function manyColumns(random: Seeded): Broken {
  const columns = random.pick([300, 1500, 10_001, 40_000])
  const header = Array.from({ length: columns }, (_, at) => `c${at}`)
  const rows = [0, 1].map((row) => header.map((_, at) => String(row + at)))
  return {
    bytes: Buffer.from(csvOf({ header, rows })),
    options: withHeader,
    expected: columns > 10_000 ? REFUSED : { refused: false, rows: 2, columns },
  }
}

function lineEnds(random: Seeded): Broken {
  const table = makeTable(random, { rows: random.between(2, 60) })
  const ends = random.pick([
    ['\r'],
    ['\r\n'],
    ['\n', '\r\n'],
    ['\n', '\n\n'],
    ['\r\n', '\r\n\r\n'],
    ['\r', '\n'],
  ])
  const lines = [table.header, ...table.rows].map((cells) => lineOf(cells) + random.pick(ends))
  const text = lines.join('')
  return {
    bytes: Buffer.from(random.chance(0.5) ? text.trimEnd() : text),
    options: withHeader,
    expected: read(table),
  }
}

function oddHeader(random: Seeded): Broken {
  const table = makeTable(random)
  const odd = [
    '',
    ' ',
    '_row',
    '_split',
    'name',
    'NAME',
    '"',
    '"; DROP TABLE rows; --',
    'a\nb',
    '🦆',
    '__proto__',
  ]
  const names = [...odd, 'n'.repeat(10_000), '\u202eevil', "it's", 'constructor', '{}', '$1', '\\']
  const header = table.header.map(() => random.pick(names))
  const bytes = Buffer.from(csvOf({ header: header.map(quoted), rows: table.rows }))
  return { bytes, options: withHeader, expected: read(table) }
}

function nearlyEmpty(random: Seeded): Broken {
  const text = random.pick([
    '',
    ' ',
    '\n',
    '\n\n\n\n',
    '\ufeff',
    '\r\n',
    '\t\t',
    'name,count\n',
    '""\n',
    '[]',
    '{}',
    '\ufeff\n',
  ])
  // Spaces, tabs and an empty pair of quotes may be taken for one nameless column or more.
  const isUnclear = ['""\n', '\t\t', ' ', '{}'].includes(text)
  const expected: Expectation = isUnclear ? { refused: false, rows: null } : REFUSED
  return { bytes: Buffer.from(text), options: random.chance(0.5) ? withHeader : {}, expected }
}

function lateText(random: Seeded): Broken {
  const table = makeTable(random, { rows: random.between(10_500, 12_000) })
  const row = table.rows.at(-random.between(1, 50))
  if (row) row[1] = random.pick(['none of that', '12 kg', '1,5', '—'])
  const lines = table.rows.map((cells) =>
    lineOf(cells.map((cell) => (cell.includes(',') ? quoted(cell) : cell))),
  )
  const bytes = Buffer.from(`${[lineOf(table.header), ...lines].join('\n')}\n`)
  return { bytes, options: withHeader, expected: read(table, { cells: table.rows.slice(0, 20) }) }
}

function noise(random: Seeded): Broken {
  const text = Array.from({ length: random.between(1, 3000) }, () =>
    random.pick('ab1.,;\t|"\n\r {}[]:é'.split('')),
  )
  return {
    bytes: Buffer.from(text.join('')),
    options: random.pick([
      {},
      withHeader,
      { format: 'json' },
      { format: 'jsonl' },
      { format: 'csv' },
    ] as const),
    expected: { refused: false, rows: null },
  }
}

const kinds: Readonly<Record<string, (random: Seeded, samples: ParquetSamples) => Broken>> = {
  'CSV cut off': cutCsv,
  'another encoding': encoded,
  'bytes that are no character': badBytes,
  'ragged row': ragged,
  quotes,
  'huge cell': hugeCell,
  'many columns': manyColumns,
  'line ends': lineEnds,
  'odd header': oddHeader,
  'nearly empty': nearlyEmpty,
  'text far down': lateText,
  noise,
  binary: binaryFile,
  bomb,
  'JSON cut off': cutJson,
  'broken JSON': brokenJson,
  'broken Parquet': brokenParquet,
}

/** The file of a seed: kinds take turns, so that any run of seeds holds all of them. */
export function brokenFile(seed: number, samples: ParquetSamples): BrokenFile {
  const names = Object.keys(kinds)
  const kind = names[seed % names.length] ?? ''
  const make = kinds[kind]
  if (!make) throw new Error(`no kind ${kind}`)
  return { seed, kind, ...make(seeded(seed), samples) }
}

export const brokenKinds = Object.keys(kinds).length
