import { join } from 'node:path'
import { answerTable, answerTypes } from '../../../ml/models/answer-table.ts'
import { loadModel } from '../../../ml/models/load-model.ts'
import { openEngine } from '../../../ml/tables/engine.ts'
import { inSplit } from '../../../ml/tables/select-columns.ts'
import { quoteText } from '../../../ml/tables/sql.ts'
import type { ModelStep } from '../../../ml/transforms/step.ts'
import { findByRole, type TableSchema } from '../../kit/columns.ts'
import { UserError } from '../../kit/errors.ts'
import { findRowSource, loadLineage } from '../../kit/lineage.ts'
import { predictionColumns } from '../../kit/model-schemas.ts'
import type { RunContext, Runner } from '../../kit/runner.ts'
import type { BlobRef, ModelValue, TableValue } from '../../kit/values.ts'
import type { predict } from './definition.ts'

export const run: Runner<typeof predict> = async ({ inputs, params, ctx }) => {
  const { model: modelValue, table } = inputs
  const { columns } = table.schema
  const added = predictionColumns(modelValue.schema, params.role).columns
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
  const { outOfFold, ...manifest } = JSON.parse(
    new TextDecoder().decode(await ctx.store.getBytes(modelValue.blob)),
  ) as { outOfFold?: BlobRef }
  const unseen =
    outOfFold && (await sharesRows(modelValue, table, ctx)) ? await ctx.store.pathOf(outOfFold) : undefined
  const model = await loadModel(manifest, (blob) => ctx.store.getBytes(blob))
  const engine = await openEngine({ ...ctx.limits, tempDir: ctx.tempDir })
  try {
    const source = { path: await ctx.store.pathOf(table.blob), columns, ...(where && { where }) }
    const { sql, rows } = await answerTable(engine, { ...source, ...(unseen && { unseen }) }, model)
    const path = join(ctx.tempDir, 'predictions.parquet')
    await engine.run(`COPY (${sql} ORDER BY t._row) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd)`)
    ctx.log('info', `Answered ${rows} rows.`)
    if (unseen)
      ctx.log(
        'info',
        'Rows that the model has learnt from have the answers of models that have not seen them.',
      )
    const step: ModelStep = {
      version: 1,
      kind: 'model',
      model: manifest,
      reads: model.inputs.map(({ name }) => name),
      writes: Object.keys(answerTypes(model)),
    }
    const schema: TableSchema = { ...table.schema, columns: [...columns, ...added] }
    return { table: { path, schema, transform: step } }
  } finally {
    engine.close()
    model.dispose()
  }
}

/** Whether the rows of a table bear the numbers of those that a model was trained on. */
async function sharesRows(model: ModelValue, table: TableValue, ctx: RunContext): Promise<boolean> {
  const [trained, asked] = [
    await loadLineage(ctx.store, model.lineage),
    await loadLineage(ctx.store, table.lineage),
  ]
  return findRowSource(trained) === findRowSource(asked)
}
