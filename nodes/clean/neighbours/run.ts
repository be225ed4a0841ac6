import { join } from 'node:path'
import { withEngine } from '../../../ml/tables/engine.ts'
import { applyRows } from '../../../ml/transforms/apply-rows.ts'
import { fitNeighbours } from '../../../ml/transforms/fit-neighbours.ts'
import { compileNeighbours } from '../../../ml/transforms/neighbours-step.ts'
import { trainingRelation } from '../../../ml/transforms/training-rows.ts'
import { checkedSchema } from '../../kit/checked-schema.ts'
import { UserError } from '../../kit/errors.ts'
import type { Runner } from '../../kit/runner.ts'
import { selectColumns } from '../../kit/table-schemas.ts'
import { neighbours } from './definition.ts'

/** Rows that are held at once. */
const BLOCK = 50_000

export const run: Runner<typeof neighbours> = async ({ inputs, params, ctx }) => {
  const { arriving, leaving } = checkedSchema(neighbours, inputs, params)
  const { table } = arriving
  const chosen = selectColumns(table, params.columns, { kinds: ['number'], field: 'columns' })
  const columns = chosen.columns.map(({ name }) => name)
  if (columns.length === 0)
    throw new UserError('nothing_to_do', 'No number arrives here whose gaps could be filled.', {
      field: 'columns',
    })
  const source = await ctx.store.pathOf(inputs.table.blob)
  return withEngine(ctx, async (engine) => {
    ctx.progress({ message: 'Learning from the training rows' })
    const step = await fitNeighbours(engine, trainingRelation(source, table), { ...params, columns })
    ctx.progress({ message: 'Writing the table' })
    const path = join(ctx.tempDir, 'filled.parquet')
    const reads = Object.fromEntries(columns.map((name) => [name, 'number'] as const))
    await applyRows(
      engine,
      { reads, writes: columns, compute: compileNeighbours(step), size: BLOCK },
      { path: source, columns: table.columns.map(({ name }) => name), outPath: path, tempDir: ctx.tempDir },
    )
    ctx.log('info', `Filled ${columns.length} columns out of ${step.rows.length} training rows.`)
    return { table: { path, schema: leaving, transform: step }, transform: { transform: step } }
  })
}
