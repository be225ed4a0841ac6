import { expect, test } from 'vitest'
import type { NodeRunView } from '../../../server/views.ts'
import type { CanvasState } from './canvas-store.ts'
import { standingOfGroup } from './group-standing.ts'

type States = Record<string, NodeRunView['state']>
const standing = (states: States, more: { stale?: string[]; broken?: string[] } = {}) =>
  standingOfGroup(
    {
      live: { nodes: Object.fromEntries(Object.entries(states).map(([id, state]) => [id, { state }])) },
      stale: Object.fromEntries((more.stale ?? []).map((id) => [id, 'Changed'])),
      analysis: {
        problemsByNode: Object.fromEntries((more.broken ?? []).map((id) => [id, [{ severity: 'error' }]])),
      },
    } as unknown as CanvasState,
    ['a', 'b'],
  )

test('a collapsed frame stands as the node in it that asks most for attention', () => {
  expect(standing({})).toBe('ready')
  expect(standing({ a: 'cached', b: 'cached' })).toBe('cached')
  expect(standing({ a: 'succeeded', b: 'failed' })).toBe('failed')
  expect(standing({ a: 'succeeded', elsewhere: 'failed' })).toBe('done')
  expect(standing({ a: 'succeeded', b: 'cached' }, { stale: ['b'] })).toBe('stale')
  expect(standing({ a: 'succeeded' }, { broken: ['b'] })).toBe('idle')
})
