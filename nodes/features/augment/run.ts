import { join } from 'node:path'
import { isPicture } from '../../../ml/images/pixels.ts'
import { writeAugmented } from '../../../ml/images/write-augmented.ts'
import { withEngine } from '../../../ml/tables/engine.ts'
import { trainingRelation } from '../../../ml/transforms/training-rows.ts'
import { applySql } from '../../../ml/transforms/transform.ts'
import { checkedSchema } from '../../kit/checked-schema.ts'
import type { Runner } from '../../kit/runner.ts'
import { augment, planAugment } from './definition.ts'

export const run: Runner<typeof augment> = async ({ inputs, params, ctx }) => {
  const { arriving, leaving } = checkedSchema(augment, inputs, params)
  const { picture } = planAugment(arriving.table, params)
  const path = await ctx.store.pathOf(inputs.table.blob)
  const outPath = join(ctx.tempDir, 'augmented.parquet')
  return withEngine(ctx, async (engine) => {
    if (!picture || !isPicture(picture.shape)) {
      const columns = leaving.columns.map(({ name }) => name)
      await applySql(engine, { version: 1, columns: [] }, { path, columns, outPath })
      return { table: { path: outPath, schema: leaving } }
    }
    const { column: _, copies, ...augmentation } = params
    const onProgress = (fraction: number) => ctx.progress({ fraction, message: 'Changing the images' })
    onProgress(0)
    const made = await writeAugmented(engine, {
      path,
      training: trainingRelation(path, arriving.table),
      column: picture.name,
      shape: picture.shape,
      augmentation,
      copies,
      seed: ctx.seed,
      outPath,
      tempDir: ctx.tempDir,
      onProgress,
    })
    ctx.log('info', `Added ${made} changed images.`)
    return { table: { path: outPath, schema: leaving } }
  })
}
