import { join } from 'node:path'
import { isMissing, type Expression } from '../../../ml/expressions/expression.ts'
import { type Carried, carryValues } from '../../../ml/tables/carry-values.ts'
import { withEngine } from '../../../ml/tables/engine.ts'
import { readColumn } from '../../../ml/transforms/cast.ts'
import { type Fill, fitMissing } from '../../../ml/transforms/fit-missing.ts'
import { allOf, keepTrainingRows } from '../../../ml/transforms/row-filter.ts'
import { trainingRelation } from '../../../ml/transforms/training-rows.ts'
import { applySql } from '../../../ml/transforms/transform.ts'
import { checkedSchema } from '../../kit/checked-schema.ts'
import type { Runner } from '../../kit/runner.ts'
import { constantFor, missing, neighbourColumns, planMissing } from './definition.ts'

export const run: Runner<typeof missing> = async ({ inputs, params, ctx }) => {
  const { arriving, leaving } = checkedSchema(missing, inputs, params)
  const plan = planMissing(arriving.table, params)
  const fills: Fill[] = []
  const carried: Carried[] = []
  for (const { column, method } of plan.fill) {
    const mark = plan.indicators.find((each) => each.column === column)?.made.name
    if (method === 'previous' || method === 'next') carried.push({ column, from: method, mark })
    else if (method === 'mean' || method === 'median' || method === 'mode') fills.push({ column, method })
    else fills.push({ column, value: constantFor(column, params) ?? '' })
  }
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
    const { order, group } = neighbourColumns(arriving.table, params)
    const carriedPath = join(ctx.tempDir, 'carried.parquet')
    if (carried.length > 0 && order) {
      const { table: schema } = arriving
      const by = { order: order.name, group: group?.name }
      await carryValues(engine, { path: source, schema, ...by, carried, outPath: carriedPath })
    }
    // What is carried over lies in the table already, with its marks; an endpoint has one row and carries nothing.
    const marks = new Set(carried.map(({ mark }) => mark))
    const written = { ...transform, columns: transform.columns.filter(({ name }) => !marks.has(name)) }
    await applySql(engine, written, {
      path: carried.length > 0 ? carriedPath : source,
      columns: leaving.columns.map(({ name }) => name),
      outPath: path,
      ...(present.length > 0 && { where }),
    })
    ctx.log('info', `Filled ${fills.length + carried.length} columns, dropped rows by ${plan.drop.length}.`)
    return { table: { path, schema: leaving, transform }, transform: { transform } }
  })
}
