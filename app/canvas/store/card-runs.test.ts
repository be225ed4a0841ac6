import { describe, expect, it } from 'vitest'
import type { NodeRunView } from '../../../server/views.ts'
import { countStates, withCards } from './card-runs.ts'

const node = (nodeId: string, state: NodeRunView['state'], more: Partial<NodeRunView> = {}) =>
  ({
    nodeId,
    state,
    outputs: null,
    error: null,
    startedAt: null,
    finishedAt: null,
    ...more,
  }) as unknown as NodeRunView

const card = { id: 'card', title: 'Card', outputs: { out: { node: 'card/b', port: 'table' } } }
const standing = (...nodes: NodeRunView[]) =>
  withCards(Object.fromEntries(nodes.map((each) => [each.nodeId, each])), [card])['card']

describe('how a card went', () => {
  it.each([
    [['queued', 'queued'], 'queued'],
    [['cached', 'queued'], 'running'],
    [['running', 'queued'], 'running'],
    [['succeeded', 'failed'], 'failed'],
    [['cached', 'cached'], 'cached'],
    [['cached', 'succeeded'], 'succeeded'],
    [['cached', 'skipped'], 'skipped'],
  ] as const)('follows from %j', ([a, b], expected) => {
    expect(standing(node('card/a', a), node('card/b', b), node('cards', 'failed'))?.state).toBe(expected)
  })

  it('has the outputs behind its ports, the error of what failed, and the times of all', () => {
    const table = { port: 'table', digest: 'x' } as never
    const error = { kind: 'user', code: 'x', message: 'No.' } as never
    const run = standing(
      node('card/a', 'failed', {
        error,
        startedAt: '2026-01-01T00:00:00Z',
        finishedAt: '2026-01-01T00:00:04Z',
      }),
      node('card/b', 'succeeded', {
        outputs: { table },
        startedAt: '2026-01-01T00:00:01Z',
        finishedAt: '2026-01-01T00:00:02Z',
      }),
    )
    expect(run).toMatchObject({
      nodeId: 'card',
      outputs: { out: table },
      error,
      startedAt: '2026-01-01T00:00:00Z',
      finishedAt: '2026-01-01T00:00:04Z',
    })
  })

  it('sums up what its nodes say, and takes nothing of one of them for all', () => {
    const from = (runId: string) => ({ cachedFrom: { runId, number: 1, pipelineName: 'A' } })
    expect(standing(node('card/a', 'cached', from('r')), node('card/b', 'cached', from('r')))).toMatchObject(
      from('r'),
    )
    expect(
      standing(node('card/a', 'cached', from('r')), node('card/b', 'cached', from('q')))?.cachedFrom,
    ).toBeNull()
    const training = { stoppedAfter: 3 }
    expect(standing(node('card/a', 'succeeded', { training }))?.training).toBeUndefined()
    expect(standing(node('card/a', 'cached'), node('card/b', 'queued'))?.progress).toEqual({
      fraction: 0.5,
      message: '1 of 2 nodes',
    })
    expect(countStates(['cached', 'failed', 'cached'])).toEqual([
      ['failed', 1],
      ['cached', 2],
    ])
  })

  it('is absent where none of its nodes is in the run, and keeps its identity', () => {
    expect(standing(node('a', 'failed'))).toBeUndefined()
    const nodes = withCards({ 'card/a': node('card/a', 'running') }, [card])
    expect(withCards(nodes, [card])['card']).toBe(nodes['card'])
  })
})
