import { join } from 'node:path'
import { answerTable } from '../../../ml/models/answer-table.ts'
import { loadModel } from '../../../ml/models/load-model.ts'
import { openEngine } from '../../../ml/tables/engine.ts'
import { inSplit } from '../../../ml/tables/select-columns.ts'
import { quoteText } from '../../../ml/tables/sql.ts'
import { findByRole } from '../../kit/columns.ts'
import { UserError } from '../../kit/errors.ts'
import { predictionColumns } from '../../kit/model-schemas.ts'
import type { Runner } from '../../kit/runner.ts'
import type { predict } from './definition.ts'

export const run: Runner<typeof predict> = async ({ inputs, params, ctx }) => {
  const { model: modelValue, table } = inputs
  const { columns } = table.schema
  const added = predictionColumns(modelValue.schema).columns
  const taken = added.find((column) => columns.some(({ name }) => name === column.name))
  if (taken) {
    throw new UserError(
      'column_taken',
      `The table has a column "${taken.name}" already. Rename or drop it upstream, or leave out the other Predict.`,
    )
  }
  const split = findByRole(table.schema, 'split')
  const where = split && params.on !== 'all' ? inSplit(split, params.on) : undefined
  if (!split && params.on !== 'all') {
    ctx.log('warn', 'No Split stands upstream, so all rows are answered.')
  }
  const manifest: unknown = JSON.parse(new TextDecoder().decode(await ctx.store.getBytes(modelValue.blob)))
  const model = await loadModel(manifest, (blob) => ctx.store.getBytes(blob))
  const engine = await openEngine({ ...ctx.limits, tempDir: ctx.tempDir })
  try {
    const source = { path: await ctx.store.pathOf(table.blob), columns, ...(where && { where }) }
    const { sql, rows } = await answerTable(engine, source, model)
    const path = join(ctx.tempDir, 'predictions.parquet')
    await engine.run(`COPY (${sql} ORDER BY t._row) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd)`)
    ctx.log('info', `Answered ${rows} rows.`)
    return { table: { path, schema: { ...table.schema, columns: [...columns, ...added] } } }
  } finally {
    engine.close()
    model.dispose()
  }
}
