import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MetricsEvent } from '../../drizzle/schema/runs.ts'
import { cacheEntries } from '../../drizzle/schema.ts'
import { cancelRun } from '../../server/runs/cancel-run.ts'
import { listEvents } from '../../server/runs/runs.ts'
import type { RunDetail } from '../../server/views.ts'
import { openTestServer, slowTraining, type TestServer } from '../kit/pipelines.ts'
import { createTestStack, type TestStack, type TestWorker } from '../kit/services.ts'

let stack: TestStack
let server: TestServer
let worker: TestWorker
beforeAll(async () => {
  stack = await createTestStack()
  server = await openTestServer(stack)
  worker = await stack.startWorker()
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await stack[Symbol.asyncDispose]()
})

const epochs = 14
const isTraining = (run: RunDetail, epoch: number) => (run.nodes.train?.progress?.epoch ?? 0) >= epoch

/** Process ids of the compute children of the worker. */
function computePids(): number[] {
  const parent = String(worker.pid())
  const listed = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', parent], { encoding: 'utf8' })
  return listed
    .split('\n')
    .filter((line) => line.includes('compute/child'))
    .map((line) => Number.parseInt(line, 10))
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Artifacts whose bytes are not what their name says. */
function findHalfWritten(): string[] {
  const blobs = join(stack.config.dataDir, 'blobs')
  const folders = readdirSync(blobs).filter((name) => name !== 'incoming')
  return folders.flatMap((folder) =>
    readdirSync(join(blobs, folder))
      .map((name) => ({ sha256: `${folder}${name}`, bytes: readFileSync(join(blobs, folder, name)) }))
      .filter(({ sha256, bytes }) => createHash('sha256').update(bytes).digest('hex') !== sha256)
      .map(({ sha256 }) => sha256),
  )
}

/** Epochs in the order in which they were trained, over all attempts. */
async function trainedEpochs(runId: string): Promise<number[]> {
  const events = await listEvents(server.db, { runId, nodeId: 'train', kinds: ['metrics'] })
  return events.map((event) => (event.data as MetricsEvent).epoch)
}

const modelDigest = (run: RunDetail) => run.nodes.train?.outputs?.model?.digest

async function train(): Promise<string> {
  return server.start(slowTraining(epochs), { fresh: true })
}

let undisturbed: RunDetail
test('an undisturbed run trains every epoch once', async () => {
  const runId = await train()
  undisturbed = await server.finished(runId)
  expect(undisturbed.state).toBe('succeeded')
  expect(undisturbed.nodes.train?.attempt).toBe(1)
  expect(await trainedEpochs(runId)).toEqual(Array.from({ length: epochs }, (_, epoch) => epoch + 1))
})

const victims: [string, () => void][] = [
  ['the worker', () => process.kill(worker.pid() ?? 0, 'SIGKILL')],
  ['the compute child', () => computePids().forEach((pid) => process.kill(pid, 'SIGKILL'))],
]

test.each(victims)(
  'killing %s after epoch 3 repeats at most one epoch and changes no bit',
  async (_, kill) => {
    const runId = await train()
    await server.until(runId, (run) => isTraining(run, 3))
    kill()
    const run = await server.finished(runId)
    expect(run.state).toBe('succeeded')
    expect(run.nodes.train?.attempt).toBe(2)
    const trained = await trainedEpochs(runId)
    expect(new Set(trained)).toEqual(new Set(Array.from({ length: epochs }, (__, epoch) => epoch + 1)))
    expect(trained.length).toBeLessThanOrEqual(epochs + 1)
    // Finished nodes were not run a second time.
    expect(run.nodes.data?.attempt).toBe(1)
    expect(run.nodes.split?.attempt).toBe(1)
    expect(modelDigest(run)).toBe(modelDigest(undisturbed))
    const log = await listEvents(server.db, { runId, nodeId: 'train', kinds: ['log'] })
    expect(JSON.stringify(log)).toContain('Resumes after epoch')
  },
)

/** Long for a machine that does much else; a worker that waited for the end of the training would take minutes. */
const AT_ONCE_MS = 30_000

test('cancelling ends the compute child at once and records nothing', async () => {
  const runId = await server.start(slowTraining(5_000), { fresh: true })
  await server.until(runId, (run) => isTraining(run, 2))
  const pids = computePids()
  expect(pids.length).toBeGreaterThan(0)
  const cachedBefore = await server.db.select().from(cacheEntries)
  await cancelRun(server, runId)
  await expect.poll(() => pids.some(isAlive), { timeout: AT_ONCE_MS, interval: 20 }).toBe(false)
  const run = await server.finished(runId)
  expect(run.state).toBe('cancelled')
  expect(run.nodes.train).toMatchObject({ state: 'cancelled', outputs: null })
  expect(await server.db.select().from(cacheEntries)).toHaveLength(cachedBefore.length)
  // What finished before stays.
  expect(run.nodes.split?.state).toBe('succeeded')
  // A child killed while it wrote leaves its file among the incoming ones; none of them is an artifact.
  expect(findHalfWritten()).toEqual([])
})

test('an unchanged drawing is not run again', async () => {
  const first = await server.finished(await server.start(slowTraining(1)))
  const second = await server.finished(await server.start(slowTraining(1)))
  expect(first.state).toBe('succeeded')
  expect(Object.values(second.nodes).map((node) => node.state)).toEqual([
    'cached',
    'cached',
    'cached',
    'cached',
  ])
  expect(modelDigest(second)).toBe(modelDigest(first))
  const changed = slowTraining(2)
  const third = await server.finished(await server.start(changed))
  expect(third.nodes.split?.state).toBe('cached')
  expect(third.nodes.network?.state).toBe('succeeded')
  expect(third.nodes.train?.state).toBe('succeeded')
})
