import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Client, Connection } from '@temporalio/client'
import type { TuningReport } from '../../nodes/train/tune/report.ts'
import { listRefits } from '../../server/runs/refits.ts'
import { drawing, openTestServer, type TestServer } from '../kit/pipelines.ts'
import { createTestStack, type TestStack, type TestWorker } from '../kit/services.ts'

/** A search through real runs: what is tried, what is kept, and that nothing is lost or done twice. */
let stack: TestStack
let server: TestServer
let worker: TestWorker
beforeAll(async () => {
  stack = await createTestStack({ MILLRACE_COMPUTE_CHILDREN: '2' })
  worker = await stack.startWorker()
  server = await openTestServer(stack)
})
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await stack?.[Symbol.asyncDispose]()
})

const log = (min: number, max: number) => ({ search: { kind: 'log', min, max } })

const tuned = (tune: object, linear: object = { l2: log(0.001, 1000) }) =>
  drawing(
    {
      data: ['data.builtin', { dataset: 'wine' }],
      split: ['split.split', { method: 'stratified' }],
      scale: ['features.scale'],
      linear: ['models.linear', linear as never],
      train: ['train.train'],
      tune: ['train.tune', tune as never],
      evaluate: ['evaluate.evaluate'],
    },
    [
      'data.table > split.table',
      'split.table > scale.table',
      'scale.table > train.table',
      'linear.blueprint > train.blueprint',
      'train.model > tune.model',
      'tune.model > evaluate.model',
      'scale.table > evaluate.table',
    ],
  )

type Run = Awaited<ReturnType<TestServer['finished']>>

async function reportOf(run: Run): Promise<TuningReport> {
  const value = run.nodes.tune?.outputs?.report
  if (!value) throw new Error(`no report: ${run.state} ${JSON.stringify(run.error)}`)
  return JSON.parse(new TextDecoder().decode(await server.store.getBytes(value.blob))) as TuningReport
}

async function childrenOf(runId: string): Promise<string[]> {
  const connection = await Connection.connect({ address: stack.config.temporalAddress })
  try {
    const client = new Client({ connection, namespace: stack.config.temporalNamespace })
    const { events = [] } = await client.workflow.getHandle(`run-${runId}`).fetchHistory()
    return (events ?? []).flatMap(
      ({ startChildWorkflowExecutionInitiatedEventAttributes: started }) => started?.workflowId ?? [],
    )
  } finally {
    await connection.close()
  }
}

describe('a search', () => {
  it('tries settings in child workflows, keeps the best and refits it', async () => {
    const runId = await server.start(tuned({ trials: 6, parallel: 2 }))
    const run = await server.finished(runId)
    expect(run.error).toBeNull()
    const report = await reportOf(run)
    expect(report.trials).toHaveLength(6)
    const scores = report.trials.map(({ score }) => Number(score))
    expect(report.direction).toBe('minimize')
    expect(report.trials[Number(report.best)]?.score).toBe(Math.min(...scores))
    expect(new Set(report.trials.map(({ settings }) => settings.linear?.l2)).size).toBe(6)

    const children = await childrenOf(runId)
    expect(children.map((id) => id.slice(id.lastIndexOf('/') + 1))).toEqual([
      'trial:0',
      'trial:1',
      'trial:2',
      'trial:3',
      'trial:4',
      'trial:5',
    ])
    // What was searched has its outputs as if it had run with the best settings, and the model is that one.
    expect(run.nodes.train?.state).toBe('succeeded')
    expect(run.nodes.train?.outputs?.model?.digest).toBe(run.nodes.tune?.outputs?.model?.digest)
    const blueprint = run.nodes.linear?.outputs?.blueprint
    if (!blueprint) throw new Error('no blueprint')
    const made = JSON.parse(new TextDecoder().decode(await server.store.getBytes(blueprint.blob))) as {
      l2: number
    }
    expect(made.l2).toBe(report.trials[Number(report.best)]?.settings.linear?.l2)
    expect(run.nodes.evaluate?.state).toBe('succeeded')
  })

  it('gives the same again, from the cache or anew', async () => {
    const first = await server.finished(await server.start(tuned({ trials: 4, method: 'random' })))
    const again = await server.finished(await server.start(tuned({ trials: 4, method: 'random' })))
    expect(again.nodes.tune?.state).toBe('cached')
    expect(again.nodes.train?.state).toBe('cached')
    expect(again.nodes.tune?.outputs?.model?.digest).toBe(first.nodes.tune?.outputs?.model?.digest)
    const fresh = await server.finished(
      await server.start(tuned({ trials: 4, method: 'random' }), { fresh: true }),
    )
    expect(fresh.nodes.tune?.state).toBe('succeeded')
    const settings = async (run: Run) =>
      (await reportOf(run)).trials.map((trial) => [trial.settings, trial.score])
    expect(await settings(fresh)).toEqual(await settings(first))
  })

  it('runs once a fold what no trial changes', async () => {
    const runId = await server.start(tuned({ trials: 3, objective: 'folds', folds: 3 }))
    const run = await server.finished(runId)
    const report = await reportOf(run)
    expect(report.trials.every(({ std }) => std !== null)).toBe(true)
    const rows = await listRefits(server.db, { runId, nodeId: 'tune' })
    expect(rows.map(({ iteration }) => iteration).toSorted()).toEqual([
      'shared:0',
      'shared:1',
      'shared:2',
      'trial:0',
      'trial:1',
      'trial:2',
    ])
  })

  it('says why, where every trial fails, and skips what was searched', async () => {
    const layers = { search: { kind: 'choice', options: [1, 2] } }
    // Nobody can train with rows enough for one class only: every trial fails alike.
    const document = tuned({ trials: 2 }, { l2: log(0.1, 1), maxIterations: layers })
    document.nodes.find(({ id }) => id === 'split')!.params = { method: 'random', validation: 0, test: 0.5 }
    const run = await server.finished(await server.start(document))
    expect(run.state).toBe('failed')
    expect(run.error).toMatchObject({ nodeId: 'tune', code: 'search_failed' })
    expect(run.nodes.train?.state).toBe('skipped')
    expect(run.nodes.evaluate?.state).toBe('skipped')
  })

  it('survives its worker, and does no finished trial again', async () => {
    const runId = await server.start(tuned({ trials: 8, parallel: 2 }), { fresh: true })
    await expect
      .poll(
        async () =>
          (await listRefits(server.db, { runId, nodeId: 'tune' })).filter(({ outputs }) => outputs).length,
        { timeout: 120_000, interval: 20 },
      )
      .toBeGreaterThanOrEqual(2)
    process.kill(Number(worker.pid()), 'SIGKILL')
    const before = await listRefits(server.db, { runId, nodeId: 'tune' })
    const run = await server.finished(runId)
    expect(run.state).toBe('succeeded')
    const after = await listRefits(server.db, { runId, nodeId: 'tune' })
    expect(after).toHaveLength(8)
    for (const row of before.filter(({ outputs }) => outputs)) {
      const now = after.find(({ iteration }) => iteration === row.iteration)
      expect(now?.finishedAt).toEqual(row.finishedAt)
    }
  })

  it('is cancelled with its trials', async () => {
    const runId = await server.start(tuned({ trials: 200, parallel: 2 }), { fresh: true })
    await server.until(runId, (run) => run.nodes.tune?.progress != null)
    await server.workflows.cancelRun(runId)
    const run = await server.finished(runId)
    expect(run.state).toBe('cancelled')
    const rows = await listRefits(server.db, { runId, nodeId: 'tune' })
    expect(rows.filter(({ state }) => state === 'running' || state === 'queued')).toEqual([])
  })
})
