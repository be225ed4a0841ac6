import type { Column, ColumnKind } from '../../nodes/kit/columns.ts'
import type { Engine } from './engine.ts'
import type { RawColumn, RawTable } from './raw.ts'
import { quoteName } from './sql.ts'
import { type PlainKind, textOf, tests, valueOf } from './typing.ts'

/** Most different values of a column that is taken for a category unasked. */
const MAX_GUESSED_CATEGORIES = 1000
/** Longest text of a category, in characters. */
const MAX_LABEL_LENGTH = 200
const SAMPLE_ROWS = 10_000
/** Columns looked at in one statement. */
const BATCH = 100

export interface SniffedColumn {
  kind: PlainKind
  role: Column['role']
  /** Dates without a time of day. */
  dateOnly: boolean
  warning?: string
}

/**
 * Guesses what each column means from all of its rows: a value of another type far down in the file changes the kind
 * of the column and is never an error. Kinds that the first rows rule out are not tried on the rest.
 */
export async function sniffColumns(engine: Engine, raw: RawTable): Promise<Map<string, SniffedColumn>> {
  const found = new Map<string, SniffedColumn>()
  for (let start = 0; start < raw.columns.length; start += BATCH) {
    const columns = raw.columns.slice(start, start + BATCH)
    const sample = await countMatches(engine, columns, {
      relation: `(SELECT * FROM ${raw.relation} LIMIT ${SAMPLE_ROWS})`,
      decimal: raw.decimal,
      ruledOut: new Map(),
    })
    const ruledOut = new Map(sample.map((counts) => [counts.name, impossible(counts)]))
    const counts =
      raw.rows <= SAMPLE_ROWS
        ? sample
        : await countMatches(engine, columns, { relation: raw.relation, decimal: raw.decimal, ruledOut })
    for (const column of counts) found.set(column.name, judge(column, raw.rows))
  }
  await giveRoles(engine, raw, found)
  return found
}

interface Counts {
  name: string
  type: RawColumn['type']
  /** Values that are not missing, where missing is judged as for a number. */
  values: number
  labels: number
  number: number
  boolean: number
  datetime: number
  date: number
  leadingZero: number
  wide: number
  longest: number
  distinct: number
}

const tried = ['number', 'boolean', 'datetime'] as const
type Tried = (typeof tried)[number]

const impossible = (counts: Counts): Set<Tried> =>
  new Set(tried.filter((kind) => counts.values > 0 && counts[kind] < counts.values))

interface Look {
  relation: string
  decimal: '.' | ','
  ruledOut: ReadonlyMap<string, ReadonlySet<Tried>>
}

async function countMatches(engine: Engine, columns: readonly RawColumn[], look: Look): Promise<Counts[]> {
  const selected = columns.flatMap((column, index) => {
    const { name, type } = column
    const out = look.ruledOut.get(name) ?? new Set<Tried>()
    const test = tests(name, type, look.decimal)
    const count = (condition: string, key: string) => `count(*) FILTER (${condition}) AS ${key}${index}`
    const tryable = (kind: Tried) =>
      !out.has(kind) && (type === 'free' || (type === 'string' && kind === 'datetime'))
    const label = textOf(name, type)
    return [
      count(test.present, 'v'),
      `count(${label}) AS l${index}`,
      `approx_count_distinct(${label}) AS d${index}`,
      `coalesce(max(length(${label})), 0) AS m${index}`,
      ...(tryable('number')
        ? [count(test.number, 'n'), count(test.leadingZero, 'z'), count(test.wide, 'w')]
        : []),
      ...(tryable('boolean') ? [count(test.plainBoolean, 'b')] : []),
      ...(tryable('datetime') ? [count(test.datetime, 't'), count(test.date, 'a')] : []),
    ]
  })
  const row = await engine.row(`SELECT ${selected.join(', ')} FROM ${look.relation}`)
  return columns.map(({ name, type }, index) => {
    const value = (key: string) => Number(row[`${key}${index}`] ?? -1)
    return {
      name,
      type,
      values: value('v'),
      labels: value('l'),
      number: value('n'),
      boolean: value('b'),
      datetime: value('t'),
      date: value('a'),
      leadingZero: value('z'),
      wide: value('w'),
      longest: value('m'),
      distinct: value('d'),
    }
  })
}

function judge(counts: Counts, rows: number): SniffedColumn {
  const base = { role: 'feature', dateOnly: false } as const
  if (counts.type === 'number' || counts.type === 'boolean' || counts.type === 'datetime') {
    const empty = counts.labels === 0 ? { warning: noValues(counts.name) } : {}
    return { ...base, kind: counts.type, ...empty }
  }
  if (counts.values === 0 && counts.labels === 0) {
    return { ...base, kind: 'text', warning: noValues(counts.name) }
  }
  const all = (count: number) => counts.values > 0 && count === counts.values
  if (all(counts.number) && counts.leadingZero === 0) {
    if (counts.wide === 0) return { ...base, kind: 'number' }
    const warning = `Column "${counts.name}" holds whole numbers too long to be exact as numbers, so it is read as text. Set its type to number if rounding is fine.`
    return { ...base, kind: 'text', warning }
  }
  if (all(counts.boolean)) return { ...base, kind: 'boolean' }
  if (all(counts.datetime)) return { ...base, kind: 'datetime', dateOnly: counts.date === counts.datetime }
  const { distinct, labels, longest } = counts
  const repeats = distinct <= 20 ? distinct < labels || rows === 1 : distinct <= labels * 0.2
  const category = repeats && distinct <= MAX_GUESSED_CATEGORIES && longest <= MAX_LABEL_LENGTH
  return { ...base, kind: category ? 'category' : 'text' }
}

const noValues = (name: string) => `Column "${name}" has no values at all. Leave it out of the features.`

const idName = /(^|[_\s-])(id|uuid|guid)$|^(index|row_?(id|number)?|key|unnamed: 0)$/i

/** The row id by its name, if it tells all rows apart; the first date is the time. */
async function giveRoles(engine: Engine, raw: RawTable, found: Map<string, SniffedColumn>): Promise<void> {
  const named = raw.columns.filter(({ name }) => {
    const kind: ColumnKind | undefined = found.get(name)?.kind
    return idName.test(name) && (kind === 'number' || kind === 'text')
  })
  for (const { name, type } of named) {
    const value = type === 'free' || type === 'string' ? textOf(name, type) : quoteName(name)
    const { n } = await engine.row(`SELECT count(DISTINCT ${value}) AS n FROM ${raw.relation}`)
    const column = found.get(name)
    if (column && Number(n) === raw.rows && raw.rows > 1) column.role = 'id'
  }
  const time = [...found.values()].find(({ kind }) => kind === 'datetime')
  if (time) time.role = 'time'
}

/** Values of a column as categories, in code-unit order; null where there are more than `most`. */
export async function categoriesOf(
  engine: Engine,
  raw: RawTable,
  { column, most }: { column: RawColumn; most: number },
): Promise<string[] | null> {
  const label = valueOf(column, { kind: 'category', decimal: raw.decimal })
  const { columns, rows } = await engine.columns(
    `SELECT DISTINCT ${label} AS label FROM ${raw.relation} WHERE ${label} IS NOT NULL LIMIT ${most + 1}`,
    { label: 'text' },
  )
  return rows > most ? null : (columns.label as string[]).toSorted(byCodeUnits)
}

const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
