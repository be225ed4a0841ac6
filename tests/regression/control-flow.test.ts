import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PipelineDocument } from '../../nodes/graph/document.ts'
import { decideApproval, listApprovals } from '../../server/runs/approvals.ts'
import { pauseRun, resumeRun } from '../../server/runs/pause-run.ts'
import { cancelRun } from '../../server/runs/cancel-run.ts'
import { retryRun } from '../../server/runs/repeat-run.ts'
import { getRun, listRuns } from '../../server/runs/runs.ts'
import { toWorkflow } from '../../server/runs/start-run.ts'
import { drawing, openTestServer, type TestServer } from '../kit/pipelines.ts'
import { createTestStack, type TestStack, type TestWorker } from '../kit/services.ts'

/** What a run does by signals, and what is done with a run while it runs. */
let stack: TestStack
let server: TestServer
let worker: TestWorker
beforeAll(async () => {
  stack = await createTestStack()
  worker = await stack.startWorker()
  server = await openTestServer(stack)
})
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await stack?.[Symbol.asyncDispose]()
})

/** Whether it was computed or reused is all the same here. */
const statesOf = (run: Awaited<ReturnType<TestServer['finished']>>) =>
  Object.fromEntries(
    Object.values(run.nodes).map(({ nodeId, state }) => [nodeId, state === 'cached' ? 'succeeded' : state]),
  )

const finish = async (document: PipelineDocument) => server.finished(await server.start(document))

const change = (
  document: PipelineDocument,
  id: string,
  fields: Partial<PipelineDocument['nodes'][number]>,
): PipelineDocument => ({
  ...document,
  nodes: document.nodes.map((node) => (node.id === id ? { ...node, ...fields } : node)),
})

const source: [string, Record<string, string>] = ['data.builtin', { dataset: 'penguins' }]

describe('a branch', () => {
  const branching = (bound: number) =>
    drawing(
      {
        data: source,
        ask: ['control.branch', { about: 'rows', comparison: 'above', bound }],
        many: ['clean.duplicates', {}],
        few: ['control.pass', {}],
        after: ['control.pass', {}],
        both: ['control.merge', {}],
      },
      [
        'data.table > ask.table',
        'data.table > many.table',
        'data.table > few.table',
        'ask.yes > many.when',
        'ask.no > few.when',
        'many.table > after.table',
        'after.table > both.first',
        'few.table > both.second',
      ],
    )

  it('goes one way, leaves out the other, and comes together again', async () => {
    const run = await finish(branching(100))
    expect(run.state).toBe('succeeded')
    expect(statesOf(run)).toMatchObject({ many: 'succeeded', after: 'succeeded', few: 'skipped' })
    expect(run.nodes.few?.error?.code).toBe('not_taken')
    expect(run.nodes.both?.outputs?.table?.digest).toBe(run.nodes.after?.outputs?.table?.digest)
  })

  it('goes the other way', async () => {
    const run = await finish(branching(100_000))
    expect(run.state).toBe('succeeded')
    expect(statesOf(run)).toMatchObject({ many: 'skipped', after: 'skipped', few: 'succeeded' })
    expect(run.nodes.both?.outputs?.table).toMatchObject({ port: 'table', rows: 344 })
  })

  it('does so again where everything is in the cache', async () => {
    const run = await finish(branching(100))
    expect(run.nodes.many?.state).toBe('cached')
    expect(run.nodes.both?.state).toBe('cached')
    expect(run.nodes.few?.state).toBe('skipped')
  })

  it('switches between several ways', async () => {
    const run = await finish(
      drawing(
        {
          way: ['control.switch', { value: 'full', first: 'daily', second: 'full' }],
          daily: source,
          full: ['data.builtin', { dataset: 'wine' }],
          none: ['data.builtin', { dataset: 'diabetes' }],
        },
        ['way.first > daily.when', 'way.second > full.when', 'way.otherwise > none.when'],
      ),
    )
    expect(run.state).toBe('succeeded')
    expect(statesOf(run)).toMatchObject({ daily: 'skipped', full: 'succeeded', none: 'skipped' })
  })
})

describe('a node that fails', () => {
  const failing = drawing(
    {
      data: source,
      bad: ['combine.sql', { query: 'SELECT CAST(species AS INTEGER) AS x FROM input' }],
      behind: ['control.pass', {}],
      instead: ['data.builtin', { dataset: 'wine' }],
      both: ['control.merge', {}],
    },
    [
      'data.table > bad.table',
      'bad.table > behind.table',
      'bad.failed > instead.when',
      'behind.table > both.first',
      'instead.table > both.second',
    ],
  )

  it('leads to another where its failure is wired', async () => {
    const run = await finish(failing)
    expect(statesOf(run)).toMatchObject({ bad: 'failed', behind: 'skipped', instead: 'succeeded' })
    expect(run.nodes.both?.outputs?.table).toMatchObject({ rows: 178 })
    expect(run.state).toBe('succeeded')
  })

  it('fails the run where it is not, and does not where it may', async () => {
    const alone = {
      ...failing,
      nodes: failing.nodes.filter(({ id }) => ['data', 'bad', 'behind'].includes(id)),
      edges: failing.edges.slice(0, 2),
    }
    expect((await finish(alone)).state).toBe('failed')
    const run = await finish(change(alone, 'bad', { onError: 'continue' }))
    expect(run.state).toBe('succeeded')
    expect(statesOf(run)).toMatchObject({ bad: 'failed', behind: 'skipped' })
  })

  it('leaves out what hangs on the failure of one that succeeds', async () => {
    const run = await finish(
      drawing({ data: source, sorry: ['data.builtin', { dataset: 'wine' }] }, ['data.failed > sorry.when']),
    )
    expect(run.state).toBe('succeeded')
    expect(statesOf(run)).toMatchObject({ data: 'succeeded', sorry: 'skipped' })
  })
})

describe('an approval', () => {
  const asking = (params: Record<string, string | number> = {}) =>
    drawing(
      {
        data: source,
        ask: ['control.approval', { question: 'Go on?', ...params }],
        go: ['control.pass', {}],
        stop: ['control.pass', {}],
      },
      [
        'data.table > ask.table',
        'data.table > go.table',
        'data.table > stop.table',
        'ask.approved > go.when',
        'ask.rejected > stop.when',
      ],
    )

  it('waits for a person', async () => {
    const runId = await server.start(asking())
    await server.until(runId, ({ nodes }) => nodes.ask?.state === 'waiting')
    const open = (await listApprovals(server.db)).filter((approval) => approval.runId === runId)
    expect(open).toMatchObject([
      {
        nodeId: 'ask',
        question: 'Go on?',
        about: [{ nodeId: 'data', rows: 344, metrics: {} }],
        state: 'open',
        deadlineAt: null,
      },
    ])
    expect(await listRuns(server.db, { state: 'waiting' })).toMatchObject([
      { id: runId, state: 'running', awaitsApproval: true },
    ])
    const decision = { runId, nodeId: 'ask', by: 'api' }
    await decideApproval(server, { ...decision, decision: 'approved', comment: 'looks right' })
    const run = await server.finished(runId)
    expect(statesOf(run)).toMatchObject({ ask: 'succeeded', go: 'succeeded', stop: 'skipped' })
    expect(await listApprovals(server.db, runId)).toMatchObject([
      { state: 'approved', decidedBy: 'api', comment: 'looks right' },
    ])
    expect(run.awaitsApproval).toBe(false)
    expect(await listRuns(server.db, { state: 'waiting' })).toEqual([])
    await expect(decideApproval(server, { ...decision, decision: 'rejected' })).rejects.toMatchObject({
      code: 'decided',
    })
  })

  it('is asked no more of a run that was cancelled', async () => {
    const runId = await server.start(asking())
    await server.until(runId, ({ nodes }) => nodes.ask?.state === 'waiting')
    await cancelRun(server, runId)
    expect(await server.finished(runId)).toMatchObject({ state: 'cancelled', awaitsApproval: false })
    expect(await listApprovals(server.db, runId)).toEqual([])
    await expect(
      decideApproval(server, { runId, nodeId: 'ask', by: 'api', decision: 'approved' }),
    ).rejects.toMatchObject({ code: 'run_ended' })
  })

  it('takes the default after the deadline', async () => {
    const run = await finish(asking({ deadlineHours: 0.000_2, fallback: 'rejected' }))
    expect(statesOf(run)).toMatchObject({ go: 'skipped', stop: 'succeeded' })
    expect(await listApprovals(server.db, run.id)).toMatchObject([{ decidedBy: 'deadline' }])
  })

  it('is not asked again by a retry', async () => {
    const runId = await server.start(
      drawing(
        {
          data: source,
          ask: ['control.approval', { question: 'Go on?' }],
          go: ['control.pass', {}],
          bad: ['combine.sql', { query: 'SELECT CAST(species AS INTEGER) AS x FROM input' }],
        },
        [
          'data.table > ask.table',
          'data.table > go.table',
          'ask.approved > go.when',
          'data.table > bad.table',
        ],
      ),
    )
    await server.until(runId, ({ nodes }) => nodes.ask?.state === 'waiting')
    await decideApproval(server, { runId, nodeId: 'ask', by: 'api', decision: 'approved' })
    expect((await server.finished(runId)).state).toBe('failed')
    const { runId: again } = await retryRun(server, { runId, trigger: 'api' })
    const retried = await server.until(
      again,
      ({ state, nodes }) => nodes.ask?.state === 'waiting' || state === 'failed',
    )
    expect(retried.nodes.ask).toMatchObject({ state: 'cached', cachedFrom: { runId } })
    expect(statesOf(retried)).toMatchObject({ go: 'succeeded', bad: 'failed' })
    expect(await listApprovals(server.db, again)).toEqual([])
  })

  it('waits on when the worker is killed', async () => {
    const runId = await server.start(asking())
    await server.until(runId, ({ nodes }) => nodes.ask?.state === 'waiting')
    process.kill(worker.pid() as number, 'SIGKILL')
    await decideApproval(server, { runId, nodeId: 'ask', by: 'api', decision: 'rejected' })
    expect(statesOf(await server.finished(runId))).toMatchObject({ go: 'skipped', stop: 'succeeded' })
  })
})

it('waits for a while', async () => {
  const run = await finish(
    drawing({ wait: ['control.wait', { amount: 1.5, unit: 'seconds' }], data: source }, [
      'wait.after > data.when',
    ]),
  )
  expect(run.state).toBe('succeeded')
  const waited = Date.parse(run.nodes.data?.startedAt ?? '') - Date.parse(run.nodes.wait?.startedAt ?? '')
  expect(waited).toBeGreaterThanOrEqual(1_500)
})

it('pauses and resumes', async () => {
  const runId = await server.start(
    drawing(
      {
        data: source,
        ask: ['control.approval', {}],
        next: ['control.pass', {}],
        last: ['control.pass', {}],
      },
      ['data.table > next.table', 'ask.approved > next.when', 'next.table > last.table'],
    ),
  )
  await server.until(runId, ({ nodes }) => nodes.ask?.state === 'waiting')
  await pauseRun(server, runId)
  await decideApproval(server, { runId, nodeId: 'ask', by: 'api', decision: 'approved' })
  const paused = await server.until(
    runId,
    ({ state, nodes }) => state === 'paused' && nodes.ask?.state === 'succeeded',
  )
  expect(statesOf(paused)).toMatchObject({ next: 'queued', last: 'queued' })
  await sleep(500)
  expect(statesOf(await getRun(server.db, runId))).toMatchObject({ next: 'queued', last: 'queued' })
  await resumeRun(server, runId)
  expect((await server.finished(runId)).state).toBe('succeeded')
  await expect(pauseRun(server, runId)).rejects.toMatchObject({ code: 'run_ended' })
})

describe('patience', () => {
  it('ends an attempt that takes too long, and tries as often as it may', async () => {
    const slow = drawing(
      {
        data: source,
        slow: [
          'combine.sql',
          { query: 'SELECT sum(a.x * b.x) AS s FROM range(200000) a(x), range(200000) b(x)' },
        ],
      },
      ['data.table > slow.table'],
    )
    const run = await finish(change(slow, 'slow', { retry: { attempts: 2, timeoutSeconds: 1 } }))
    expect(run.state).toBe('failed')
    expect(run.nodes.slow).toMatchObject({ attempt: 2, error: { code: 'timed_out' } })
  })
})

describe('a long run', () => {
  const wide = (count: number) =>
    drawing(
      Object.fromEntries([
        ['data', source],
        ...Array.from({ length: count }, (_, at): [string, [string]] => [`n${at}`, ['control.pass']]),
      ]),
      Array.from(
        { length: count },
        (_, at) => `${at % 10 === 0 ? 'data' : `n${at - 1}`}.table > n${at}.table`,
      ),
    )

  it('goes on as a new execution, and nothing is done twice', async () => {
    const { createPipeline } = await import('../../server/pipelines/pipelines.ts')
    const { createRun } = await import('../../server/runs/start-run.ts')
    const { id: pipelineId } = await createPipeline(server.db, { document: wide(120) })
    const { runId, plan } = await createRun(server.db, { pipelineId, trigger: 'api', fresh: true })
    await server.workflows.startRun({ ...toWorkflow(runId, plan), maxEvents: 60 })
    const run = await server.finished(runId)
    expect(run.state).toBe('succeeded')
    expect(
      Object.values(run.nodes).filter(({ state, attempt }) => state !== 'succeeded' || attempt !== 1),
    ).toEqual([])
  })
})
