import type { Column, ColumnKind } from '../../nodes/kit/columns.ts'
import type { Engine } from './engine.ts'
import type { RawColumn, RawTable } from './raw.ts'
import { quoteName } from './sql.ts'
import { classOf, type PlainKind, type TextClass, textClasses, textOf, valueOf } from './typing.ts'

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
    const texts = columns.filter(({ type }) => type === 'free' || type === 'string')
    for (const [name, column] of await sniffTexts(engine, texts, raw)) found.set(name, column)
    const left = columns.filter(({ name }) => !found.has(name))
    for (const [name, column] of await sniffLabels(engine, left, raw)) found.set(name, column)
  }
  await giveRoles(engine, raw, found)
  return found
}

type Tried = 'number' | 'boolean' | 'datetime'
type ClassCounts = Record<TextClass, number>

/** Text columns that turn out to be numbers, yes/no or dates, or empty. */
async function sniffTexts(
  engine: Engine,
  columns: readonly RawColumn[],
  raw: RawTable,
): Promise<Map<string, SniffedColumn>> {
  const found = new Map<string, SniffedColumn>()
  const tried = columns.map(
    ({ type }) => new Set<Tried>(type === 'free' ? ['number', 'boolean', 'datetime'] : ['datetime']),
  )
  const look = (relation: string) => countClasses(engine, columns, { relation, tried, decimal: raw.decimal })
  let counts = await look(`(SELECT * FROM ${raw.relation} LIMIT ${SAMPLE_ROWS})`)
  if (raw.rows > SAMPLE_ROWS) {
    counts.forEach((count, index) => {
      if (impossible(count, 'number', 'code', 'wide')) tried[index]!.delete('number')
      if (impossible(count, 'boolean')) tried[index]!.delete('boolean')
      if (impossible(count, 'date', 'datetime')) tried[index]!.delete('datetime')
    })
    counts = await look(raw.relation)
  }
  columns.forEach(({ name, type }, index) => {
    const column = judge(name, type, counts[index]!)
    if (column) found.set(name, column)
  })
  return found
}

const valuesIn = (counts: ClassCounts): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0) - counts.missing

const impossible = (counts: ClassCounts, ...classes: TextClass[]): boolean =>
  classes.reduce((sum, name) => sum + counts[name], 0) < valuesIn(counts)

interface Look {
  relation: string
  decimal: '.' | ','
  tried: readonly ReadonlySet<Tried>[]
}

async function countClasses(
  engine: Engine,
  columns: readonly RawColumn[],
  { relation, decimal, tried }: Look,
): Promise<ClassCounts[]> {
  if (columns.length === 0) return []
  const classes = columns.map(
    ({ name }, index) => `${classOf(name, { tried: tried[index]!, decimal })} AS k${index}`,
  )
  const counts = columns.flatMap((_, index) =>
    textClasses.map((name, at) => `count(*) FILTER (k${index} = ${at}) AS ${name}${index}`),
  )
  const row = await engine.row(
    // Materialised: inlined, every count would classify every value again.
    `WITH classes AS MATERIALIZED (SELECT ${classes.join(', ')} FROM ${relation}) SELECT ${counts.join(', ')} FROM classes`,
  )
  return columns.map(
    (_, index) =>
      Object.fromEntries(textClasses.map((name) => [name, Number(row[`${name}${index}`])])) as ClassCounts,
  )
}

const base = { role: 'feature', dateOnly: false } as const

function judge(name: string, type: RawColumn['type'], counts: ClassCounts): SniffedColumn | null {
  const values = valuesIn(counts)
  if (values === 0) {
    // "None" or "-" throughout is missing for a number, but may be a label.
    return null
  }
  if (type === 'free' && counts.number + counts.wide === values) {
    if (counts.wide === 0) return { ...base, kind: 'number' }
    const warning = `Column "${name}" holds whole numbers too long to be exact as numbers, so it is read as text. Set its type to number if rounding is fine.`
    return { ...base, kind: 'text', warning }
  }
  if (counts.boolean === values) return { ...base, kind: 'boolean' }
  if (counts.date + counts.datetime === values) {
    return { ...base, kind: 'datetime', dateOnly: counts.datetime === 0 }
  }
  return null
}

/** The others: of a type of their own, or categories and texts, told apart by how often values repeat. */
async function sniffLabels(
  engine: Engine,
  columns: readonly RawColumn[],
  raw: RawTable,
): Promise<Map<string, SniffedColumn>> {
  if (columns.length === 0) return new Map()
  const selected = columns.flatMap(({ name, type }, index) => {
    const label = textOf(name, type)
    if (type !== 'free' && type !== 'string') return [`count(${quoteName(name)}) AS l${index}`]
    return [
      `count(${label}) AS l${index}`,
      `approx_count_distinct(${label}) AS d${index}`,
      `coalesce(max(length(${label})), 0) AS m${index}`,
    ]
  })
  const row = await engine.row(`SELECT ${selected.join(', ')} FROM ${raw.relation}`)
  return new Map(
    columns.map(({ name, type }, index): [string, SniffedColumn] => {
      const [labels, distinct, longest] = ['l', 'd', 'm'].map((key) => Number(row[`${key}${index}`] ?? 0))
      const empty = labels === 0 ? { warning: noValues(name) } : {}
      if (type !== 'free' && type !== 'string') return [name, { ...base, kind: type, ...empty }]
      const kind = isCategory({ labels: labels!, distinct: distinct!, longest: longest! })
        ? 'category'
        : 'text'
      return [name, { ...base, kind, ...empty }]
    }),
  )
}

function isCategory({
  labels,
  distinct,
  longest,
}: {
  labels: number
  distinct: number
  longest: number
}): boolean {
  if (labels === 0 || distinct > MAX_GUESSED_CATEGORIES || longest > MAX_LABEL_LENGTH) return false
  return distinct <= 20 ? distinct < labels : distinct <= labels * 0.2
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
