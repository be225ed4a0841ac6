import { setTimeout as sleep } from 'node:timers/promises'
import { Client, Connection, ScheduleOverlapPolicy } from '@temporalio/client'
import { asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { runs, schedules } from '../../drizzle/schema.ts'
import type { PipelineDocument } from '../../nodes/graph/document.ts'
import { nextTimes } from '../../nodes/schedules/timing.ts'
import { drawing, openTestServer, type TestServer } from '../../tests/kit/pipelines.ts'
import { createTestStack, type TestStack, type TestWorker } from '../../tests/kit/services.ts'
import { connectWorkflows } from '../../workflows/client.ts'
import { createPipeline, savePipeline } from '../pipelines/pipelines.ts'
import { cancelRun } from '../runs/cancel-run.ts'
import { listRuns } from '../runs/runs.ts'
import { newSchedule } from './fields.ts'
import { createScheduledRun } from './create-scheduled-run.ts'
import {
  createSchedule,
  deleteSchedule,
  getSchedule,
  listSchedules,
  reconcileSchedules,
  runScheduleNow,
  setPipelineRemoved,
  updateSchedule,
} from './schedules.ts'

let stack: TestStack
let server: TestServer
let worker: TestWorker
let connection: Connection
let temporal: Client
beforeAll(async () => {
  stack = await createTestStack()
  server = await openTestServer(stack)
  connection = await Connection.connect({ address: stack.config.temporalAddress })
  temporal = new Client({ connection, namespace: stack.config.temporalNamespace })
  worker = await stack.startWorker()
})
afterAll(async () => {
  await connection.close()
  await server[Symbol.asyncDispose]()
  await stack[Symbol.asyncDispose]()
})

const quick = drawing({ data: ['data.builtin', { dataset: 'penguins' }] }, [])
/** Runs until it is cancelled, and computes nothing meanwhile. */
const lasting = drawing({ wait: ['control.wait', { amount: 1, unit: 'hours' }] }, [])
const yearly = { kind: 'cron', cron: '0 3 1 1 *', timeZone: 'UTC' } as const

const onSchedule = async (
  { everySeconds, ...request }: Partial<z.input<typeof newSchedule>> & { everySeconds?: number },
  document: PipelineDocument = quick,
) => {
  const { id: pipelineId } = await createPipeline(server.db, { name: 'Scheduled', document })
  const wanted = newSchedule.parse({ pipelineId, name: 'Test', timing: yearly, ...request })
  // Oftener than a person may choose, so that tests need not wait.
  if (everySeconds !== undefined) wanted.timing = { kind: 'interval', everySeconds }
  const { id } = await createSchedule(server, wanted)
  return { id, pipelineId }
}

const runsOf = (id: string) =>
  server.db.select().from(runs).where(eq(runs.scheduleId, id)).orderBy(asc(runs.number))
const states = async (id: string) => (await runsOf(id)).map((run) => run.state)
const ended = async (id: string, state: string) => (await states(id)).filter((is) => is === state).length
const described = (id: string) => temporal.schedule.getHandle(`schedule-${id}`).describe()
const isMissing = (id: string) =>
  described(id).then(
    () => false,
    () => true,
  )
const patiently = { timeout: 120_000, interval: 100 }

// Each waits for Temporal most of the time. Side by side, only a test's own `expect` knows its test.
describe.concurrent('side by side', () => {
  test('an interval is due again and again, and each time is one run; paused it is not due', async ({
    expect,
  }) => {
    const { id } = await onSchedule({ everySeconds: 2 })
    await expect.poll(() => ended(id, 'succeeded'), patiently).toBeGreaterThanOrEqual(2)
    await updateSchedule(server, { id, paused: true })
    await expect
      .poll(async () => {
        const { state, info } = await described(id)
        return [state.paused, info.runningActions.length]
      }, patiently)
      .toEqual([true, 0])
    const started = await runsOf(id)
    const times = started.map((run) => run.scheduledAt?.getTime() ?? 0)
    expect(new Set(times).size).toBe(started.length)
    for (const time of times) expect(time % 2_000).toBe(0)
    expect(started.every((run) => run.trigger === 'schedule')).toBe(true)
    await sleep(3_000)
    expect(await runsOf(id)).toHaveLength(started.length)
    const view = await getSchedule(server.db, id)
    expect(view).toMatchObject({ words: 'Every 2 seconds', nextTimes: [], lastRun: { state: 'succeeded' } })
    expect(view.lastRun?.schedule).toEqual({
      id,
      name: 'Test',
      for: new Date(times.at(-1) ?? 0).toISOString(),
    })
    expect(await listRuns(server.db, { scheduleId: id })).toHaveLength(started.length)

    // The same time once more, as a repeated activity would ask for it: no other run.
    const scheduledAt = started[0]?.scheduledAt?.toISOString() ?? ''
    expect(await createScheduledRun(server.db, { scheduleId: id, scheduledAt })).toBeNull()
    expect(await runsOf(id)).toHaveLength(started.length)

    // Paused, it still runs when it is told to, with the time of that moment.
    await runScheduleNow(server, id)
    await expect.poll(async () => (await runsOf(id)).length, patiently).toBe(started.length + 1)
    // A deleted one leaves its runs.
    await expect.poll(async () => (await states(id)).at(-1), patiently).toBe('succeeded')
    await deleteSchedule(server, id)
    expect(await isMissing(id)).toBe(true)
    expect(await listRuns(server.db, { scheduleId: id })).toHaveLength(started.length + 1)
  })

  test('a run gets the schedule’s values for the inputs and its version of the drawing', async ({
    expect,
  }) => {
    const document: PipelineDocument = {
      ...drawing({ data: ['data.builtin', { dataset: { input: 'which' } }] }, []),
      inputs: { which: { type: 'text', default: 'penguins' } },
    }
    const { id, pipelineId } = await onSchedule({ inputs: { which: 'wine' }, pipelineVersion: 1 }, document)
    await savePipeline(server.db, { id: pipelineId, document: quick, baseVersion: 1 })
    await runScheduleNow(server, id)
    await expect.poll(() => states(id), patiently).toEqual(['succeeded'])
    const [run] = await runsOf(id)
    expect(run).toMatchObject({ inputs: { which: 'wine' } })
    expect(run?.plan.nodes[0]?.params).toMatchObject({ dataset: 'wine' })

    // Twice within a second is once.
    await sleep(1_000)
    // The newest drawing has no such input: it says so where its runs are listed.
    const newest = { id, pipelineVersion: null }
    await expect(updateSchedule(server, newest)).rejects.toThrow('no')
    await server.db.update(schedules).set({ pipelineVersion: null }).where(eq(schedules.id, id))
    await runScheduleNow(server, id)
    await expect.poll(() => states(id), patiently).toEqual(['succeeded', 'failed'])
    const [failed] = await listRuns(server.db, { scheduleId: id })
    expect(failed?.error?.message).toMatch(/^Could not start: .*which/)
  })

  test('a drawing that can’t run is in the schedule’s history', async ({ expect }) => {
    const { id } = await onSchedule({ everySeconds: 2 }, drawing({ split: ['split.split'] }, []))
    await expect.poll(() => ended(id, 'failed'), patiently).toBeGreaterThanOrEqual(2)
    await deleteSchedule(server, id)
    const { error } = (await listRuns(server.db, { scheduleId: id }))[0] ?? {}
    expect(error).toMatchObject({
      code: 'refused_drawing',
      message: expect.stringMatching(/^Could not start: /),
    })
    const { id: other } = await onSchedule({})
    await server.db.update(schedules).set({ pipelineVersion: 99 }).where(eq(schedules.id, other))
    const due = { scheduleId: other, scheduledAt: new Date().toISOString() }
    expect(await createScheduledRun(server.db, due)).toBeNull()
    expect((await runsOf(other))[0]?.error?.message).toBe('Could not start: The pipeline has no version 99.')
  })

  describe('where the run before has not ended', () => {
    test('skip skips', async ({ expect }) => {
      const { id } = await onSchedule({ everySeconds: 2, overlap: 'skip' }, lasting)
      await expect.poll(() => states(id), patiently).toEqual(['running'])
      await expect(runScheduleNow(server, id)).rejects.toThrow('Run 1 of this schedule has not ended')
      await expect
        .poll(async () => (await described(id)).info.numActionsSkippedOverlap, patiently)
        .toBeGreaterThan(0)
      expect(await states(id)).toEqual(['running'])
      // The page's own cancel ends what waits for the run too: the next time is on again.
      await cancelRun(server, (await runsOf(id))[0]?.id ?? '')
      await expect.poll(() => states(id), patiently).toEqual(['cancelled', 'running'])
      await updateSchedule(server, { id, paused: true })
      await cancelRun(server, (await runsOf(id))[1]?.id ?? '')
      await expect.poll(() => states(id), patiently).toEqual(['cancelled', 'cancelled'])
    })

    test('bufferOne waits, cancelOther cancels', async ({ expect }) => {
      const { id } = await onSchedule({ overlap: 'bufferOne' }, lasting)
      await runScheduleNow(server, id)
      await expect.poll(() => states(id), patiently).toEqual(['running'])
      await sleep(1_000)
      await runScheduleNow(server, id)
      await sleep(2_000)
      expect(await states(id)).toEqual(['running'])
      await cancelRun(server, (await runsOf(id))[0]?.id ?? '')
      await expect.poll(() => states(id), patiently).toEqual(['cancelled', 'running'])

      await updateSchedule(server, { id, overlap: 'cancelOther' })
      await runScheduleNow(server, id)
      await expect.poll(() => states(id), patiently).toEqual(['cancelled', 'cancelled', 'running'])
      await cancelRun(server, (await runsOf(id))[2]?.id ?? '')
      await expect.poll(async () => (await states(id))[2], patiently).toBe('cancelled')
    })
  })
})

describe('Temporal is made to agree with Postgres', () => {
  // It looks for what differs by itself, too.
  beforeAll(() => worker.stop())

  test('what is missing, what differs, what nobody wants', async () => {
    const { id } = await onSchedule({ name: 'Kept' })
    const { id: changed } = await onSchedule({ name: 'Changed' })
    const { id: gone } = await onSchedule({ name: 'Gone' })
    await temporal.schedule.getHandle(`schedule-${id}`).delete()
    await server.db
      .update(schedules)
      .set({ timing: { kind: 'interval', everySeconds: 3_600 }, overlap: 'allowAll' })
      .where(eq(schedules.id, changed))
    await server.db.update(schedules).set({ deletedAt: new Date() }).where(eq(schedules.id, gone))
    const foreign = temporal.schedule.getHandle(`schedule-${changed}`)
    await foreign.pause('by hand')

    await expect
      .poll(async () => {
        await reconcileSchedules(server)
        return [await isMissing(id), await isMissing(gone), (await described(changed)).state.paused]
      }, patiently)
      .toEqual([false, true, false])
    const { spec, policies } = await described(changed)
    expect(spec.intervals).toMatchObject([{ every: 3_600_000 }])
    expect(policies.overlap).toBe(ScheduleOverlapPolicy.ALLOW_ALL)

    // Once all agree, nothing is touched.
    await expect
      .poll(async () => {
        const before = (await described(changed)).info.lastUpdatedAt?.getTime()
        await reconcileSchedules(server)
        return (await described(changed)).info.lastUpdatedAt?.getTime() === before
      }, patiently)
      .toBe(true)
  })

  test('what is changed while Temporal is away', async () => {
    const { temporalAddress: address, temporalNamespace: namespace } = stack.config
    const away = await connectWorkflows({ address, namespace })
    await away[Symbol.asyncDispose]()
    const offline = { db: server.db, workflows: away }
    const { id: pipelineId } = await createPipeline(server.db, { name: 'Offline', document: quick })
    const wanted = newSchedule.parse({ pipelineId, name: 'Offline', timing: yearly })
    const { id } = await createSchedule(offline, wanted)
    expect(await isMissing(id)).toBe(true)
    await expect(runScheduleNow(offline, id)).rejects.toThrow('Temporal did not answer')
    await reconcileSchedules(server)
    expect(await isMissing(id)).toBe(false)
    await deleteSchedule(offline, id)
    expect(await isMissing(id)).toBe(false)
    await expect
      .poll(async () => {
        await reconcileSchedules(server)
        return isMissing(id)
      }, patiently)
      .toBe(true)
  })

  test('the schedules of a deleted pipeline stop, and go on when it is brought back', async () => {
    const { id, pipelineId } = await onSchedule({})
    await expect
      .poll(async () => {
        await setPipelineRemoved(server, pipelineId, true)
        return isMissing(id)
      }, patiently)
      .toBe(true)
    expect(await listSchedules(server.db, { pipelineId })).toEqual([])
    // One that was due in the same moment starts nothing.
    const due = { scheduleId: id, scheduledAt: new Date().toISOString() }
    expect(await createScheduledRun(server.db, due)).toBeNull()
    await setPipelineRemoved(server, pipelineId, false)
    expect(await isMissing(id)).toBe(false)
    expect(await listSchedules(server.db, { pipelineId })).toMatchObject([{ id }])
  })

  test.each(['0 9 * * *', '*/7 8-18/2 * * MON-FRI', '30 6 1,15 jan-jun *', '0 12 13 * 5', '5 4 * * 7'])(
    'cron %s is due there when the page says so',
    async (cron) => {
      const timing = { kind: 'cron', cron, timeZone: 'America/New_York' } as const
      // Both are asked for the same times, even where one is due in between.
      const startsAt = new Date(Date.now() + 3_600_000)
      const { id } = await onSchedule({ timing, startsAt: startsAt.toISOString() })
      const { info } = await described(id)
      const times = nextTimes(timing, 5, new Date(), { startsAt }).map((time) => time.toISOString())
      expect(info.nextActionTimes.slice(0, 5).map((time) => time.toISOString())).toEqual(times)
    },
  )
})

describe.concurrent('where the clocks change', () => {
  const changes = [
    ['30 2 * * *', '2040-03-10'],
    ['0 * * * *', '2040-03-11'],
    ['30 1 * * *', '2040-11-03'],
    ['0,30 * * * *', '2040-11-04'],
  ] as const
  test.each(changes)('cron %s is due there from %s on when the page says so', async (cron, day) => {
    const timing = { kind: 'cron', cron, timeZone: 'America/New_York' } as const
    const startsAt = new Date(`${day}T04:00:00Z`)
    const { id } = await onSchedule({ timing, startsAt: startsAt.toISOString() })
    const { info } = await described(id)
    const times = nextTimes(timing, 9, new Date(), { startsAt }).map((time) => time.toISOString())
    expect(info.nextActionTimes.slice(0, 9).map((time) => time.toISOString())).toEqual(times)
  })
})

test('a worker that dies between the time and the start of the run: one run, and it is done', async () => {
  const { id } = await onSchedule({})
  await runScheduleNow(server, id)
  const isDue = async () => (await described(id)).info.runningActions.length
  await expect.poll(isDue, patiently).toBe(1)
  // The activity had recorded the run when its worker died; nobody heard of it.
  const [due] = (await described(id)).info.recentActions
  const workflow = temporal.workflow.getHandle(due?.action.workflow.workflowId ?? '')
  const [time] = (await workflow.describe()).searchAttributes.TemporalScheduledStartTime ?? []
  const scheduledAt = (time as Date).toISOString()
  await createScheduledRun(server.db, { scheduleId: id, scheduledAt })
  expect(await createScheduledRun(server.db, { scheduleId: id, scheduledAt })).not.toBeNull()
  expect(await states(id)).toEqual(['queued'])
  // Cancelled by the next before its run began.
  const { id: hasty } = await onSchedule({ overlap: 'cancelOther' })
  await runScheduleNow(server, hasty)
  await sleep(1_100)
  await runScheduleNow(server, hasty)
  const { id: lost } = await onSchedule({})
  await temporal.schedule.getHandle(`schedule-${lost}`).delete()
  worker = await stack.startWorker()
  await expect.poll(() => states(id), patiently).toEqual(['succeeded'])
  await expect.poll(() => states(hasty), patiently).toEqual(['cancelled', 'succeeded'])
  // It sets right at once what nobody told Temporal.
  await expect.poll(() => isMissing(lost), patiently).toBe(false)
  expect((await runsOf(id))[0]?.scheduledAt?.toISOString()).toBe(scheduledAt)

  // And killed at whatever point it is, once the last one is over for Temporal, too.
  await expect.poll(isDue, patiently).toBe(0)
  await runScheduleNow(server, id)
  process.kill(worker.pid() ?? 0, 'SIGKILL')
  // An activity that died with it is given up after a minute.
  const longer = { timeout: 300_000, interval: 100 }
  await expect.poll(() => states(id), longer).toEqual(['succeeded', 'succeeded'])
})
