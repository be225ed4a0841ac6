import { join } from 'node:path'
import { importImages } from '../../../ml/images/import-images.ts'
import { withEngine } from '../../../ml/tables/engine.ts'
import { UserError } from '../../kit/errors.ts'
import type { Runner } from '../../kit/runner.ts'
import { sourceSchema } from '../../kit/table-schemas.ts'
import type { images } from './definition.ts'

export const run: Runner<typeof images> = async ({ ctx }) => {
  const { source } = ctx
  if (!source)
    throw new UserError(
      'images_missing',
      'No zip of images is chosen. Drop one on this node, or pick one in Settings.',
      { field: 'source' },
    )
  const path = join(ctx.tempDir, 'images.parquet')
  return withEngine(ctx, async (engine) => {
    const onProgress = (fraction: number) => ctx.progress({ fraction, message: 'Reading the images' })
    onProgress(0)
    const read = await importImages(engine, await ctx.store.pathOf(source), { outPath: path, onProgress })
    for (const warning of read.warnings) ctx.log('warn', warning)
    ctx.log('info', `${read.rows} images`)
    return { table: { path, schema: sourceSchema(read.schema.columns, '').schema } }
  })
}
