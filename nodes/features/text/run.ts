import { join } from 'node:path'
import { withEngine } from '../../../ml/tables/engine.ts'
import { functionWords } from '../../../ml/text/terms.ts'
import { applyText } from '../../../ml/transforms/apply-text.ts'
import { fitText } from '../../../ml/transforms/fit-text.ts'
import type { TextStep } from '../../../ml/transforms/text-step.ts'
import { trainingRelation } from '../../../ml/transforms/training-rows.ts'
import { applySql } from '../../../ml/transforms/transform.ts'
import { checkedSchema } from '../../kit/checked-schema.ts'
import type { Runner } from '../../kit/runner.ts'
import { planText, termColumns, text as definition } from './definition.ts'

export const run: Runner<typeof definition> = async ({ inputs, params, ctx }) => {
  const { arriving } = checkedSchema(definition, inputs, params)
  const { text, kept } = planText(arriving.table, params)
  const path = await ctx.store.pathOf(inputs.table.blob)
  const outPath = join(ctx.tempDir, 'terms.parquet')
  const columns = kept.map(({ name }) => name)
  return withEngine(ctx, async (engine) => {
    if (!text) {
      const transform = { version: 1 as const, columns: [] }
      await applySql(engine, transform, { path, columns, outPath })
      return { table: { path: outPath, schema: arriving.table, transform }, transform: { transform } }
    }
    const options = {
      words: params.words,
      plainLetters: params.plainLetters,
      without: params.functionWords ? functionWords : [],
    }
    ctx.progress({ message: 'Learning from the training rows' })
    const fitted = await fitText(engine, trainingRelation(path, arriving.table), {
      column: text.name,
      options,
      most: params.most,
      least: params.least,
    })
    const made = termColumns(
      arriving.table,
      text,
      fitted.map(({ term }) => term),
    )
    const step: TextStep = {
      version: 1,
      kind: 'text',
      column: text.name,
      options,
      weights: params.weights,
      dampened: params.dampened,
      terms: fitted.map((each, at) => ({ name: made[at]?.name ?? '', ...each })),
    }
    ctx.progress({ message: 'Writing the table' })
    await applyText(engine, step, { path, columns, outPath, tempDir: ctx.tempDir })
    ctx.log('info', `Made ${made.length} columns of *${text.name}*.`)
    const schema = { ...arriving.table, columns: [...kept, ...made] }
    return { table: { path: outPath, schema, transform: step }, transform: { transform: step } }
  })
}
