import { describe, expect, it } from 'vitest'
import { definitions } from '../../../nodes/definitions.ts'
import type { DocumentNode } from '../../../nodes/graph/document.ts'
import type { NodeRunView } from '../../../server/views.ts'
import { describeCard } from './card-view.ts'
import type { CardCall } from './card-view.ts'

const node: DocumentNode = {
  id: 'train',
  type: 'train.train',
  version: 1,
  params: {},
  position: { x: 0, y: 0 },
}
const nodeRun = (patch: Partial<NodeRunView>): NodeRunView => ({
  nodeId: 'train',
  state: 'queued',
  attempt: 1,
  cacheKey: null,
  cachedFrom: null,
  outputs: null,
  progress: null,
  error: null,
  startedAt: null,
  finishedAt: null,
  ...patch,
})
const card = (patch: Partial<CardCall> = {}) =>
  describeCard({
    node,
    definition: definitions['train.train'],
    params: {},
    problems: [],
    run: null,
    stale: undefined,
    nowMs: Date.parse('2025-01-01T00:01:00Z'),
    ...patch,
  })
const run = (patch: Partial<NodeRunView>, active = true, awaited: string[] = []) => ({
  number: 13,
  pipelineName: 'Penguins',
  active,
  awaited,
  node: nodeRun(patch),
})

describe('a node card', () => {
  it('is ready where nothing is wrong, and says its problem where something is', () => {
    expect(card()).toMatchObject({ state: 'ready', title: 'Train', settingTone: 'plain' })
    const broken = card({ problems: [{ severity: 'error', code: 'x', message: 'No table arrives.' }] })
    expect(broken).toMatchObject({ state: 'idle', setting: 'No table arrives.', settingTone: 'failed' })
  })

  it('says where it was no part of the run shown, which went to another node', () => {
    expect(card({ outside: 13 })).toMatchObject({
      state: 'ready',
      left: 'Not part of run 13',
      stateText: 'ready, not part of run 13',
    })
  })

  it('says what a queued node waits for', () => {
    expect(card({ run: run({}, true, ['Scale', 'Split']) })).toMatchObject({
      state: 'queued',
      left: 'Waits for Scale',
      right: 'and 1 more',
    })
  })

  it('shows the epoch and the time left while running', () => {
    const progress = { fraction: 0.5, epoch: 30, epochs: 60 }
    const view = card({ run: run({ state: 'running', startedAt: '2025-01-01T00:00:30Z', progress }) })
    expect(view).toMatchObject({
      state: 'running',
      left: 'Epoch 30 of 60',
      right: '30 s left',
      progress: 0.5,
    })
  })

  it('does not run, nor count, while it waits for a compute process', () => {
    const progress = { queued: true, message: 'Waiting for a free worker slot' } as const
    expect(card({ run: run({ state: 'running', progress }) })).toMatchObject({
      state: 'queued',
      stateText: 'waiting for a free worker slot',
      left: 'Waiting for a free worker slot',
      right: '',
    })
  })

  it('keeps showing the run while it is live, and the reason afterwards, when edited meanwhile', () => {
    const stale = 'Connected anew since run 13'
    expect(card({ stale, run: run({ state: 'running' }) }).state).toBe('running')
    expect(card({ stale, run: run({ state: 'succeeded' }, false) })).toMatchObject({
      state: 'stale',
      left: stale,
    })
  })

  it('warns of what a contract or a profile has found against the data', () => {
    const report = (kind: string, metrics: Record<string, number>) =>
      ({ report: { port: 'report', kind, metrics } }) as unknown as NodeRunView['outputs']
    const shown = (outputs: NodeRunView['outputs']) =>
      card({ run: run({ state: 'succeeded', outputs }, false) })
    expect(shown(report('contract', { rules: 3, brokenRules: 2 }))).toMatchObject({
      state: 'warning',
      stateText: 'done with a warning',
      left: '2 of 3 rules broken',
    })
    expect(shown(report('profile', { findings: 1 })).left).toBe('1 thing to look at')
    expect(shown(report('contract', { rules: 3, brokenRules: 0 })).state).toBe('done')
  })

  it('names the run that a reused result came from, and a failure with its tries', () => {
    expect(
      card({
        run: run(
          { state: 'cached', cachedFrom: { runId: 'r', number: 12, pipelineName: 'Penguins' } },
          false,
        ),
      }),
    ).toMatchObject({
      state: 'cached',
      left: 'Reused from run 12',
      stateText: 'reused from run 12',
    })
    expect(
      card({
        run: run({ state: 'cached', cachedFrom: { runId: 'r', number: 13, pipelineName: 'Wine' } }, false),
      }).left,
    ).toBe('Reused from run 13 of Wine')
    const error = { kind: 'user' as const, code: 'x', message: 'One class only.' }
    expect(card({ run: run({ state: 'failed', attempt: 3, error }, false) })).toMatchObject({
      state: 'failed',
      setting: 'One class only.',
      left: '3 tries',
    })
  })

  it('is ready again where it failed and was edited since', () => {
    const error = { kind: 'user' as const, code: 'x', message: 'One class only.' }
    const edited = '*Epochs* changed since run 13'
    expect(card({ edited, run: run({ state: 'failed', error }, false) })).toMatchObject({
      state: 'ready',
      left: edited,
      settingTone: 'plain',
    })
  })

  it('says what it is pinned to, and where that is gone', () => {
    const pinned = { ...node, pin: { runId: 'r12' } }
    expect(card({ node: pinned, pinnedTo: 12 })).toMatchObject({
      state: 'ready',
      left: 'Pinned to run 12',
      pin: 'Pinned to run 12',
      stateText: 'ready, pinned to run 12',
    })
    expect(card({ node: pinned, pinnedTo: null })).toMatchObject({ state: 'idle', settingTone: 'failed' })
    expect(card().pin).toBeNull()
  })

  it('does not know a node type of another version', () => {
    expect(card({ definition: undefined, node: { ...node, type: 'x.y' } })).toMatchObject({
      state: 'idle',
      title: 'x.y',
      settingTone: 'failed',
    })
  })
})
