import { join as joinPath } from 'node:path'
import { joinTables } from '../../../ml/tables/combine.ts'
import { withEngine } from '../../../ml/tables/engine.ts'
import { checkedSchema } from '../../kit/checked-schema.ts'
import type { Runner } from '../../kit/runner.ts'
import { join, planJoin } from './definition.ts'

export const run: Runner<typeof join> = async ({ inputs, params, ctx }) => {
  const { arriving, leaving } = checkedSchema(join, inputs, params)
  const plan = planJoin(arriving.left, arriving.right, params.keys)
  const outPath = joinPath(ctx.tempDir, 'joined.parquet')
  const [left, right] = [await ctx.store.pathOf(inputs.left.blob), await ctx.store.pathOf(inputs.right.blob)]
  const columns = plan.columns.map(({ from, column, made }) => ({ from, column, name: made.name }))
  const { rows, multiplied } = await withEngine(ctx, (engine) =>
    joinTables(engine, { left, right, outPath, keys: plan.keys, columns, how: params.how }),
  )
  ctx.log('info', `${rows} rows.`)
  if (multiplied > 0)
    ctx.log('warn', `Rows of the left table with several partners: ${multiplied}. Each became several rows.`)
  return { table: { path: outPath, schema: leaving } }
}
