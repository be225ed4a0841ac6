import { join } from 'node:path'
import { uniteTables } from '../../../ml/tables/combine.ts'
import { withEngine } from '../../../ml/tables/engine.ts'
import { checkedSchema } from '../../kit/checked-schema.ts'
import type { Runner } from '../../kit/runner.ts'
import { planUnion, union } from './definition.ts'

export const run: Runner<typeof union> = async ({ inputs, params, ctx }) => {
  const { arriving, leaving } = checkedSchema(union, inputs, params)
  const { columns } = planUnion(arriving.left, arriving.right)
  const outPath = join(ctx.tempDir, 'united.parquet')
  const [left, right] = [await ctx.store.pathOf(inputs.left.blob), await ctx.store.pathOf(inputs.right.blob)]
  await withEngine(ctx, (engine) => uniteTables(engine, { left, right, outPath, columns }))
  return { table: { path: outPath, schema: leaving } }
}
