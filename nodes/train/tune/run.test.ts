import { describe, expect, it } from 'vitest'
import type { Refit } from '../../kit/refits.ts'
import type { RunContext } from '../../kit/runner.ts'
import type { ModelValue, ReportValue } from '../../kit/values.ts'
import { tune } from './definition.ts'
import { importanceOf } from './importance.ts'
import type { TuningReport } from './report.ts'
import { run } from './run.ts'

const model = { port: 'model', digest: 'm', blobs: [], metrics: {} } as unknown as ModelValue
const reportOf = (metrics: Record<string, number>) => ({ port: 'report', metrics }) as unknown as ReportValue

/** One set of metrics a fold; none for a trial that failed. */
const trial = (rate: number, ...folds: Record<string, number>[]): Refit => ({
  iteration: `trial:${rate}`,
  settings: { net: { rate } },
  state: folds.length > 0 ? 'succeeded' : 'failed',
  outputs: Object.fromEntries(folds.map((metrics, fold) => [`evaluate:${fold}.report`, reportOf(metrics)])),
  error: folds.length > 0 ? null : 'It grew without bounds.',
  durationMs: 10,
})

async function tuned(refits: readonly Refit[], params: object = {}) {
  const logs: string[] = []
  const outputs = await run({
    inputs: { model },
    params: tune.params.parse(params),
    ctx: { refits, log: (_: string, message: string) => logs.push(message) } as unknown as RunContext,
  })
  const { report, metrics } = outputs.report
  return { model: outputs.model, report: report as TuningReport, metrics, logs }
}

describe('tune', () => {
  it('hands on the very model that arrives', async () => {
    expect((await tuned([trial(1, { logLoss: 0.5 })])).model.same).toBe(model)
  })

  it('lists trials in order with the best so far, and finds the first of the best', async () => {
    const { report, metrics, logs } = await tuned([
      trial(1, { logLoss: 0.5, accuracy: 0.8 }),
      trial(2),
      trial(3, { logLoss: 0.3, accuracy: 0.7 }),
      trial(4, { logLoss: 0.4, accuracy: 0.9 }),
      trial(5, { logLoss: 0.3, accuracy: 0.7 }),
    ])
    expect(report).toMatchObject({ metric: 'logLoss', direction: 'minimize', best: 2, folds: null })
    expect(report.trials.map(({ score }) => score)).toEqual([0.5, null, 0.3, 0.4, 0.3])
    expect(report.trials.map(({ bestSoFar }) => bestSoFar)).toEqual([0.5, 0.5, 0.3, 0.3, 0.3])
    expect(report.trials[1]).toMatchObject({ state: 'failed', error: 'It grew without bounds.' })
    expect(metrics).toEqual({ logLoss: 0.3, accuracy: 0.7, trials: 5, failedTrials: 1 })
    expect(logs).toEqual(['1 of 5 trials have no score and count as the worst.'])
  })

  it('takes more for better where the metric says so', async () => {
    const { report } = await tuned(
      [trial(1, { accuracy: 0.8, logLoss: 1 }), trial(2, { accuracy: 0.9, logLoss: 2 })],
      { metric: 'accuracy' },
    )
    expect(report).toMatchObject({ metric: 'accuracy', direction: 'maximize', best: 1 })
  })

  it('takes the mean over folds, with its spread', async () => {
    const { report, metrics } = await tuned(
      [
        trial(1, { rmse: 2, r2: 0.5 }, { rmse: 4, r2: 0.7 }),
        trial(2, { rmse: 9, r2: 0 }, { rmse: 1, r2: 0 }),
      ],
      { objective: 'folds', folds: 2 },
    )
    expect(report).toMatchObject({ metric: 'rmse', direction: 'minimize', folds: 2, best: 0 })
    expect(report.trials[0]).toMatchObject({ score: 3, std: 1 })
    expect(metrics).toMatchObject({ rmse: 3, r2: 0.6 })
  })

  it('gives no score where a fold lacks the metric', async () => {
    const { report } = await tuned([trial(1, { rmse: 2, r2: 0.5 }, { rmse: 3 })], { metric: 'r2' })
    expect(report.best).toBeNull()
    expect(report.trials[0]?.score).toBeNull()
  })
})

describe('importanceOf', () => {
  const trialsOf = (settings: (index: number) => Record<string, unknown>, count = 20) =>
    Array.from({ length: count }, (_, index) => ({
      settings: { net: settings(index) },
      score: index ** 3,
      std: null,
      bestSoFar: null,
      state: 'succeeded' as const,
      error: null,
      durationMs: 0,
    }))

  it('puts first what goes with the score, in either direction and however curved', () => {
    const found = importanceOf(
      trialsOf((i) => ({ other: (i * 7) % 20, down: 1 / (i + 1), half: i < 10 ? 'a' : 'b', same: 1 })),
    )
    expect(found.map(({ field }) => field)).toEqual(['down', 'half', 'other', 'same'])
    expect(found[0]?.share).toBeCloseTo(1, 12)
    // Ranks 0…19 in halves: 20·25 of 665.
    expect(found[1]?.share).toBeCloseTo(500 / 665, 12)
    expect(found[3]?.share).toBe(0)
  })

  it('tells options that are lists apart', () => {
    const found = importanceOf(trialsOf((i) => ({ layers: [{ units: i < 10 ? 8 : 16 }] })))
    expect(found[0]?.share).toBeCloseTo(500 / 665, 12)
  })

  it('says nothing of a few trials', () => {
    expect(importanceOf(trialsOf((i) => ({ x: i }), 7))).toEqual([])
  })
})
