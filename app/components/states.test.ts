import { expect, test } from 'vitest'
import { visualStateOfRun } from './states.ts'

test('a run that asks a person does not look as if it only ran', () => {
  expect(visualStateOfRun({ state: 'running', awaitsApproval: true })).toBe('waiting')
  expect(visualStateOfRun({ state: 'running', awaitsApproval: false })).toBe('running')
  expect(visualStateOfRun({ state: 'succeeded' })).toBe('done')
})
