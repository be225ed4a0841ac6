import { join } from 'node:path'
import { openEngine } from '../../ml/tables/engine.ts'
import { assignFolds, type FoldRequest } from '../../ml/tables/folds.ts'
import { parquet, quoteName, quotePath } from '../../ml/tables/sql.ts'
import type { Subplan } from '../../nodes/graph/subplan.ts'
import { type Column, findByName, findByRole, type TableSchema } from '../../nodes/kit/columns.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import type { FoldSettings } from '../../nodes/kit/refits.ts'
import type { OutputDrafts, RunContext } from '../../nodes/kit/runner.ts'
import type { TableValue } from '../../nodes/kit/values.ts'
import { SPLIT_COLUMN, splitColumn } from '../../nodes/split/split/definition.ts'

type Deal = NonNullable<Subplan['deal']>

/**
 * A table with its rows dealt out anew: those of the fold are `test`, the others keep their part (`train` where there is
 * no Split). Rows that were `test` are left out; by time, so are those that come after the fold.
 */
export async function dealRows(
  table: TableValue,
  { settings, fold, seed }: Deal,
  ctx: Pick<RunContext, 'store' | 'limits' | 'tempDir'>,
): Promise<OutputDrafts['table']> {
  const { method, column } = resolve(settings, table.schema)
  const split = findByRole(table.schema, 'split')
  const source = parquet(await ctx.store.pathOf(table.blob))
  const parts = settings.over === 'train' ? `'train'` : `'train', 'validation'`
  const engine = await openEngine({ ...ctx.limits, tempDir: ctx.tempDir })
  try {
    const { columns } = await engine.columns(
      `SELECT _row::DOUBLE AS id, ${column ? codeOf(column) : 'NULL::DOUBLE'} AS code FROM ${source}
       ${split ? `WHERE ${quoteName(split.name)} IN (${parts})` : ''} ORDER BY _row`,
      { id: 'number', code: 'number' },
    )
    const rowIds = columns.id as Float64Array
    const codes = column ? (columns.code as Float64Array) : null
    const assigned = assignFolds({ folds: settings.folds, method, rowIds, codes, seed })
    await engine.load(
      'deal',
      { rows: rowIds.length, columns: { id: rowIds, fold: Float64Array.from(assigned) } },
      { id: 'number', fold: 'number' },
    )
    const own = split ? `t.${quoteName(split.name)}` : `'train'`
    const name = quoteName(split?.name ?? SPLIT_COLUMN)
    const later = method === 'time' ? `AND NOT (coalesce(d.fold, -1) > ${fold})` : ''
    const path = join(ctx.tempDir, `fold-${fold}.parquet`)
    const others = table.schema.columns
      .filter((each) => each !== split)
      .map((each) => `t.${quoteName(each.name)}`)
    await engine.run(
      `COPY (SELECT t._row, ${[...others, `CASE WHEN d.fold = ${fold} THEN 'test' ELSE ${own} END AS ${name}`].join(', ')}
         FROM ${source} t LEFT JOIN deal d ON t._row = d.id::BIGINT
         WHERE (d.fold = ${fold} OR ${own} IN ('train', 'validation')) ${later} ORDER BY t._row)
       TO ${quotePath(path)} (FORMAT parquet)`,
    )
    const kept = table.schema.columns.filter((each) => each !== split)
    return { path, schema: { ...table.schema, columns: [...kept, split ?? splitColumn] } }
  } finally {
    engine.close()
  }
}

function resolve(
  settings: FoldSettings,
  schema: TableSchema,
): { method: FoldRequest['method']; column: Column | undefined } {
  const target = findByRole(schema, 'target')
  const classes = target && target.kind !== 'number' ? target : undefined
  const named = settings.column === '' ? undefined : findByName(schema, settings.column)
  const needed = (found: Column | undefined, what: string): Column => {
    if (found) return found
    const message = `There is no column to deal the folds by: none has the role ${what}, and none is named. Choose one.`
    throw new UserError('column_missing', message, { field: 'column' })
  }
  switch (settings.method) {
    case 'auto': {
      const fold = findByRole(schema, 'fold')
      if (fold) return { method: 'column', column: fold }
      const group = findByRole(schema, 'group')
      if (group) return { method: 'grouped', column: group }
      return classes ? { method: 'stratified', column: classes } : { method: 'random', column: undefined }
    }
    case 'random':
      return { method: 'random', column: undefined }
    case 'stratified':
      return { method: 'stratified', column: needed(named ?? classes, 'target') }
    case 'grouped':
      return { method: 'grouped', column: needed(named ?? findByRole(schema, 'group'), 'group') }
    case 'time':
      return { method: 'time', column: needed(named ?? findByRole(schema, 'time'), 'time') }
    case 'column':
      return { method: 'column', column: needed(named ?? findByRole(schema, 'fold'), 'fold') }
  }
}

/** A value as a number: times and numbers by themselves, everything else by its rank. */
function codeOf(column: Column): string {
  const name = quoteName(column.name)
  if (column.kind === 'datetime') return `epoch_ms(${name})::DOUBLE`
  if (column.kind === 'number') return `${name}::DOUBLE`
  return `CASE WHEN ${name} IS NULL THEN NULL ELSE (dense_rank() OVER (ORDER BY ${name}))::DOUBLE END`
}
