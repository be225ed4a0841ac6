import { withEngine } from '../../../ml/tables/engine.ts'
import { type ColumnProfile, profileTable } from '../../../ml/tables/profile.ts'
import {
  correlate,
  type Correlations,
  countDuplicates,
  type Telling,
  tellsClass,
  type TextLengths,
  textLengths,
} from '../../../ml/tables/relations.ts'
import { findByRole } from '../../kit/columns.ts'
import type { Runner } from '../../kit/runner.ts'
import type { profile } from './definition.ts'
import { type Finding, findings } from './findings.ts'

export interface ProfileReport {
  rows: number
  /** Rows that are the same as one before them. */
  duplicates: number
  target: string | null
  findings: readonly Finding[]
  columns: readonly (ColumnProfile & { role: string; text?: TextLengths })[]
  correlations: Correlations | null
}

export const run: Runner<typeof profile> = async ({ inputs, ctx }) => {
  const { schema, blob } = inputs.table
  const table = { path: await ctx.store.pathOf(blob), schema }
  return withEngine(ctx, async (engine) => {
    ctx.progress({ message: 'Looking at the columns' })
    const { profile: known } = await profileTable(engine, table)
    const { rows } = known
    const columns = schema.columns.map((column, index) => ({ column, profile: known.columns[index]! }))
    const lengths = await textLengths(engine, table)
    ctx.progress({ message: 'Looking at how they go together' })
    const duplicates = await countDuplicates(engine, table)
    const correlations = await correlate(engine, table)
    const target = findByRole(schema, 'target')
    const telling = new Map<string, Telling>()
    if (target && target.kind !== 'number')
      for (const { column, profile: own } of columns) {
        if (column.role !== 'feature' || column.storage === 'blob' || column.storage === 'list') continue
        const asked = { column, target, distinct: own.distinct, rows }
        const value = await tellsClass(engine, table, asked)
        if (value !== null) telling.set(column.name, value)
      }
    const found = findings({ rows, duplicates, columns, target, correlations, telling })
    ctx.log('info', found.length === 0 ? 'Nothing stands out.' : `${found.length} things to look at.`)
    const report: ProfileReport = {
      rows,
      duplicates,
      target: target?.name ?? null,
      findings: found,
      columns: columns.map(({ column, profile: own }) => {
        const { digest: _, ...figures } = own
        const text = lengths.get(column.name)
        return { ...figures, role: column.role, ...(text && { text }) }
      }),
      correlations,
    }
    const missing = columns.reduce((sum, each) => sum + each.profile.missing, 0)
    const metrics = { rows, columns: columns.length, missing, duplicates, findings: found.length }
    return { report: { kind: 'profile', report, metrics } }
  })
}
