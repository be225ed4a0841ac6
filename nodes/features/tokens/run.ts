import { join } from 'node:path'
import { withEngine } from '../../../ml/tables/engine.ts'
import { applyTokens } from '../../../ml/transforms/apply-tokens.ts'
import { fitText } from '../../../ml/transforms/fit-text.ts'
import type { TokensStep } from '../../../ml/transforms/tokens-step.ts'
import { trainingRelation } from '../../../ml/transforms/training-rows.ts'
import { applySql } from '../../../ml/transforms/transform.ts'
import { checkedSchema } from '../../kit/checked-schema.ts'
import type { Runner } from '../../kit/runner.ts'
import { planTokens, tokens } from './definition.ts'

export const run: Runner<typeof tokens> = async ({ inputs, params, ctx }) => {
  const { arriving, leaving } = checkedSchema(tokens, inputs, params)
  const { text } = planTokens(arriving.table, params)
  const path = await ctx.store.pathOf(inputs.table.blob)
  const outPath = join(ctx.tempDir, 'tokens.parquet')
  const columns = leaving.columns.map(({ name }) => name)
  return withEngine(ctx, async (engine) => {
    if (!text) {
      const transform = { version: 1 as const, columns: [] }
      await applySql(engine, transform, { path, columns, outPath })
      return { table: { path: outPath, schema: leaving, transform }, transform: { transform } }
    }
    const { length, most, least, plainLetters } = params
    ctx.progress({ message: 'Learning from the training rows' })
    const fitted = await fitText(engine, trainingRelation(path, arriving.table), {
      column: text.name,
      options: { words: 1, plainLetters, without: [] },
      most,
      least,
    })
    const words = fitted.map(({ term }) => term)
    const step: TokensStep = { version: 1, kind: 'tokens', column: text.name, length, plainLetters, words }
    ctx.progress({ message: 'Writing the table' })
    await applyTokens(engine, step, { path, columns, outPath, tempDir: ctx.tempDir })
    ctx.log('info', `Found ${words.length} words in *${text.name}*.`)
    return { table: { path: outPath, schema: leaving, transform: step }, transform: { transform: step } }
  })
}
