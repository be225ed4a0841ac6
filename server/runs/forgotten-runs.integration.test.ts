import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { runs } from '../../drizzle/schema.ts'
import { drawing, openTestServer } from '../../tests/kit/pipelines.ts'
import { createTestStack } from '../../tests/kit/services.ts'
import { createPipeline } from '../pipelines/pipelines.ts'
import { cancelRun } from './cancel-run.ts'
import { startForgottenRuns } from './forgotten-runs.ts'
import { pauseRun, resumeRun } from './pause-run.ts'
import { getRun } from './runs.ts'
import { createRun, startRun, toWorkflow } from './start-run.ts'

test('a run whose process died before its workflow was started is started by the worker, once', async () => {
  await using stack = await createTestStack()
  await using server = await openTestServer(stack)
  const { db } = server
  const document = drawing({ data: ['data.builtin', { dataset: 'penguins' }] }, [])
  const { id: pipelineId } = await createPipeline(db, { name: 'Forgotten', document })
  // The process that asks is gone before Temporal hears of it.
  const gone = { ...server.workflows, startRun: () => new Promise<never>(() => {}) }
  void startRun({ db, workflows: gone }, { pipelineId, trigger: 'api' })
  const recorded = async () => (await db.select().from(runs))[0]
  await expect.poll(recorded).toMatchObject({ state: 'queued' })
  const runId = (await recorded())?.id ?? ''

  // Another process may still be about to start it.
  await startForgottenRuns(server)
  expect(await server.workflows.cancelRun(runId)).toBe(false)
  expect(await recorded()).toMatchObject({ state: 'queued' })

  await db
    .update(runs)
    .set({ createdAt: new Date(Date.now() - 120_000) })
    .where(eq(runs.id, runId))
  await using _ = await stack.startWorker()
  const run = await server.finished(runId)
  expect(run).toMatchObject({ state: 'succeeded', nodes: { data: { attempt: 1 } } })
  // One that has its workflow already is left as it is.
  await db.update(runs).set({ state: 'queued', startedAt: null }).where(eq(runs.id, runId))
  await startForgottenRuns(server)
  expect((await server.finished(runId, 1_000).catch(() => recorded()))?.state).toBe('queued')
})

test('what a person says of a run that has not begun holds', async () => {
  await using stack = await createTestStack()
  await using server = await openTestServer(stack)
  const { db, workflows } = server
  const document = drawing({ data: ['data.builtin', { dataset: 'penguins' }] }, [])
  const { id: pipelineId } = await createPipeline(db, { name: 'Hasty', document })
  const record = () => createRun(db, { pipelineId, trigger: 'api' })
  const begin = ({ runId, plan }: Awaited<ReturnType<typeof record>>) =>
    workflows.startRun(toWorkflow(runId, plan))

  const cancelled = await record()
  await cancelRun(server, cancelled.runId)
  expect(await getRun(db, cancelled.runId)).toMatchObject({ state: 'cancelled' })
  const [paused, resumed, told] = [await record(), await record(), await record()]
  for (const { runId } of [paused, resumed]) await pauseRun(server, runId)
  await resumeRun(server, resumed.runId)
  expect(await getRun(db, resumed.runId)).toMatchObject({ state: 'queued' })
  for (const run of [cancelled, paused, resumed, told]) await begin(run)
  // It has a workflow, which waits for a worker.
  await pauseRun(server, told.runId)

  await using _ = await stack.startWorker()
  for (const { runId } of [paused, told]) {
    const begun = await server.until(runId, ({ startedAt }) => startedAt !== null)
    expect(begun).toMatchObject({ state: 'paused', nodes: { data: { state: 'queued' } } })
    await resumeRun(server, runId)
  }
  for (const { runId } of [paused, resumed, told])
    expect(await server.finished(runId)).toMatchObject({ state: 'succeeded' })
  await expect.poll(() => workflows.cancelRun(cancelled.runId)).toBe(false)
  expect(await getRun(db, cancelled.runId)).toMatchObject({
    state: 'cancelled',
    nodes: { data: { state: 'cancelled', attempt: 0 } },
  })
})
