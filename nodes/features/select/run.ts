import { join } from 'node:path'
import { type Engine, withEngine } from '../../../ml/tables/engine.ts'
import {
  bestScored,
  type ColumnScore,
  scoreInformation,
  scoreVariance,
} from '../../../ml/transforms/fit-selection.ts'
import { scoreChi2, scoreCorrelation, scoreF, scoreLasso } from '../../../ml/transforms/score-columns.ts'
import { type TrainingRelation, trainingRelation } from '../../../ml/transforms/training-rows.ts'
import { applySql, type Transform } from '../../../ml/transforms/transform.ts'
import { checkedSchema } from '../../kit/checked-schema.ts'
import type { z } from 'zod'
import { type Column, findByRole } from '../../kit/columns.ts'
import { UserError } from '../../kit/errors.ts'
import type { Runner } from '../../kit/runner.ts'
import { listInWords } from '../../kit/table-schemas.ts'
import { planSelection, selectFeatures } from './definition.ts'

/** Most columns that the log names. */
const MAX_NAMES = 50

export const run: Runner<typeof selectFeatures> = async ({ inputs, params, ctx }) => {
  const { arriving } = checkedSchema(selectFeatures, inputs, params)
  const { table } = arriving
  const { columns, count } = planSelection(table, params)
  const source = await ctx.store.pathOf(inputs.table.blob)
  return withEngine(ctx, async (engine) => {
    ctx.progress({ message: 'Measuring the columns of the training rows' })
    const relation = trainingRelation(source, table)
    const target = findByRole(table, 'target')
    const names = columns.map(({ name }) => name)
    const scores = await measure(engine, relation, { columns, target, params })
    const stays = staying[params.method]
    const kept = stays
      ? new Set(scores.filter(({ score }) => stays(score, params)).map(({ name }) => name))
      : bestScored(scores, count ?? names.length)
    const left = table.columns.filter(({ name }) => kept.has(name) || !names.includes(name))
    if (names.length > 0 && !left.some(({ role }) => role === 'feature')) {
      const [why, field] =
        params.method === 'lasso'
          ? ['The penalty leaves no column, so nothing would be left to learn from. Lower it.', 'penalty']
          : [
              `No column has a variance above ${params.threshold}, so nothing would be left to learn from. Lower the threshold.`,
              'threshold',
            ]
      throw new UserError('nothing_kept', why, { field })
    }
    ctx.log(
      'info',
      `Kept ${kept.size} of ${names.length} columns: ${scored(scores, (name) => kept.has(name))}.`,
    )
    if (kept.size < names.length) ctx.log('info', `Dropped: ${scored(scores, (name) => !kept.has(name))}.`)
    // What a transform does not name passes through, and the columns of the table say what is left.
    const transform: Transform = { version: 1, columns: [] }
    ctx.progress({ message: 'Writing the table' })
    const path = join(ctx.tempDir, 'selected.parquet')
    await applySql(engine, transform, { path: source, columns: left.map(({ name }) => name), outPath: path })
    return { table: { path, schema: { ...table, columns: left }, transform }, transform: { transform } }
  })
}

type Params = z.infer<typeof selectFeatures.params>

/** By method, whether a column of a score stays; the others keep the best. */
const staying: Partial<Record<Params['method'], (score: number, params: Params) => boolean>> = {
  variance: (score, { threshold }) => score > threshold,
  correlation: (score, { limit }) => score <= limit,
  lasso: (score) => score > 0,
}

function measure(
  engine: Engine,
  relation: TrainingRelation,
  { columns, target, params }: { columns: readonly Column[]; target: Column | undefined; params: Params },
): Promise<ColumnScore[]> {
  if (params.method === 'correlation')
    return scoreCorrelation(engine, relation, { columns, limit: params.limit })
  const names = columns.map(({ name }) => name)
  if (params.method === 'variance' || !target) return scoreVariance(engine, relation, names)
  const asked = { columns, target }
  if (params.method === 'f') return scoreF(engine, relation, asked)
  if (params.method === 'chi2') return scoreChi2(engine, relation, asked)
  if (params.method === 'lasso') return scoreLasso(engine, relation, { ...asked, penalty: params.penalty })
  return scoreInformation(engine, relation, asked)
}

/** `age 0.31, height 0.12`, best first. */
function scored(scores: readonly ColumnScore[], among: (name: string) => boolean): string {
  const words = scores
    .filter(({ name }) => among(name))
    .toSorted((a, b) => b.score - a.score)
    .map(({ name, score }) => `${name} ${Number.isNaN(score) ? '(no values)' : score.toPrecision(3)}`)
  return listInWords(words, MAX_NAMES)
}
