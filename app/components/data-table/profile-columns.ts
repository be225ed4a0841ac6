import type { ColumnProfile, TableProfile } from '../../../ml/tables/profile.ts'
import type { Column } from '../../../nodes/kit/columns.ts'
import { formatFigure } from '../../canvas/words.ts'
import type { DataColumn } from './layout.ts'
import { say } from '../../i18n/current.ts'

/** Bars of a column's values: a histogram of numbers, counts of the most frequent values of everything else. */
function barsOf(profile: ColumnProfile): Pick<DataColumn, 'bars' | 'barsLabel'> {
  const { number, top } = profile
  if (number)
    return {
      bars: number.histogram.counts,
      barsLabel: say('{{name}} from {{min}} to {{max}}, mean {{mean}}', {
        name: profile.name,
        min: formatFigure(number.min),
        max: formatFigure(number.max),
        mean: formatFigure(number.mean),
      }),
    }
  const [first] = top ?? []
  if (!top || !first) return {}
  return {
    bars: top.map((value) => value.count),
    barsLabel: say('{{count}} values of {{name}}, most often {{value}}', {
      count: profile.distinct,
      name: profile.name,
      value: first.value,
    }),
  }
}

/** Columns for the table, with what the profile says of each, once it is here. */
export function dataColumns(columns: readonly Column[], profile: TableProfile | undefined): DataColumn[] {
  const byName = new Map(profile?.columns.map((column) => [column.name, column]))
  return columns.map(({ name, kind, role }) => {
    const known = byName.get(name)
    if (!known || !profile) return { name, kind, role }
    return {
      name,
      kind,
      role,
      missing: profile.rows === 0 ? 0 : known.missing / profile.rows,
      ...barsOf(known),
    }
  })
}
