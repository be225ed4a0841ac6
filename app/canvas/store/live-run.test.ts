import { describe, expect, it } from 'vitest'
import type { NodeRunView, RunDetail, RunEventView } from '../../../server/views.ts'
import { applyUpdates, createLiveRun, listAwaited } from './live-run.ts'

const nodeRun = (nodeId: string, state: NodeRunView['state']): NodeRunView => ({
  nodeId,
  state,
  attempt: 1,
  cacheKey: null,
  cachedFrom: null,
  outputs: null,
  progress: null,
  error: null,
  startedAt: null,
  finishedAt: null,
})
const detail: RunDetail = {
  id: 'r',
  number: 1,
  pipelineId: 'p',
  pipelineName: 'P',
  version: 1,
  state: 'running',
  trigger: 'page',
  inputs: {},
  schedule: null,
  error: null,
  backend: null,
  createdAt: '2025-01-01T00:00:00Z',
  startedAt: null,
  finishedAt: null,
  nodesDone: 0,
  nodesTotal: 2,
  metrics: {},
  cards: [],
  planNodes: [
    { id: 'a', type: 'x.a', title: 'Load', inputs: {} },
    { id: 'b', type: 'x.b', title: 'Train', inputs: { table: { node: 'a', port: 'table' } } },
  ],
  nodes: { a: nodeRun('a', 'running'), b: nodeRun('b', 'queued') },
}
const metrics = (id: number, epoch: number, loss: number): RunEventView => ({
  id,
  nodeId: 'b',
  attempt: 1,
  kind: 'metrics',
  data: { epoch, metrics: { loss } },
  at: '2025-01-01T00:00:00Z',
})

describe('a live run', () => {
  it('says what a queued node waits for until that is settled', () => {
    const live = createLiveRun(detail)
    expect(listAwaited(live, 'b')).toEqual(['Load'])
    const next = applyUpdates(live, [{ type: 'node', node: nodeRun('a', 'cached') }])
    expect(listAwaited(next, 'b')).toEqual([])
    expect(next.nodes.b).toBe(live.nodes.b)
  })

  it('draws each event once, in order, though the stream repeats itself after a reconnect', () => {
    const first = metrics(1, 1, 0.9)
    const live = applyUpdates(createLiveRun(detail), [
      { type: 'event', event: first },
      { type: 'event', event: metrics(2, 2, 0.8) },
    ])
    expect(applyUpdates(live, [{ type: 'event', event: first }])).toBe(live)
    expect(live.curves.b?.map((point) => point.metrics.loss)).toEqual([0.9, 0.8])
  })

  it('replaces the epochs that a resumed attempt repeats', () => {
    const events = [metrics(1, 1, 0.9), metrics(2, 2, 0.8), metrics(3, 3, 0.7), metrics(4, 2, 0.75)]
    const live = applyUpdates(
      createLiveRun(detail),
      events.map((event) => ({ type: 'event', event })),
    )
    expect(live.curves.b?.map((point) => [point.epoch, point.metrics.loss])).toEqual([
      [1, 0.9],
      [2, 0.75],
    ])
  })

  it('collects log lines', () => {
    const live = applyUpdates(createLiveRun(detail), [
      {
        type: 'event',
        event: {
          id: 9,
          nodeId: 'a',
          attempt: 1,
          kind: 'log',
          data: { level: 'warn', message: '3 rows left out' },
          at: '2025-01-01T00:00:00Z',
        },
      },
    ])
    expect(live.logs).toMatchObject([{ level: 'warn', message: '3 rows left out', nodeId: 'a' }])
    expect(live.lastEventId).toBe(9)
  })
})
