import { join } from 'node:path'
import { divide, type Expression } from '../../../ml/expressions/expression.ts'
import { withEngine } from '../../../ml/tables/engine.ts'
import { readColumn } from '../../../ml/transforms/cast.ts'
import { applyRows } from '../../../ml/transforms/apply-rows.ts'
import { applySql, compileTransform, type Transform } from '../../../ml/transforms/transform.ts'
import { checkedSchema } from '../../kit/checked-schema.ts'
import type { Runner } from '../../kit/runner.ts'
import { planProducts, products } from './definition.ts'

/** New columns above which DuckDB would take longer to plan the statement than JavaScript to compute them. */
const MOST_SQL = 300
/** Numbers that are held at once. */
const BLOCK = 4_000_000

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
  const table = { path: source, columns: names, outPath: path, tempDir: ctx.tempDir }
  await withEngine(ctx, async (engine) => {
    if (made.length <= MOST_SQL) return applySql(engine, transform, table)
    const writes = made.map((each) => each.made.name)
    const reads = Object.fromEntries(columns.map(({ name }) => [name, 'number'] as const))
    const size = Math.max(1, Math.floor(BLOCK / made.length))
    await applyRows(engine, { reads, writes, compute: compileTransform(transform), size }, table)
  })
  ctx.log('info', `Made ${made.length} columns of ${columns.length}.`)
  return { table: { path, schema: leaving, transform } }
}
