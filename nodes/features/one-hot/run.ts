import { join } from 'node:path'
import { number } from '../../../ml/expressions/expression.ts'
import { withEngine } from '../../../ml/tables/engine.ts'
import { fitFrequent, isCategory } from '../../../ml/transforms/fit-categories.ts'
import { trainingRelation } from '../../../ml/transforms/training-rows.ts'
import { applySql, type KnownValues, type Transform } from '../../../ml/transforms/transform.ts'
import { checkedSchema } from '../../kit/checked-schema.ts'
import type { Runner } from '../../kit/runner.ts'
import { oneHot, oneHotColumns, planOneHot } from './definition.ts'

export const run: Runner<typeof oneHot> = async ({ inputs, params, ctx }) => {
  const { arriving } = checkedSchema(oneHot, inputs, params)
  const { encoded } = planOneHot(arriving.table, params)
  const source = await ctx.store.pathOf(inputs.table.blob)
  return withEngine(ctx, async (engine) => {
    ctx.progress({ message: 'Learning from the training rows' })
    const relation = trainingRelation(source, arriving.table)
    const fitted = new Map<string, Set<string>>()
    const known: KnownValues[] = []
    const chosen: { column: (typeof encoded)[number]['column']; categories: readonly string[] }[] = []
    for (const { column, categories } of encoded) {
      const { seen, frequent } = await fitFrequent(engine, relation, { column, most: params.most })
      fitted.set(column.name, new Set(frequent))
      if (column.kind !== 'boolean') known.push({ column: column.name, values: seen })
      chosen.push({ column, categories: categories ?? frequent })
    }
    const { kept, made } = oneHotColumns(arriving.table, chosen)
    const transform: Transform = {
      version: 1,
      columns: made.map(({ column, category, made: { name } }) => ({
        name,
        // Nothing was learnt of a category that no training row has: it counts as unseen.
        expression: fitted.get(column.name)?.has(category) ? isCategory(column, category) : number(0),
      })),
      known,
    }
    ctx.progress({ message: 'Writing the table' })
    const path = join(ctx.tempDir, 'encoded.parquet')
    await applySql(engine, transform, { path: source, columns: kept.map(({ name }) => name), outPath: path })
    ctx.log('info', `Made ${made.length} columns of ${encoded.length}.`)
    const schema = { ...arriving.table, columns: [...kept, ...made.map((each) => each.made)] }
    return { table: { path, schema, transform }, transform: { transform } }
  })
}
