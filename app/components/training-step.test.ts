import { expect, test } from 'vitest'
import type { PortValue } from '../../nodes/kit/values.ts'
import { stepAt, stepOf } from './training-step.ts'

const trees = (metrics: Record<string, number>) => ({
  outputs: { report: { port: 'report', kind: 'trees', metrics } as unknown as PortValue },
})

test('a training is counted by what its model is made of', () => {
  expect(stepOf({ progress: { message: 'Round 3 of 100' } })).toBe('round')
  expect(stepOf({ progress: { message: 'Tree 3 of 100' } })).toBe('tree')
  expect(stepOf({ progress: { message: 'Epoch 3 of 100' } })).toBe('epoch')
  expect(stepOf(trees({ rounds: 40, trees: 120 }))).toBe('round')
  expect(stepOf(trees({ rounds: 100, trees: 100 }))).toBe('tree')
  expect(stepOf(undefined)).toBe('epoch')
  expect(stepAt('round', 12)).toBe('round 12')
})
