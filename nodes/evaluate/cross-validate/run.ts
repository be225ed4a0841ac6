import { join } from 'node:path'
import { openEngine } from '../../../ml/tables/engine.ts'
import { gatherRows } from '../../../ml/tables/gather-rows.ts'
import { UnexpectedError } from '../../kit/errors.ts'
import { meanOf } from '../../kit/trials.ts'
import type { PortValues } from '../../kit/values.ts'
import type { RunContext, Runner } from '../../kit/runner.ts'
import { FOLD_COLUMN, foldTable, type crossValidate } from './definition.ts'

/** What is read of the evaluation of a fold. */
interface Evaluated {
  rows: number
  task: string
  target: string
}

export const run: Runner<typeof crossValidate> = async ({ inputs: { model }, ctx }) => {
  const folds = await Promise.all(
    ctx.refits.map(async (_, fold) => {
      const { blob, metrics } = outputOf(ctx, fold, 'report')
      const { rows, task, target } = JSON.parse(
        new TextDecoder().decode(await ctx.store.getBytes(blob)),
      ) as Evaluated
      return { fold, rows, task, target, metrics }
    }),
  )
  const [first] = folds
  if (!first) throw new UnexpectedError('folds_missing', 'No fold was made')
  // A metric that one fold has no value for, such as the area under a curve of one class, has no mean.
  const metricNames = Object.keys(first.metrics).filter((name) =>
    folds.every(({ metrics }) => Object.hasOwn(metrics, name)),
  )
  const over = (name: string) => folds.map(({ metrics }) => metrics[name] as number)
  const mean = Object.fromEntries(metricNames.map((name) => [name, meanOf(over(name))]))
  const std = Object.fromEntries(metricNames.map((name) => [name, deviationOf(over(name))]))

  const schema = foldTable(model.schema)
  const path = join(ctx.tempDir, 'predictions.parquet')
  const columns = schema.columns.map(({ name }) => name).filter((name) => name !== FOLD_COLUMN)
  const engine = await openEngine({ ...ctx.limits, tempDir: ctx.tempDir })
  try {
    const tables = await Promise.all(
      folds.map(async ({ fold }) => ({
        path: await ctx.store.pathOf(outputOf(ctx, fold, 'table').blob),
        columns,
      })),
    )
    await gatherRows(engine, tables, { into: path, as: FOLD_COLUMN })
  } finally {
    engine.close()
  }
  ctx.log('info', `Scored ${folds.reduce((sum, { rows }) => sum + rows, 0)} rows in ${folds.length} folds.`)
  const { task, target } = first
  return {
    report: {
      kind: 'cross-validation',
      report: {
        folds: folds.map(({ fold, rows, metrics }) => ({ fold, rows, metrics })),
        mean,
        std,
        metricNames,
        task,
        target,
      },
      metrics: mean,
    },
    predictions: { path, schema },
  }
}

function outputOf<P extends 'report' | 'table'>(ctx: RunContext, fold: number, port: P): PortValues[P] {
  const value = Object.values(ctx.refits[fold]?.outputs ?? {}).find((each) => each.port === port)
  if (!value) throw new UnexpectedError('fold_missing', `Fold ${fold} has no ${port}`)
  return value as PortValues[P]
}

/** Population standard deviation. */
function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values)
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)))
}
