import { join } from 'node:path'
import { withEngine } from '../../../ml/tables/engine.ts'
import { binLabels, binOf, fitBins } from '../../../ml/transforms/fit-bins.ts'
import { trainingRelation } from '../../../ml/transforms/training-rows.ts'
import { applySql, type Transform } from '../../../ml/transforms/transform.ts'
import { checkedSchema } from '../../kit/checked-schema.ts'
import type { Column } from '../../kit/columns.ts'
import { sortedCategories } from '../../kit/new-columns.ts'
import type { Runner } from '../../kit/runner.ts'
import { selectColumns } from '../../kit/table-schemas.ts'
import { bin, parseEdges } from './definition.ts'

export const run: Runner<typeof bin> = async ({ inputs, params, ctx }) => {
  const { arriving, leaving } = checkedSchema(bin, inputs, params)
  const selected = selectColumns(arriving.table, params.columns, { kinds: ['number'], field: 'columns' })
  const names = selected.columns.map(({ name }) => name)
  const { method, bins, output } = params
  const source = await ctx.store.pathOf(inputs.table.blob)
  return withEngine(ctx, async (engine) => {
    ctx.progress({ message: 'Learning from the training rows' })
    const fitted =
      method === 'edges'
        ? names.map((name) => ({ name, edges: parseEdges(params.edges) ?? [] }))
        : await fitBins(engine, trainingRelation(source, arriving.table), { columns: names, method, bins })
    for (const { name, edges } of fitted)
      if (method !== 'edges' && edges.length + 1 < bins)
        ctx.log('warn', `${name}: ${edges.length + 1} bins, since too many rows have the same value.`)
    const transform: Transform = {
      version: 1,
      columns: fitted.map((each) => ({ name: each.name, expression: binOf(each, output) })),
    }
    ctx.progress({ message: 'Writing the table' })
    const path = join(ctx.tempDir, 'binned.parquet')
    const columns = arriving.table.columns.map(({ name }) => name)
    await applySql(engine, transform, { path: source, columns, outPath: path })
    const labels = new Map(fitted.map(({ name, edges }) => [name, sortedCategories(binLabels(edges))]))
    const named = leaving.columns.map((column): Column => {
      const categories = output === 'label' ? labels.get(column.name) : undefined
      return categories ? { ...column, categories } : column
    })
    return { table: { path, schema: { ...leaving, columns: named }, transform }, transform: { transform } }
  })
}
