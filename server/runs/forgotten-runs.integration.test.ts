import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { runs } from '../../drizzle/schema.ts'
import { drawing, openTestServer } from '../../tests/kit/pipelines.ts'
import { createTestStack } from '../../tests/kit/services.ts'
import { createPipeline } from '../pipelines/pipelines.ts'
import { startForgottenRuns } from './forgotten-runs.ts'
import { startRun } from './start-run.ts'

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
  expect(await server.workflows.cancelRun(runId)).toBeUndefined()
  expect(await recorded()).toMatchObject({ state: 'queued' })

  await db
    .update(runs)
    .set({ createdAt: new Date(Date.now() - 120_000) })
    .where(eq(runs.id, runId))
  await using _ = await stack.startWorker()
  const run = await server.finished(runId)
  expect(run).toMatchObject({ state: 'succeeded', nodes: { data: { attempt: 1 } } })
  // One that has its workflow already is left as it is.
  await db.update(runs).set({ state: 'queued' }).where(eq(runs.id, runId))
  await startForgottenRuns(server)
  expect((await server.finished(runId, 1_000).catch(() => recorded()))?.state).toBe('queued')
})
