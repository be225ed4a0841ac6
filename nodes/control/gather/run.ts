import { join } from 'node:path'
import { withEngine } from '../../../ml/tables/engine.ts'
import { gatherItems } from '../../../ml/tables/gather-items.ts'
import { writeRows } from '../../../ml/tables/write-rows.ts'
import type { Column } from '../../kit/columns.ts'
import { UserError } from '../../kit/errors.ts'
import { type GatheredItem, type GatherReport, itemOf } from '../../kit/loops.ts'
import { sortedCategories, TakenNames } from '../../kit/new-columns.ts'
import type { Refit } from '../../kit/refits.ts'
import type { OutputDrafts, RunContext, Runner } from '../../kit/runner.ts'
import type { ReportValue, TableValue } from '../../kit/values.ts'
import { errorColumn, gatherColumns } from './columns.ts'
import { type gather, leaving } from './definition.ts'

interface Found {
  item: GatheredItem
  table: TableValue | undefined
}

/** Puts together what the items made, in their order. */
export const run: Runner<typeof gather> = async ({ params, ctx }) => {
  const found = ctx.refits.map(toItem)
  const items = found.map(({ item }) => item)
  const failed = items.filter(({ state }) => state === 'failed')
  for (const { label, error } of failed.slice(0, 100)) ctx.log('warn', `“${label}” is left out: ${error}`)
  const made = items.filter(({ state }) => state === 'succeeded')
  if (made.length === 0)
    throw new UserError('items_failed', `Every item failed. The first says: ${failed[0]?.error ?? ''}`)
  const metricNames = [...new Set(made.flatMap(({ metrics }) => Object.keys(metrics)))]
  const tables = found.flatMap(({ item, table }) => (table ? [{ label: item.label, table }] : []))
  const table =
    tables.length > 0
      ? await gatherTables(ctx, tables)
      : await gatherFigures(ctx, items, { metricNames, errors: params.onError === 'skip' })
  ctx.log('info', `${made.length} of ${items.length} items are gathered.`)
  const report: GatherReport = { items, metricNames }
  const metrics = { items: items.length, failedItems: failed.length }
  return { table, report: { kind: 'items', report, metrics } }
}

function toItem(refit: Refit): Found {
  const values = Object.values(refit.outputs)
  const report = values.find((value): value is ReportValue => value.port === 'report')
  const table = values.find((value): value is TableValue => value.port === 'table')
  const { state, durationMs, error, iteration } = refit
  const label = itemOf(refit)?.label ?? iteration
  const rows = table?.rows ?? null
  return { item: { label, state, durationMs, rows, metrics: report?.metrics ?? {}, error }, table }
}

const labelled = (item: Column, labels: Iterable<string>): Column => ({
  ...item,
  categories: sortedCategories(labels),
})

async function gatherTables(
  ctx: RunContext,
  tables: readonly { label: string; table: TableValue }[],
): Promise<OutputDrafts['table']> {
  const { item, columns, problems } = gatherColumns(
    tables.map(({ label, table }) => ({ label, schema: table.schema })),
  )
  const [problem] = problems
  if (problem) throw new UserError(problem.code, problem.message)
  const outPath = join(ctx.tempDir, 'gathered.parquet')
  const parts = await Promise.all(
    tables.map(async ({ label, table }) => ({
      label,
      path: await ctx.store.pathOf(table.blob),
      names: new Set(table.schema.columns.map(({ name }) => name)),
    })),
  )
  await withEngine(ctx, (engine) => gatherItems(engine, parts, { item, columns, outPath }))
  const first = labelled(
    item,
    tables.map(({ label }) => label),
  )
  return { path: outPath, schema: leaving([first, ...columns], false) }
}

async function gatherFigures(
  ctx: RunContext,
  items: readonly GatheredItem[],
  { metricNames, errors }: { metricNames: readonly string[]; errors: boolean },
): Promise<OutputDrafts['table']> {
  const taken = new TakenNames([])
  const item = taken.add({ name: 'item', kind: 'category', storage: 'varchar', role: 'feature' })
  const error = errors ? [errorColumn(taken)] : []
  const figures = metricNames.map((name) => ({
    metric: name,
    column: taken.add({ name, kind: 'number', storage: 'double', role: 'feature' }),
  }))
  const columns = [
    labelled(
      item,
      items.map(({ label }) => label),
    ),
    ...error,
    ...figures.map(({ column }) => column),
  ]
  const rows = items.map((each) => ({
    ...Object.fromEntries(figures.map(({ metric, column }) => [column.name, each.metrics[metric]])),
    ...(error[0] && { [error[0].name]: each.error }),
    [item.name]: each.label,
  }))
  const outPath = join(ctx.tempDir, 'figures.parquet')
  await withEngine(ctx, (engine) => writeRows(engine, { columns, rows, outPath }))
  return { path: outPath, schema: leaving(columns, false) }
}
