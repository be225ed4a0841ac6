import { join } from 'node:path'
import { withEngine } from '../../../ml/tables/engine.ts'
import { binLabels, binOf, type FittedBins, fitBins } from '../../../ml/transforms/fit-bins.ts'
import { trainingRelation } from '../../../ml/transforms/training-rows.ts'
import { fitTreeEdges } from '../../../ml/transforms/tree-edges.ts'
import { applySql, type Transform } from '../../../ml/transforms/transform.ts'
import { checkedSchema } from '../../kit/checked-schema.ts'
import { type Column, findByRole } from '../../kit/columns.ts'
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
    const relation = trainingRelation(source, arriving.table)
    const target = findByRole(arriving.table, 'target')
    const fit = async (): Promise<FittedBins[]> => {
      if (method === 'edges') return names.map((name) => ({ name, edges: parseEdges(params.edges) ?? [] }))
      if (method !== 'tree' || !target)
        return fitBins(engine, relation, {
          columns: names,
          method: method === 'width' ? method : 'frequency',
          bins,
        })
      const found: FittedBins[] = []
      for (const name of names)
        found.push({ name, edges: await fitTreeEdges(engine, relation, { column: name, target, bins }) })
      return found
    }
    const fitted = await fit()
    for (const { name, edges } of fitted)
      if (method !== 'edges' && edges.length + 1 < bins) {
        const why = method === 'tree' ? 'no more tell of the target' : 'too many rows have the same value'
        ctx.log('warn', `${name}: ${edges.length + 1} bins, since ${why}.`)
      }
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
