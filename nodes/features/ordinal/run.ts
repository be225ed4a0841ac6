import { join } from 'node:path'
import { withEngine } from '../../../ml/tables/engine.ts'
import { fitCategories, ordinalOf } from '../../../ml/transforms/fit-categories.ts'
import { trainingRelation } from '../../../ml/transforms/training-rows.ts'
import {
  applySql,
  type KnownValues,
  type Transform,
  type TransformColumn,
} from '../../../ml/transforms/transform.ts'
import { checkedSchema } from '../../kit/checked-schema.ts'
import type { Runner } from '../../kit/runner.ts'
import { ordinal, ordinalSelection } from './definition.ts'

export const run: Runner<typeof ordinal> = async ({ inputs, params, ctx }) => {
  const { arriving, leaving } = checkedSchema(ordinal, inputs, params)
  const { columns } = ordinalSelection(arriving.table, params.columns)
  const source = await ctx.store.pathOf(inputs.table.blob)
  return withEngine(ctx, async (engine) => {
    ctx.progress({ message: 'Learning from the training rows' })
    const relation = trainingRelation(source, arriving.table)
    const encoded: TransformColumn[] = []
    const known: KnownValues[] = []
    for (const column of columns) {
      const categories = await fitCategories(engine, relation, { column })
      const unseen = params.unseen === 'missing' ? Number.NaN : -1
      if (column.kind !== 'boolean') known.push({ column: column.name, values: categories })
      encoded.push({ name: column.name, expression: ordinalOf(column, categories, unseen) })
      ctx.log('info', `${column.name}: ${categories.length} categories.`)
    }
    const transform: Transform = { version: 1, columns: encoded, known }
    ctx.progress({ message: 'Writing the table' })
    const path = join(ctx.tempDir, 'encoded.parquet')
    const names = arriving.table.columns.map(({ name }) => name)
    await applySql(engine, transform, { path: source, columns: names, outPath: path })
    return { table: { path, schema: leaving, transform }, transform: { transform } }
  })
}
