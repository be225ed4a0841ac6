import { describe, expect, it } from 'vitest'
import { objectiveOf, scoreOf } from './objective.ts'
import type { Refit } from './refits.ts'
import {
  bestTrial,
  isBetter,
  meanMetrics,
  objectiveOfTrials,
  scoreTrials,
  toFlat,
  toNested,
} from './trials.ts'
import type { PortValue } from './values.ts'

const report = (metrics: Record<string, number>) => ({ port: 'report', metrics }) as unknown as PortValue
const trial = (...folds: Record<string, number>[]): Refit => ({
  iteration: 'trial:0',
  settings: {},
  state: folds.length > 0 ? 'succeeded' : 'failed',
  outputs: Object.fromEntries(folds.map((metrics, fold) => [`evaluate:${fold}.report`, report(metrics)])),
  error: null,
  durationMs: 0,
})

describe('objectiveOf', () => {
  it('takes the loss for classes and the root mean squared error for numbers, unless told otherwise', () => {
    expect(objectiveOf({ accuracy: 1, logLoss: 0 }, 'auto')).toEqual({
      metric: 'logLoss',
      direction: 'minimize',
    })
    expect(objectiveOf({ r2: 1, rmse: 0 }, 'auto')).toEqual({ metric: 'rmse', direction: 'minimize' })
    expect(objectiveOf({ accuracy: 1, logLoss: 0 }, 'accuracy').direction).toBe('maximize')
    expect(objectiveOf({}, 'toString').direction).toBe('maximize')
  })

  it('has no score where the metric is missing or no number', () => {
    const objective = { metric: 'r2', direction: 'maximize' } as const
    const evaluations: Record<string, number>[] = [{ r2: 0.5 }, { r2: Number.NaN }, { mae: 1 }]
    expect(evaluations.map((metrics) => scoreOf(metrics, objective))).toEqual([0.5, null, null])
  })
})

describe('trials', () => {
  it('are compared by what the first that was scored has', () => {
    expect(objectiveOfTrials([trial(), trial({ rmse: 1 })], 'auto')?.metric).toBe('rmse')
    expect(objectiveOfTrials([trial()], 'auto')).toBeNull()
  })

  it('have the best among those with a score, in the direction of the metric', () => {
    const trials = [trial({ rmse: 3 }), trial(), trial({ rmse: 1 }, { rmse: 2 }), trial({ rmse: 1.5 })]
    const objective = { metric: 'rmse', direction: 'minimize' } as const
    const scored = scoreTrials(trials, objective)
    expect(scored.map(({ score }) => score)).toEqual([3, null, 1.5, 1.5])
    expect(bestTrial(scored, objective)?.refit).toBe(trials[2])
    expect(bestTrial(scored, { ...objective, direction: 'maximize' })?.refit).toBe(trials[0])
    expect(bestTrial(scoreTrials([trial()], objective), objective)).toBeUndefined()
    expect(isBetter(1, 2, null)).toBe(false)
  })

  it('have means of the metrics that all their folds have', () => {
    expect(meanMetrics(trial({ f1: 1, rocAuc: 0.5 }, { f1: 0.5 }))).toEqual({ f1: 0.75 })
    expect(meanMetrics(trial())).toEqual({})
  })

  it('have settings by node and field, or by both in one name', () => {
    const nested = { mlp: { l2: 0, layers: [] }, 'bin-2': { bins: 5 } }
    expect(toFlat(nested)).toEqual({ 'mlp.l2': 0, 'mlp.layers': [], 'bin-2.bins': 5 })
    expect(toNested(toFlat(nested))).toEqual(nested)
  })
})
