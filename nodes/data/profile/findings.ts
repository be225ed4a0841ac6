import type { Correlations, Telling } from '../../../ml/tables/relations.ts'
import type { ColumnProfile } from '../../../ml/tables/profile.ts'
import type { Column } from '../../kit/columns.ts'

/** What is worth a look before a model learns from a table. */
export interface Finding {
  /** The column that it is about; absent for one about the rows. */
  column?: string
  message: string
}

const ALMOST = 0.99
/** Of what a guess gets wrong. */
const GIVEN_AWAY = 0.95
const MOSTLY = 0.5
const RARE = 0.05

export interface Facts {
  rows: number
  duplicates: number
  columns: readonly { column: Column; profile: ColumnProfile }[]
  target: Column | undefined
  correlations: Correlations | null
  /** How well a column alone tells the class of the target, by its name. */
  telling: ReadonlyMap<string, Telling>
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`

/** What stands out, the gravest first. */
export const findings = (facts: Facts): Finding[] => [
  ...leaks(facts),
  ...classes(facts),
  ...duplicates(facts),
  ...facts.columns.flatMap((each) => ofColumn(each, facts)),
  ...copies(facts),
]

function leaks({ target, correlations, telling, columns }: Facts): Finding[] {
  if (!target) return []
  const found: Finding[] = []
  const at = correlations?.names.indexOf(target.name) ?? -1
  for (const { column } of columns) {
    if (column.role !== 'feature') continue
    const r =
      target.kind === 'number' ? correlations?.values[at]?.[correlations.names.indexOf(column.name)] : null
    const why =
      r !== null && r !== undefined && Math.abs(r) >= ALMOST
        ? `it runs along with it (r = ${r.toFixed(3)})`
        : (telling.get(column.name)?.gain ?? 0) >= GIVEN_AWAY
          ? `in ${percent(telling.get(column.name)!.share)} of the rows the class follows from it`
          : undefined
    if (why === undefined) continue
    const message = `*${column.name}* nearly gives *${target.name}* away: ${why}. Is it known before the answer is?`
    found.push({ column: column.name, message })
  }
  return found
}

function classes({ target, columns, rows }: Facts): Finding[] {
  const top = columns.find(({ column }) => column === target)?.profile.top ?? []
  if (!target || target.kind === 'number' || top.length < 2 || top.length >= 10) return []
  return top
    .filter(({ count }) => count < rows * RARE)
    .map(({ value, count }) => ({
      column: target.name,
      message: `Only ${percent(count / rows)} of the rows are *${value}*. Judge by balanced accuracy or average precision; *Balance classes* helps some models.`,
    }))
}

function duplicates({ duplicates: count, rows }: Facts): Finding[] {
  if (count === 0) return []
  const subject =
    count === 1 ? 'One row stands twice' : `${count} rows (${percent(count / rows)}) stand more than once`
  return [
    {
      message: `${subject}. If these are no two things that look alike, put *Duplicates* before *Split*.`,
    },
  ]
}

function ofColumn({ column, profile }: Facts['columns'][number], { rows }: Facts): Finding[] {
  const { name, role, kind } = column
  const say = (message: string): Finding[] => [{ column: name, message }]
  if (rows === 0 || role === 'split' || role === 'fold' || role === 'ignore') return []
  if (profile.missing === rows) return say(`*${name}* is empty.`)
  if (profile.distinct === 1 && profile.missing === 0) return say(`*${name}* is the same in every row.`)
  if (profile.missing > rows * MOSTLY)
    return say(`*${name}* is missing in ${percent(profile.missing / rows)} of the rows.`)
  const names = kind === 'text' || kind === 'category'
  if (role === 'feature' && names && rows > 10 && profile.distinct === rows)
    return say(`*${name}* is different in every row. A model can’t learn from it as a category; is it an id?`)
  return []
}

function copies({ correlations, target }: Facts): Finding[] {
  const { names, values } = correlations ?? { names: [], values: [] }
  return names.flatMap((one, i) =>
    names.slice(i + 1).flatMap((other, at): Finding[] => {
      const r = values[i]?.[i + 1 + at]
      if (r === null || r === undefined || Math.abs(r) < ALMOST) return []
      if (one === target?.name || other === target?.name) return []
      return [
        { column: other, message: `*${one}* and *${other}* say nearly the same (r = ${r.toFixed(3)}).` },
      ]
    }),
  )
}
