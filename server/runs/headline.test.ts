import { expect, test } from 'vitest'
import type { PortValue } from '../../nodes/kit/values.ts'
import { headlineOf, type Evaluation } from './headline.ts'

const evaluation = (position: number, accuracy: number, more: Partial<Evaluation> = {}): Evaluation => ({
  outputs: { report: { port: 'report', kind: 'evaluation', metrics: { accuracy } } as unknown as PortValue },
  position,
  title: 'Evaluate',
  on: 'test',
  model: 'Train',
  blueprint: null,
  ...more,
})

test('the figures of the only evaluation need no name', () => {
  expect(headlineOf([])).toEqual({ metrics: {} })
  expect(headlineOf([evaluation(3, 0.9, { on: 'train' })])).toEqual({ metrics: { accuracy: 0.9 } })
})

test('of several the last on test rows counts, whatever order they come in, and is named', () => {
  const [net, forest] = [evaluation(5, 0.8, { title: 'Net' }), evaluation(6, 0.9, { title: 'Forest' })]
  const all = evaluation(7, 1, { title: 'On all rows', on: 'all' })
  expect(headlineOf([all, forest, net])).toEqual({ metrics: { accuracy: 0.9 }, measuredBy: 'Forest' })
  const validation = evaluation(4, 0.7, { title: 'Validation', on: 'validation' })
  expect(headlineOf([all, validation])).toEqual({ metrics: { accuracy: 1 }, measuredBy: 'On all rows' })
})

test('namesakes are told apart by the model, or by its blueprint', () => {
  const found = headlineOf([evaluation(5, 0.8), evaluation(6, 0.9, { model: 'Train the forest' })])
  expect(found.measuredBy).toBe('Evaluate, Train the forest')
  const [net, forest] = [
    evaluation(5, 0.8, { blueprint: 'Neural network' }),
    evaluation(6, 0.9, { blueprint: 'Random forest' }),
  ]
  expect(headlineOf([net, forest]).measuredBy).toBe('Evaluate, Random forest')
})
