import { join } from 'node:path'
import { divide, type Expression } from '../../../ml/expressions/expression.ts'
import { withEngine } from '../../../ml/tables/engine.ts'
import { readColumn } from '../../../ml/transforms/cast.ts'
import { applySql, type Transform } from '../../../ml/transforms/transform.ts'
import { checkedSchema } from '../../kit/checked-schema.ts'
import type { Runner } from '../../kit/runner.ts'
import { planProducts, products } from './definition.ts'

export const run: Runner<typeof products> = async ({ inputs, params, ctx }) => {
  const { arriving, leaving } = checkedSchema(products, inputs, params)
  const { columns, made } = planProducts(arriving.table, params)
  const transform: Transform = {
    version: 1,
    columns: made.map(({ made: { name }, factors, ratio }) => {
      const [first, second, ...rest] = factors.map(readColumn) as [Expression, Expression, ...Expression[]]
      const expression: Expression = ratio
        ? divide(first, second)
        : { op: 'multiply', args: [first, second, ...rest] }
      return { name, expression }
    }),
  }
  const path = join(ctx.tempDir, 'products.parquet')
  const source = await ctx.store.pathOf(inputs.table.blob)
  const names = arriving.table.columns.map(({ name }) => name)
  await withEngine(ctx, (engine) =>
    applySql(engine, transform, { path: source, columns: names, outPath: path }),
  )
  ctx.log('info', `Made ${made.length} columns of ${columns.length}.`)
  return { table: { path, schema: leaving, transform } }
}
