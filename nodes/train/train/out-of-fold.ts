import { join } from 'node:path'
import { openEngine } from '../../../ml/tables/engine.ts'
import { gatherRows } from '../../../ml/tables/gather-rows.ts'
import { predictionColumns } from '../../kit/model-schemas.ts'
import type { ModelSchema } from '../../kit/ports.ts'
import type { RunContext } from '../../kit/runner.ts'
import type { BlobRef } from '../../kit/values.ts'

/** Stores what the models of the folds say of the rows that they have not seen: null without folds. */
export async function storeOutOfFold(model: ModelSchema, ctx: RunContext): Promise<BlobRef | null> {
  const tables = ctx.refits
    .flatMap(({ outputs }) => Object.values(outputs))
    .filter(({ port }) => port === 'table')
  if (tables.length === 0) return null
  const columns = predictionColumns(model).columns.map(({ name }) => name)
  const from = await Promise.all(
    tables.map(async ({ blob }) => ({ path: await ctx.store.pathOf(blob), columns })),
  )
  const into = join(ctx.tempDir, 'out-of-fold.parquet')
  const engine = await openEngine({ ...ctx.limits, tempDir: ctx.tempDir })
  try {
    await gatherRows(engine, from, { into })
  } finally {
    engine.close()
  }
  return ctx.store.putFile(into, 'application/vnd.apache.parquet', { move: true })
}
