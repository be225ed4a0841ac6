import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createComputePool } from './pool.ts'

let folder: string
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'millrace-pool-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

const openPool = () =>
  createComputePool({
    size: 1,
    limits: { threads: 1, memoryMb: 256 },
    blobFolder: join(folder, 'blobs'),
    tempFolder: join(folder, 'tmp'),
    log: () => {},
  })
const never = new AbortController().signal

test('what waits for a child leaves at once when it is cancelled, and harms nobody', async () => {
  await using pool = openPool()
  const first = pool.run({ kind: 'environment' }, never)
  const pids = pool.pids()
  const cancelled = new AbortController()
  const second = pool.run({ kind: 'environment' }, cancelled.signal)
  const third = pool.run({ kind: 'environment' }, never)
  cancelled.abort(new Error('cancelled'))
  const earliest = Promise.race([first.then(() => 'first'), second.catch(() => 'second')])
  await expect(second).rejects.toThrow('cancelled')
  expect(await earliest).toBe('second')
  expect(await third).toEqual(await first)
  // The one child served both.
  expect(pool.pids()).toEqual(pids)
})

test('a child that never came to work is told from one that died at work', async () => {
  await using pool = openPool()
  const task = pool.run({ kind: 'environment' }, never)
  for (const pid of pool.pids()) process.kill(pid, 'SIGKILL')
  await expect(task).rejects.toMatchObject({ code: 'compute_not_started' })
  // Another takes its place.
  expect(await pool.run({ kind: 'environment' }, never)).toMatchObject({ numeric: expect.any(String) })
})

test('time counts from where a child is there', async () => {
  await using pool = openPool()
  // A child takes longer than this to begin.
  const late = pool.run({ kind: 'environment' }, never, { timeoutSeconds: 0.05 })
  await expect(late).rejects.toMatchObject({ code: 'timed_out' })
  const first = pool.run({ kind: 'environment' }, never)
  const told: boolean[] = []
  const patient = pool.run({ kind: 'environment' }, never, {
    timeoutSeconds: 2,
    onQueue: (waits) => told.push(waits),
  })
  expect(told).toEqual([true])
  expect(await patient).toEqual(await first)
  expect(told).toEqual([true, false])
})
