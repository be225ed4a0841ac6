import { join } from 'node:path'
import { isMissing, type Expression } from '../../../ml/expressions/expression.ts'
import { withEngine } from '../../../ml/tables/engine.ts'
import { readColumn } from '../../../ml/transforms/cast.ts'
import { type Fill, fitMissing } from '../../../ml/transforms/fit-missing.ts'
import { allOf, keepTrainingRows } from '../../../ml/transforms/row-filter.ts'
import { trainingRelation } from '../../../ml/transforms/training-rows.ts'
import { applySql } from '../../../ml/transforms/transform.ts'
import { checkedSchema } from '../../kit/checked-schema.ts'
import type { Runner } from '../../kit/runner.ts'
import { constantFor, missing, planMissing } from './definition.ts'

export const run: Runner<typeof missing> = async ({ inputs, params, ctx }) => {
  const { arriving, leaving } = checkedSchema(missing, inputs, params)
  const plan = planMissing(arriving.table, params)
  const fills = plan.fill.map(({ column, method }): Fill => {
    if (method === 'mean' || method === 'median' || method === 'mode') return { column, method }
    return { column, value: constantFor(column, params) ?? '' }
  })
  const indicators = plan.indicators.map(({ column, made }) => ({ column, name: made.name }))
  const source = await ctx.store.pathOf(inputs.table.blob)
  return withEngine(ctx, async (engine) => {
    ctx.progress({ message: 'Learning from the training rows' })
    const relation = trainingRelation(source, arriving.table)
    const { transform } = await fitMissing(engine, relation, { fills, indicators })
    ctx.progress({ message: 'Writing the table' })
    const path = join(ctx.tempDir, 'filled.parquet')
    const present = plan.drop.map(
      (column): Expression => ({ op: 'not', args: [isMissing(readColumn(column))] }),
    )
    const where = keepTrainingRows(arriving.table, allOf(present))
    await applySql(engine, transform, {
      path: source,
      columns: arriving.table.columns.map(({ name }) => name),
      outPath: path,
      ...(present.length > 0 && { where }),
    })
    ctx.log('info', `Filled ${fills.length} columns, dropped rows by ${plan.drop.length}.`)
    return { table: { path, schema: leaving, transform }, transform: { transform } }
  })
}
