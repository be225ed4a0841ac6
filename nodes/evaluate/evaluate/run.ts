import { evaluateModel } from '../../../ml/metrics/evaluate-model.ts'
import { loadModel } from '../../../ml/models/load-model.ts'
import { openEngine } from '../../../ml/tables/engine.ts'
import { inSplit } from '../../../ml/tables/select-columns.ts'
import { findByRole } from '../../kit/columns.ts'
import type { Runner } from '../../kit/runner.ts'
import type { evaluate } from './definition.ts'

const NO_SPLIT =
  'No Split stands upstream, so there is no held-out score: these rows are those that the model has learnt from.'

export const run: Runner<typeof evaluate> = async ({ inputs, params, ctx }) => {
  const { model: modelValue, table } = inputs
  const manifest: unknown = JSON.parse(new TextDecoder().decode(await ctx.store.getBytes(modelValue.blob)))
  const split = findByRole(table.schema, 'split')
  const on = split ? params.on : 'all'
  if (!split) ctx.log('warn', NO_SPLIT)
  const model = await loadModel(manifest, (blob) => ctx.store.getBytes(blob))
  const engine = await openEngine({ ...ctx.limits, tempDir: ctx.tempDir })
  try {
    const evaluation = await evaluateModel(
      engine,
      {
        path: await ctx.store.pathOf(table.blob),
        columns: table.schema.columns,
        ...(split && on !== 'all' && { where: inSplit(split, on) }),
      },
      model,
    )
    if (evaluation.leftOut > 0) {
      ctx.log(
        'warn',
        `${evaluation.leftOut} rows are left out: they have no value in "${evaluation.target}", or one that the model doesn't know.`,
      )
    }
    const heldOut = on === 'test' || on === 'validation'
    return {
      report: {
        kind: 'evaluation',
        report: { ...evaluation, on, heldOut, note: split ? null : NO_SPLIT },
        metrics: numbersOf(evaluation.metrics),
      },
    }
  } finally {
    engine.close()
    model.dispose()
  }
}

/** The figures that are known; one that has no value on these rows is left out. */
const numbersOf = (metrics: object): Record<string, number> =>
  Object.fromEntries(
    Object.entries(metrics).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  )
