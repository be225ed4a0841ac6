import { join } from 'node:path'
import { divide, type Expression, subtract } from '../../../ml/expressions/expression.ts'
import { withEngine } from '../../../ml/tables/engine.ts'
import { readColumn } from '../../../ml/transforms/cast.ts'
import { fitAggregates } from '../../../ml/transforms/fit-aggregates.ts'
import { codesOf } from '../../../ml/transforms/fit-encode.ts'
import { trainingRelation } from '../../../ml/transforms/training-rows.ts'
import { applySql, type Transform, type TransformColumn } from '../../../ml/transforms/transform.ts'
import { checkedSchema } from '../../kit/checked-schema.ts'
import type { Runner } from '../../kit/runner.ts'
import { type Aggregate, aggregate, planAggregates } from './definition.ts'

const statisticOf = (what: Aggregate['what']) =>
  what === 'difference' || what === 'quotient' ? 'mean' : what

export const run: Runner<typeof aggregate> = async ({ inputs, params, ctx }) => {
  const { arriving, leaving } = checkedSchema(aggregate, inputs, params)
  const { groups, numbers, made } = planAggregates(arriving.table, params)
  const source = await ctx.store.pathOf(inputs.table.blob)
  return withEngine(ctx, async (engine) => {
    ctx.progress({ message: 'Learning from the training rows' })
    const relation = trainingRelation(source, arriving.table)
    const columns: TransformColumn[] = []
    for (const by of groups.columns) {
      for (const column of numbers.columns) {
        const own = made.filter((each) => each.by === by && each.column === column)
        const statistics = [...new Set(own.map(({ what }) => statisticOf(what)))]
        if (statistics.length === 0) continue
        const fitted = await fitAggregates(engine, relation, { by, column, statistics })
        for (const { what, made: added } of own) {
          const figure = codesOf(by, fitted.get(statisticOf(what))!)
          columns.push({ name: added.name, expression: held(what, readColumn(column), figure) })
        }
      }
    }
    const transform: Transform = { version: 1, columns }
    ctx.progress({ message: 'Writing the table' })
    const path = join(ctx.tempDir, 'aggregates.parquet')
    const names = arriving.table.columns.map(({ name }) => name)
    await applySql(engine, transform, { path: source, columns: names, outPath: path })
    ctx.log('info', `Made ${made.length} columns of ${numbers.columns.length}.`)
    return { table: { path, schema: leaving, transform }, transform: { transform } }
  })
}

function held(what: Aggregate['what'], value: Expression, figure: Expression): Expression {
  if (what === 'difference') return subtract(value, figure)
  return what === 'quotient' ? divide(value, figure) : figure
}
