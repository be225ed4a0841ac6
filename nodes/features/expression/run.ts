import { join } from 'node:path'
import { countCategories } from '../../../ml/tables/categories.ts'
import { withEngine } from '../../../ml/tables/engine.ts'
import { parquet } from '../../../ml/tables/sql.ts'
import { applySql, type Transform } from '../../../ml/transforms/transform.ts'
import { checkedSchema } from '../../kit/checked-schema.ts'
import type { Column } from '../../kit/columns.ts'
import { UserError } from '../../kit/errors.ts'
import type { Runner } from '../../kit/runner.ts'
import { expression } from './definition.ts'
import { parseExpression } from './parse.ts'

export const run: Runner<typeof expression> = async ({ inputs, params, ctx }) => {
  const { arriving, leaving } = checkedSchema(expression, inputs, params)
  const parsed = parseExpression(params.expression, arriving.table)
  if (parsed.status !== 'ok')
    throw new UserError('expression_wrong', 'The expression can’t be read. Correct it.', {
      field: 'expression',
    })
  const name = params.name.trim()
  const transform: Transform = { version: 1, columns: [{ name, expression: parsed.expression }] }
  const source = await ctx.store.pathOf(inputs.table.blob)
  const path = join(ctx.tempDir, 'computed.parquet')
  return withEngine(ctx, async (engine) => {
    const columns = arriving.table.columns.map((column) => column.name)
    await applySql(engine, transform, { path: source, columns, outPath: path })
    if (parsed.type !== 'text') return { table: { path, schema: leaving, transform } }
    const counts = await countCategories(engine, parquet(path), name)
    const named = leaving.columns.map(
      (column): Column =>
        column.name === name && counts ? { ...column, categories: [...counts.keys()] } : column,
    )
    return { table: { path, schema: { ...leaving, columns: named }, transform } }
  })
}
