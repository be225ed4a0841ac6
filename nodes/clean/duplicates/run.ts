import { join } from 'node:path'
import { dropDuplicates } from '../../../ml/tables/duplicates.ts'
import { withEngine } from '../../../ml/tables/engine.ts'
import { checkedSchema } from '../../kit/checked-schema.ts'
import type { Runner } from '../../kit/runner.ts'
import { comparedColumns, duplicates } from './definition.ts'

export const run: Runner<typeof duplicates> = async ({ inputs, params, ctx }) => {
  const { arriving, leaving } = checkedSchema(duplicates, inputs, params)
  const { columns } = comparedColumns(arriving.table, params.columns)
  const outPath = join(ctx.tempDir, 'distinct.parquet')
  const path = await ctx.store.pathOf(inputs.table.blob)
  const dropped = await withEngine(ctx, (engine) => dropDuplicates(engine, { path, columns, outPath }))
  ctx.log('info', dropped === 1 ? 'Dropped 1 row.' : `Dropped ${dropped} rows.`)
  return { table: { path: outPath, schema: leaving } }
}
