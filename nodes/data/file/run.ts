import { join } from 'node:path'
import { openEngine } from '../../../ml/tables/engine.ts'
import { importFile } from '../../../ml/tables/import.ts'
import { UserError } from '../../kit/errors.ts'
import type { Runner } from '../../kit/runner.ts'
import { sourceSchema } from '../../kit/table-schemas.ts'
import type { file } from './definition.ts'

export const run: Runner<typeof file> = async ({ params, ctx }) => {
  if (!ctx.source)
    throw new UserError(
      'file_missing',
      'No file is chosen. Drop one on this node, or pick one in Settings.',
      {
        field: 'source',
      },
    )
  const path = join(ctx.tempDir, 'file.parquet')
  const engine = await openEngine({ ...ctx.limits, tempDir: ctx.tempDir })
  try {
    ctx.progress({ message: 'Reading the file' })
    const { source: _, version: __, ...options } = params
    const read = await importFile(engine, await ctx.store.pathOf(ctx.source), { options, outPath: path })
    for (const warning of read.warnings) ctx.log('warn', warning)
    ctx.log('info', `${read.rows} rows, ${read.schema.columns.length} columns`)
    return { table: { path, schema: sourceSchema(read.schema.columns, params.target).schema } }
  } finally {
    engine.close()
  }
}
