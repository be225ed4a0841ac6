import { join } from 'node:path'
import { withEngine } from '../../../ml/tables/engine.ts'
import { componentValue, fitPca } from '../../../ml/transforms/fit-pca.ts'
import { trainingRelation } from '../../../ml/transforms/training-rows.ts'
import { applySql, type Transform } from '../../../ml/transforms/transform.ts'
import { checkedSchema } from '../../kit/checked-schema.ts'
import type { Runner } from '../../kit/runner.ts'
import { listInWords } from '../../kit/table-schemas.ts'
import { pca, planPca } from './definition.ts'

/** Most components that the log names. */
const MAX_NAMES = 20

export const run: Runner<typeof pca> = async ({ inputs, params, ctx }) => {
  const { arriving } = checkedSchema(pca, inputs, params)
  const { columns } = planPca(arriving.table, params)
  const source = await ctx.store.pathOf(inputs.table.blob)
  return withEngine(ctx, async (engine) => {
    ctx.progress({ message: 'Learning from the training rows' })
    const fitted =
      columns.length === 0
        ? null
        : await fitPca(engine, trainingRelation(source, arriving.table), {
            columns: columns.map(({ name }) => name),
            standardise: params.standardise,
            wanted: params.keep === 'count' ? { count: params.count } : { share: params.share },
          })
    const components = fitted?.components ?? []
    const { kept, made } = planPca(arriving.table, params, components.length)
    const transform: Transform = {
      version: 1,
      columns: made.map(({ name }, at) => ({ name, expression: componentValue(fitted!, components[at]!) })),
    }
    ctx.progress({ message: 'Writing the table' })
    const path = join(ctx.tempDir, 'components.parquet')
    await applySql(engine, transform, { path: source, columns: kept.map(({ name }) => name), outPath: path })
    if (fitted) {
      const percent = (ratio: number) => `${(ratio * 100).toFixed(1)} %`
      const held = components.reduce((sum, { ratio }) => sum + ratio, 0)
      const each = components.map(({ ratio }) => percent(ratio))
      const these = components.length === 1 ? '1 component holds' : `${components.length} components hold`
      ctx.log(
        'info',
        `${these} ${percent(held)} of the variance of ${columns.length} columns: ${listInWords(each, MAX_NAMES)}.`,
      )
      const still = components.filter(({ variance }) => variance === 0).length
      if (still > 0)
        ctx.log(
          'warn',
          `Beyond component ${components.length - still} the training rows do not vary, so the other components are 0.`,
        )
      if (fitted.incomplete > 0) {
        ctx.log(
          'warn',
          `${fitted.incomplete} of ${fitted.rows + fitted.incomplete} training rows lack a value, so nothing was learnt from them and they have no components. Put Missing values before this node.`,
        )
      }
    }
    const schema = { ...arriving.table, columns: [...kept, ...made] }
    return { table: { path, schema, transform }, transform: { transform } }
  })
}
