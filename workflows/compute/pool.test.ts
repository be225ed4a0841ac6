import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createComputePool } from './pool.ts'

test('what waits for a child leaves at once when it is cancelled, and harms nobody', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-pool-'))
  try {
    await using pool = createComputePool({
      size: 1,
      limits: { threads: 1, memoryMb: 256 },
      blobFolder: join(folder, 'blobs'),
      tempFolder: join(folder, 'tmp'),
      log: () => {},
    })
    const never = new AbortController().signal
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
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
