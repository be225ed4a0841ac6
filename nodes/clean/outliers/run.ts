import { join } from 'node:path'
import type { Expression } from '../../../ml/expressions/expression.ts'
import { withEngine } from '../../../ml/tables/engine.ts'
import { clipped, fitOutliers, isOutlier, type OrdinaryRange } from '../../../ml/transforms/fit-outliers.ts'
import { allOf, keepTrainingRows } from '../../../ml/transforms/row-filter.ts'
import { trainingRelation } from '../../../ml/transforms/training-rows.ts'
import { applySql, type Transform, type TransformColumn } from '../../../ml/transforms/transform.ts'
import { checkedSchema } from '../../kit/checked-schema.ts'
import type { Runner } from '../../kit/runner.ts'
import { outliers, planOutliers } from './definition.ts'

export const run: Runner<typeof outliers> = async ({ inputs, params, ctx }) => {
  const { arriving, leaving } = checkedSchema(outliers, inputs, params)
  const { columns, marks } = planOutliers(arriving.table, params)
  const { method, action } = params
  const source = await ctx.store.pathOf(inputs.table.blob)
  return withEngine(ctx, async (engine) => {
    ctx.progress({ message: 'Learning from the training rows' })
    const ranges = await fitOutliers(engine, trainingRelation(source, arriving.table), {
      columns: columns.map(({ name }) => name),
      method,
      width: method === 'iqr' ? params.ranges : params.deviations,
    })
    const marked = (range: OrdinaryRange, index: number): TransformColumn => ({
      name: marks[index]?.made.name ?? range.name,
      expression: isOutlier(range),
    })
    const changes: Record<typeof action, () => TransformColumn[]> = {
      clip: () => ranges.map((range) => ({ name: range.name, expression: clipped(range) })),
      mark: () => ranges.map(marked),
      drop: () => [],
    }
    const transform: Transform = { version: 1, columns: changes[action]() }
    ctx.progress({ message: 'Writing the table' })
    const path = join(ctx.tempDir, 'ordinary.parquet')
    const ordinary = ranges.map((range): Expression => ({ op: 'not', args: [isOutlier(range)] }))
    await applySql(engine, transform, {
      path: source,
      columns: arriving.table.columns.map(({ name }) => name),
      outPath: path,
      ...(action === 'drop' && { where: keepTrainingRows(arriving.table, allOf(ordinary)) }),
    })
    for (const { name, low, high } of ranges) ctx.log('info', `${name}: ordinary from ${low} to ${high}.`)
    return { table: { path, schema: leaving, transform }, transform: { transform } }
  })
}
