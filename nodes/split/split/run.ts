import { join } from 'node:path'
import { openEngine } from '../../../ml/tables/engine.ts'
import { assignParts, splitParts } from '../../../ml/tables/split.ts'
import { parquet, quoteName, quotePath } from '../../../ml/tables/sql.ts'
import { UserError } from '../../kit/errors.ts'
import type { Column } from '../../kit/columns.ts'
import type { Runner } from '../../kit/runner.ts'
import { findSplitColumn, SPLIT_COLUMN, splitColumn, type split } from './definition.ts'

/** What a row is ordered or grouped by, as a number: times by themselves, everything else by the rank of its value. */
const codeOf = (column: Column, method: string): string => {
  const name = quoteName(column.name)
  if (method === 'time')
    return column.kind === 'datetime' ? `CAST(epoch_ms(${name}) AS DOUBLE)` : `CAST(${name} AS DOUBLE)`
  return `CASE WHEN ${name} IS NULL THEN NULL ELSE CAST(dense_rank() OVER (ORDER BY ${name}) AS DOUBLE) END`
}

export const run: Runner<typeof split> = async ({ inputs: { table }, params, ctx }) => {
  const { method, validation, test } = params
  const column = findSplitColumn(table.schema, params)
  if (method !== 'random' && !column)
    throw new UserError('column_missing', 'There is no column to split by. Choose one under Column.', {
      field: 'column',
    })
  const engine = await openEngine({ ...ctx.limits, tempDir: ctx.tempDir })
  try {
    const source = parquet(await ctx.store.pathOf(table.blob))
    const code = column ? codeOf(column, method) : 'CAST(NULL AS DOUBLE)'
    const { columns } = await engine.columns(
      `SELECT CAST(_row AS DOUBLE) AS id, ${code} AS code FROM ${source} ORDER BY _row`,
      { id: 'number', code: 'number' },
    )
    const rowIds = columns.id as Float64Array
    if (rowIds.length === 0)
      throw new UserError('no_rows', 'No rows arrive here, so there is nothing to split.', { field: 'table' })
    const codes = column ? (columns.code as Float64Array) : null
    const parts = assignParts({ method, rowIds, codes, validation, test, seed: ctx.seed })
    const counts = splitParts.map((_, part) => parts.reduce((sum, each) => sum + (each === part ? 1 : 0), 0))
    ctx.log('info', splitParts.map((part, index) => `${counts[index]} ${part}`).join(', '))
    const wanted = { validation, test }
    for (const [index, part] of splitParts.entries())
      if (part !== 'train' && counts[index] === 0 && wanted[part] > 0)
        ctx.log('warn', `No row fell to ${part}: there are too few rows or groups for its share.`)

    const names = Array.from(parts, (part) => splitParts[part] ?? 'train')
    await engine.load(
      'parts',
      { rows: rowIds.length, columns: { id: rowIds, part: names } },
      { id: 'number', part: 'text' },
    )
    const path = join(ctx.tempDir, 'split.parquet')
    await engine.run(
      `COPY (SELECT source.*, parts.part AS ${quoteName(SPLIT_COLUMN)} FROM ${source} AS source
         JOIN parts ON source._row = CAST(parts.id AS BIGINT) ORDER BY source._row)
       TO ${quotePath(path)} (FORMAT parquet, COMPRESSION zstd)`,
    )
    const schema = { ...table.schema, columns: [...table.schema.columns, splitColumn] }
    return { table: { path, schema } }
  } finally {
    engine.close()
  }
}
