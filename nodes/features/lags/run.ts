import { join } from 'node:path'
import { withEngine } from '../../../ml/tables/engine.ts'
import { addPast } from '../../../ml/tables/lags.ts'
import { checkedSchema } from '../../kit/checked-schema.ts'
import { UserError } from '../../kit/errors.ts'
import type { Runner } from '../../kit/runner.ts'
import { lags, planLags } from './definition.ts'

export const run: Runner<typeof lags> = async ({ inputs, params, ctx }) => {
  const { arriving, leaving } = checkedSchema(lags, inputs, params)
  const { time, group, made } = planLags(arriving.table, params)
  if (!time)
    throw new UserError('column_missing', 'No column tells the order of the rows.', { field: 'time' })
  const outPath = join(ctx.tempDir, 'lags.parquet')
  const path = await ctx.store.pathOf(inputs.table.blob)
  const options = {
    path,
    columns: arriving.table.columns.map(({ name }) => name),
    time: time.name,
    group: group?.name,
    made: made.map(({ past }) => past),
    outPath,
  }
  await withEngine(ctx, (engine) => addPast(engine, options))
  ctx.log('info', `Added ${made.length} columns of the past.`)
  return { table: { path: outPath, schema: leaving } }
}
