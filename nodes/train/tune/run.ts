import type { Objective } from '../../kit/objective.ts'
import { passOn, type Runner } from '../../kit/runner.ts'
import {
  bestTrial,
  foldScores,
  isBetter,
  meanMetrics,
  meanOf,
  objectiveOfTrials,
  type ScoredTrial,
  scoreTrials,
} from '../../kit/trials.ts'
import type { tune } from './definition.ts'
import { importanceOf } from './importance.ts'
import type { TuningReport, TuningTrial } from './report.ts'

/** The model that arrives is the best one already, refitted. */
export const run: Runner<typeof tune> = async ({ inputs, params, ctx }) => {
  const objective = objectiveOfTrials(ctx.refits, params.metric)
  const scored = scoreTrials(ctx.refits, objective)
  const best = bestTrial(scored, objective)
  const failed = scored.filter(({ score }) => score === null)
  if (failed.length > 0)
    ctx.log('warn', `${failed.length} of ${scored.length} trials have no score and count as the worst.`)
  const trials = listTrials(scored, objective)
  const report: TuningReport = {
    metric: objective?.metric ?? params.metric,
    direction: objective?.direction ?? 'maximize',
    method: params.method,
    on: params.objective,
    folds: params.objective === 'folds' ? params.folds : null,
    best: best ? scored.indexOf(best) : null,
    trials,
    importance: importanceOf(trials),
  }
  return {
    model: passOn(inputs.model),
    report: {
      kind: 'tuning',
      report,
      metrics: { ...(best && meanMetrics(best.refit)), trials: scored.length, failedTrials: failed.length },
    },
  }
}

function listTrials(scored: readonly ScoredTrial[], objective: Objective | null): TuningTrial[] {
  let bestSoFar: number | null = null
  return scored.map(({ refit, score }) => {
    if (score !== null && isBetter(score, bestSoFar, objective)) bestSoFar = score
    const scores = objective ? foldScores(refit, objective) : []
    const { settings, state, error, durationMs } = refit
    return { settings, score, std: spreadOf(scores), bestSoFar, state, error, durationMs }
  })
}

/** Population standard deviation; null where there is one number or none. */
function spreadOf(numbers: readonly number[]): number | null {
  if (numbers.length < 2) return null
  const mean = meanOf(numbers)
  return Math.sqrt(meanOf(numbers.map((number) => (number - mean) ** 2)))
}
