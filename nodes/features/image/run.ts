import { join } from 'node:path'
import { withEngine } from '../../../ml/tables/engine.ts'
import { applyImage } from '../../../ml/transforms/apply-image.ts'
import type { ImageStep } from '../../../ml/transforms/image-step.ts'
import { applySql } from '../../../ml/transforms/transform.ts'
import { checkedSchema } from '../../kit/checked-schema.ts'
import type { Runner } from '../../kit/runner.ts'
import { image as definition, planImages } from './definition.ts'

export const run: Runner<typeof definition> = async ({ inputs, params, ctx }) => {
  const { arriving, leaving } = checkedSchema(definition, inputs, params)
  const { image } = planImages(arriving.table, params)
  const path = await ctx.store.pathOf(inputs.table.blob)
  const outPath = join(ctx.tempDir, 'images.parquet')
  const columns = leaving.columns.map(({ name }) => name)
  return withEngine(ctx, async (engine) => {
    if (!image) {
      const transform = { version: 1 as const, columns: [] }
      await applySql(engine, transform, { path, columns, outPath })
      return { table: { path: outPath, schema: leaving, transform } }
    }
    const { width, height, fit, colour } = params
    const step: ImageStep = {
      version: 1,
      kind: 'image',
      column: image.name,
      width,
      height,
      fit,
      channels: colour === 'grey' ? 1 : 3,
    }
    const onProgress = (fraction: number) => ctx.progress({ fraction, message: 'Preparing the images' })
    onProgress(0)
    await applyImage(engine, step, { path, columns, outPath, tempDir: ctx.tempDir, onProgress })
    return { table: { path: outPath, schema: leaving, transform: step } }
  })
}
