import { expect, test } from 'vitest'
import type { NodeRunView, RunDetail } from '../../../../server/views.ts'
import { heldOutMetrics } from './held-out.ts'

const runOf = (...evaluations: [id: string, model: string, on: string, accuracy: number][]) =>
  ({
    planNodes: evaluations.map(([id, model, on]) => ({
      id,
      type: 'evaluate.evaluate',
      title: 'Evaluate',
      inputs: { model: { node: model, port: 'model' } },
      on,
    })),
    nodes: Object.fromEntries(
      evaluations.map(([id, , , accuracy]) => [
        id,
        {
          outputs: { report: { port: 'report', kind: 'evaluation', metrics: { accuracy } } },
        } as unknown as NodeRunView,
      ]),
    ),
  }) satisfies Pick<RunDetail, 'planNodes' | 'nodes'>

test('a model has the figures of its own evaluation, on test rows before others', () => {
  const run = runOf(['a', 'net', 'test', 0.8], ['b', 'forest', 'test', 0.9], ['c', 'net', 'validation', 0.7])
  expect(heldOutMetrics(run, 'net')).toEqual({ accuracy: 0.8 })
  expect(heldOutMetrics(run, 'forest')).toEqual({ accuracy: 0.9 })
  expect(heldOutMetrics(runOf(['c', 'net', 'validation', 0.7]), 'net')).toEqual({ accuracy: 0.7 })
})

test('it has none where nothing was held back from it', () => {
  expect(heldOutMetrics(runOf(['a', 'net', 'train', 1], ['b', 'net', 'all', 1]), 'net')).toEqual({})
  expect(heldOutMetrics(runOf(['a', 'other', 'test', 1]), 'net')).toEqual({})
  expect(heldOutMetrics(undefined, 'net')).toEqual({})
})
