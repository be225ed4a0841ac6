import { createHmac } from 'node:crypto'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client'
import { asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { runs, schedules } from '../../drizzle/schema.ts'
import type { PipelineDocument } from '../../nodes/graph/document.ts'
import { nextTimes, scheduleTiming } from '../../nodes/schedules/timing.ts'
import { drawing, openTestServer, type TestServer } from '../../tests/kit/pipelines.ts'
import { createTestStack, type TestStack } from '../../tests/kit/services.ts'
import { openWebhookReceiver } from '../../tests/kit/webhook-receiver.ts'
import { addDataset, readDataset } from '../datasets/datasets.ts'
import { createPipeline } from '../pipelines/pipelines.ts'
import { cancelRun } from '../runs/cancel-run.ts'
import { previewBackfill, startBackfill, stopBackfill } from './backfill.ts'
import { createScheduledRun } from './create-scheduled-run.ts'
import { backfillRange, newSchedule } from './fields.ts'
import { noteLeftOutTimes } from './left-out.ts'
import {
  createSchedule,
  deleteSchedule,
  getSchedule,
  requireSchedule,
  tellOfNewData,
  updateSchedule,
} from './schedules.ts'
import { startLostRuns } from './set-right.ts'
import { testWebhook } from './test-webhook.ts'
import { openWebhooks } from './webhook.ts'

let stack: TestStack
let server: TestServer
let connection: Connection
let temporal: Client
beforeAll(async () => {
  stack = await createTestStack({ MILLRACE_ALLOW_PRIVATE_ADDRESSES: '1' })
  server = await openTestServer(stack)
  connection = await Connection.connect({ address: stack.config.temporalAddress })
  temporal = new Client({ connection, namespace: stack.config.temporalNamespace })
})
afterAll(async () => {
  await connection.close()
  await server[Symbol.asyncDispose]()
  await stack[Symbol.asyncDispose]()
})

const quick = drawing({ data: ['data.builtin', { dataset: 'penguins' }] }, [])
/** Runs until it is cancelled, and computes nothing meanwhile. */
const lasting = drawing({ wait: ['control.wait', { amount: 1, unit: 'hours' }] }, [])
const broken = drawing({ split: ['split.split'] }, [])
const yearly = { kind: 'cron', cron: '0 3 1 1 *', timeZone: 'UTC' } as const
const hourly = { kind: 'interval', everySeconds: 3_600 } as const
const HOUR = 3_600_000

const onSchedule = async (
  { everySeconds, ...request }: Partial<z.input<typeof newSchedule>> & { everySeconds?: number },
  document: PipelineDocument = quick,
): Promise<string> => {
  const { id: pipelineId } = await createPipeline(server.db, { name: 'Scheduled', document })
  const wanted = newSchedule.parse({ pipelineId, name: 'Test', timing: yearly, ...request })
  // Oftener than a person may choose, so that tests need not wait.
  if (everySeconds !== undefined) wanted.timing = { kind: 'interval', everySeconds }
  return (await createSchedule(server, wanted)).id
}
const runsOf = (id: string) =>
  server.db.select().from(runs).where(eq(runs.scheduleId, id)).orderBy(asc(runs.scheduledAt))
const states = async (id: string) => (await runsOf(id)).map((run) => run.state)
const succeeded = async (id: string) => (await states(id)).filter((state) => state === 'succeeded').length
const view = (id: string) => getSchedule(server.db, id)
const described = (id: string) => temporal.schedule.getHandle(`schedule-${id}`).describe()
const patiently = { timeout: 120_000, interval: 100 }
const range = (from: number, to: number, overlap?: 'allowAll') =>
  backfillRange.parse({ from: new Date(from).toISOString(), to: new Date(to).toISOString(), overlap })

test.each([
  { times: ['9:00', '17:30:15'], weekdays: [1, 3, 5] },
  { times: ['23:45'], monthDays: [1, 15], lastDay: true },
  { times: ['6:00'], lastDay: true, months: [2, 4] },
  { times: ['8:00'], monthDays: [1, 2, 3, 4, 5, 6, 7], weekdays: [1] },
])('the calendar %o is due in Temporal when the page says so', async (fields) => {
  const timing = scheduleTiming.parse({ kind: 'calendar', timeZone: 'America/New_York', ...fields })
  // All are asked for the same times, even where one is due in between.
  const startsAt = new Date(Date.now() + HOUR)
  const id = await onSchedule({ timing, startsAt: startsAt.toISOString() })
  const times = nextTimes(timing, 5, new Date(), { startsAt }).map((time) => time.toISOString())
  const { info } = await described(id)
  expect(info.nextActionTimes.slice(0, 5).map((time) => time.toISOString())).toEqual(times)
  expect((await view(id)).nextTimes).toEqual(times)
})

test('what bounds a schedule is Temporal’s too', async () => {
  const startsAt = new Date(Date.now() + 48 * HOUR)
  const endsAt = new Date(startsAt.getTime() + 2 * HOUR)
  const id = await onSchedule({
    timing: hourly,
    catchUpSeconds: 7_200,
    jitterSeconds: 90,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    overlap: 'bufferAll',
  })
  const { spec, policies } = await described(id)
  expect(policies).toMatchObject({ catchupWindow: 7_200_000, overlap: 'BUFFER_ALL' })
  expect(spec).toMatchObject({ jitter: 90_000, startAt: startsAt, endAt: endsAt })
  expect((await view(id)).nextTimes).toHaveLength(2)
  const changes = { endsAt: new Date(startsAt.getTime() - 1) }
  await expect(updateSchedule(server, { id, ...changes })).rejects.toThrow('before the first')
})

test('times at which nothing was run are noted with the reason', async () => {
  const id = await onSchedule({ timing: hourly, paused: true })
  const base = Math.floor(Date.now() / HOUR) * HOUR
  const at = (hours: number) => new Date(base - hours * HOUR)
  const due = { scheduleId: id, scheduledAt: at(5).toISOString() }
  await createScheduledRun(server.db, due)
  await cancelRun(server, (await runsOf(id))[0]?.id ?? '')
  await server.db
    .update(runs)
    .set({ state: 'succeeded', finishedAt: at(2.5) })
    .where(eq(runs.scheduleId, id))
  await server.db
    .update(schedules)
    .set({ paused: false, memory: { checkedAt: at(6.5).toISOString() } })
    .where(eq(schedules.id, id))
  const note = async (now: number) =>
    noteLeftOutTimes(server.db, (await requireSchedule(server.db, id)).schedule, { now })
  const now = base + 120_000
  await note(now)
  await note(now)
  const iso = (hours: number) => at(hours).toISOString()
  expect((await view(id)).leftOut).toEqual([
    { from: iso(2), to: iso(0), count: 3, reason: 'missed' },
    { from: iso(4), to: iso(3), count: 2, reason: 'overlap', run: 1 },
    { from: iso(6), to: iso(6), count: 1, reason: 'missed' },
  ])
  await deleteSchedule(server, id)
})

test('a webhook is tried by hand, and kept away from private networks', async () => {
  await using receiver = await openWebhookReceiver([])
  const id = await onSchedule({ webhook: receiver.url })
  const { db } = server
  expect(await testWebhook({ db, config: stack.config }, { id })).toEqual({ ok: true, error: null })
  expect(JSON.parse(receiver.calls[0]?.body ?? '')).toMatchObject({ event: 'test', schedule: { id } })
  const config = { ...stack.config, allowPrivateAddresses: false }
  for (const webhook of [receiver.url, receiver.url.replace('127.0.0.1', 'localhost')])
    expect(await testWebhook({ db, config }, { webhook })).toMatchObject({
      ok: false,
      error: expect.stringContaining('MILLRACE_ALLOW_PRIVATE_ADDRESSES'),
    })
  await receiver[Symbol.asyncDispose]()
  expect(await testWebhook({ db, config: stack.config }, { id })).toMatchObject({
    ok: false,
    error: expect.stringContaining('It refuses connections.'),
  })
  expect(receiver.calls).toHaveLength(1)
})

describe('with a worker', () => {
  beforeAll(() => stack.startWorker({ MILLRACE_ALLOW_PRIVATE_ADDRESSES: '1' }).then(() => undefined))

  // Each waits for Temporal most of the time. Side by side, only a test's own `expect` knows its test.
  describe.concurrent('side by side', () => {
    test('a start that is put off is still for the exact time', async ({ expect }) => {
      const id = await onSchedule({ everySeconds: 2, jitterSeconds: 1, overlap: 'allowAll' })
      await expect.poll(() => succeeded(id), patiently).toBeGreaterThanOrEqual(2)
      await updateSchedule(server, { id, paused: true })
      for (const run of await runsOf(id)) expect((run.scheduledAt?.getTime() ?? 1) % 2_000).toBe(0)
    })

    test('it ends when it is said to, and is paused and resumed with a note', async ({ expect }) => {
      // Time enough to be made and to run once, however slow the machine.
      const endsAt = new Date(Date.now() + 20_000)
      const id = await onSchedule({ everySeconds: 2, endsAt: endsAt.toISOString() })
      await expect.poll(() => succeeded(id), patiently).toBeGreaterThanOrEqual(1)
      const later = async () =>
        (await runsOf(id)).filter((run) => (run.scheduledAt ?? endsAt) > endsAt).length
      await sleep(Math.max(0, endsAt.getTime() - Date.now()) + 2_500)
      expect(await later()).toBe(0)
      expect((await described(id)).info.nextActionTimes).toEqual([])
      expect((await view(id)).nextTimes).toEqual([])

      await updateSchedule(server, { id, paused: true, note: 'The source moves', endsAt: null, by: 'cli' })
      expect(await view(id)).toMatchObject({ paused: true, note: 'The source moves', noted: { by: 'cli' } })
      await sleep(3_000)
      expect(await later()).toBe(0)
      await updateSchedule(server, { id, name: 'Renamed' })
      expect(await view(id)).toMatchObject({ note: 'The source moves', noted: { by: 'cli' } })
      await updateSchedule(server, { id, paused: false, by: 'page' })
      expect(await view(id)).toMatchObject({ paused: false, note: '', noted: { by: 'page' } })
      await expect.poll(later, patiently).toBeGreaterThan(0)
      await deleteSchedule(server, id)
    })

    describe('past times', () => {
      test('are run once each, in turn, and know what time they are for', async ({ expect }) => {
        const document: PipelineDocument = {
          ...drawing({ data: ['data.builtin', { dataset: 'penguins' }] }, []),
          inputs: { day: { type: 'text', default: '' } },
        }
        const timing = scheduleTiming.parse({
          kind: 'calendar',
          times: ['00:00', '06:00', '12:00', '18:00'],
          timeZone: 'Asia/Tokyo',
        })
        const id = await onSchedule(
          { timing, inputs: { day: 'for {{scheduledTime}}' }, paused: true },
          document,
        )
        const until = nextTimes(timing, 1)[0]?.getTime() ?? 0
        const wanted = range(until - 18 * HOUR, until - 1)
        const times = [18, 12, 6].map((hours) => new Date(until - hours * HOUR).toISOString())
        expect(await previewBackfill(server.db, id, wanted)).toEqual({ times, known: 0 })
        expect(await startBackfill(server, id, wanted)).toEqual({ count: 3, known: 0 })
        await expect(startBackfill(server, id, range(0, until))).rejects.toThrow()
        await expect.poll(() => states(id), patiently).toEqual(['succeeded', 'succeeded', 'succeeded'])
        const made = await runsOf(id)
        expect(made.map((run) => run.scheduledAt?.toISOString())).toEqual(times)
        expect(made.map((run) => run.number)).toEqual([1, 2, 3])
        for (const { inputs, scheduledAt } of made) {
          expect(inputs.day).toMatch(/^for \d{4}-\d\d-\d\dT(00|06|12|18):00:00\+09:00$/)
          expect(Date.parse(String(inputs.day).slice(4))).toBe(scheduledAt?.getTime())
        }
        await expect.poll(async () => (await view(id)).backfill?.endedAt, patiently).toBeDefined()
        // The same range again: nothing is left.
        expect(await startBackfill(server, id, wanted)).toEqual({ count: 0, known: 3 })
        await expect(previewBackfill(server.db, id, range(until - 9_000 * HOUR, until))).rejects.toThrow(
          '500',
        )
      })

      test('can be stopped', async ({ expect }) => {
        const id = await onSchedule({ timing: hourly, paused: true }, lasting)
        const past = range(Date.now() - 5 * HOUR, Date.now())
        // Of two who ask at once one is heard.
        const asked = await Promise.allSettled([
          startBackfill(server, id, past),
          startBackfill(server, id, past),
        ])
        expect(asked.find(({ status }) => status === 'rejected')).toMatchObject({
          reason: { code: 'conflict' },
        })
        expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
        await expect.poll(() => states(id), patiently).toEqual(['running'])
        await stopBackfill(server, id)
        await expect.poll(() => states(id), patiently).toEqual(['cancelled'])
        await expect.poll(async () => (await view(id)).backfill?.endedAt, patiently).toBeDefined()
        expect(await states(id)).toEqual(['cancelled'])
      })
    })

    describe('on new data', () => {
      const prepare = async (name: string, rows: number) => {
        const lines = Array.from({ length: rows }, (_, row) => `${row},${row % 2 === 0 ? 'even' : 'odd'}`)
        const bytes = Readable.from([Buffer.from(`size,kind\n${lines.join('\n')}\n`)])
        const blob = await server.store.putStream(bytes, 'text/csv', 10_000)
        return (db: Parameters<typeof addDataset>[0] = server.db) => addDataset(db, { name, blob })
      }
      const upload = async (name: string, rows: number) => (await prepare(name, rows))()

      test('it runs once for all that came together, not for what was there before', async ({ expect }) => {
        const first = await upload('birds.csv', 20)
        await readDataset(server, { id: first.id, options: {} })
        const reads = (version: 'newest' | 'this') =>
          drawing({ data: ['data.file', { source: first.id, target: 'kind', version }] }, [])
        const timing = { kind: 'data', settleSeconds: 2 } as const
        await expect(onSchedule({ timing }, reads('this'))).rejects.toThrow('new data would change nothing')
        const id = await onSchedule({ timing }, reads('newest'))
        const together = [
          await prepare('birds.csv', 30),
          await prepare('birds.csv', 31),
          await prepare('other.csv', 5),
        ]
        // They are there in one moment, however slow the machine.
        await server.db.transaction(async (db) => {
          for (const add of together) await add(db)
        })
        await expect.poll(() => states(id), patiently).toEqual(['succeeded'])
        const [run] = await runsOf(id)
        const { nodes } = await server.finished(run?.id ?? '')
        expect(nodes.data?.outputs?.table).toMatchObject({ rows: 31 })
        await sleep(3_000)
        expect(await states(id)).toEqual(['succeeded'])

        // Off, it waits; on again, it runs for what came.
        await updateSchedule(server, { id, paused: true })
        await upload('birds.csv', 40)
        await sleep(3_000)
        expect(await states(id)).toEqual(['succeeded'])
        await updateSchedule(server, { id, paused: false })
        await expect.poll(() => states(id), patiently).toEqual(['succeeded', 'succeeded'])

        await tellOfNewData(server.db, id)
        await expect.poll(() => states(id), patiently).toEqual(['succeeded', 'succeeded', 'succeeded'])
        const clock = await onSchedule({})
        await expect(tellOfNewData(server.db, clock)).rejects.toThrow('by the clock')
      })

      test('what comes while it runs is run for when it has ended', async ({ expect }) => {
        const timing = scheduleTiming.parse({ kind: 'data', settleSeconds: 0, datasets: ['signal.csv'] })
        const id = await onSchedule({ timing }, lasting)
        await upload('signal.csv', 3)
        await expect.poll(() => states(id), patiently).toEqual(['running'])
        await upload('signal.csv', 4)
        await sleep(2_000)
        expect(await states(id)).toEqual(['running'])
        await cancelRun(server, (await runsOf(id))[0]?.id ?? '')
        await expect.poll(() => states(id), patiently).toEqual(['cancelled', 'running'])
        await updateSchedule(server, { id, paused: true })
        await cancelRun(server, (await runsOf(id))[1]?.id ?? '')
        await expect.poll(() => states(id), patiently).toEqual(['cancelled', 'cancelled'])
      })
    })

    describe('a webhook', () => {
      test('hears of a run that failed, again after an error of its own, signed', async ({ expect }) => {
        await using receiver = await openWebhookReceiver([500, 503])
        const id = await onSchedule({ webhook: receiver.url }, broken)
        await temporal.schedule.getHandle(`schedule-${id}`).trigger()
        await expect
          .poll(async () => (await view(id)).delivery, patiently)
          .toMatchObject({
            state: 'retrying',
            error: expect.stringMatching(/answered with status 50[03]/),
          })
        await expect
          .poll(async () => (await view(id)).delivery, patiently)
          .toMatchObject({ state: 'delivered', attempts: 3 })
        expect(receiver.calls).toHaveLength(3)
        const bodies = new Set(receiver.calls.map(({ body }) => body))
        expect(bodies.size).toBe(1)
        const [body = ''] = bodies
        const [run] = await runsOf(id)
        expect(JSON.parse(body)).toEqual({
          event: 'run.failed',
          schedule: { id, name: 'Test' },
          run: {
            id: run?.id,
            number: 1,
            scheduledAt: run?.scheduledAt?.toISOString(),
            startedAt: null,
            finishedAt: run?.finishedAt?.toISOString(),
          },
          pipeline: { id: run?.pipelineId, name: 'Scheduled', version: 1 },
          state: 'failed',
          error: { code: 'refused_drawing', message: expect.stringMatching(/^Could not start: /) },
          links: {
            run: `http://127.0.0.1:3000/runs/${run?.id}`,
            schedule: `http://127.0.0.1:3000/schedules/${id}`,
            pipeline: `http://127.0.0.1:3000/pipelines/${run?.pipelineId}`,
          },
        })
        const key = openWebhooks(stack.config).keyOf(id)
        const signature = createHmac('sha256', key).update(body).digest('hex')
        expect(receiver.calls[0]?.headers['millrace-signature']).toBe(`sha256=${signature}`)
      })

      test('that refuses is not asked again, and a run that went well is not told of', async ({ expect }) => {
        await using receiver = await openWebhookReceiver([404])
        const id = await onSchedule({ webhook: receiver.url }, broken)
        await temporal.schedule.getHandle(`schedule-${id}`).trigger()
        await expect
          .poll(async () => (await view(id)).delivery, patiently)
          .toMatchObject({
            state: 'failed',
            attempts: 1,
            error: expect.stringContaining('answered with status 404'),
          })
        const well = await onSchedule({ webhook: receiver.url })
        await temporal.schedule.getHandle(`schedule-${well}`).trigger()
        await expect.poll(() => states(well), patiently).toEqual(['succeeded'])
        await sleep(3_000)
        expect(receiver.calls).toHaveLength(1)
      })
    })
  })

  test('a recorded run whose workflow was lost with Temporal’s data is started; one that is under way is left', async () => {
    const id = await onSchedule({ paused: true })
    await createScheduledRun(server.db, { scheduleId: id, scheduledAt: '2025-03-01T10:00:00.000Z' })
    const [runId] = (await runsOf(id)).map((run) => run.id)
    await startLostRuns(server, new Set())
    expect(await states(id)).toEqual(['queued'])
    const started = () => temporal.workflow.getHandle(`run-${runId}`).describe()
    // Before the commit the worker, which looks for such runs by itself, sees none.
    await server.db.transaction(async (db) => {
      const createdAt = new Date(Date.now() - 120_000)
      await db.update(runs).set({ createdAt }).where(eq(runs.scheduleId, id))
      await startLostRuns({ db, workflows: server.workflows }, new Set([id]))
      await expect(started()).rejects.toThrow(WorkflowNotFoundError)
    })
    await startLostRuns(server, await server.workflows.schedules.listBusy())
    await expect.poll(() => states(id), patiently).toEqual(['succeeded'])
  })
})
