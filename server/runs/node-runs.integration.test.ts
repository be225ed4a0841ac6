import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DatabaseHandle, openDatabase } from '../../drizzle/client.ts'
import { nodeRuns, pipelineVersions, runs } from '../../drizzle/schema.ts'
import { emptyDocument } from '../../nodes/graph/document.ts'
import type { Checkpoint } from '../../nodes/kit/runner.ts'
import type { PortValue } from '../../nodes/kit/values.ts'
import { createTestFolder } from '../../tests/kit/test-folder.ts'
import { openFolderStore } from '../storage/folder-store.ts'
import { createTestDatabase, type TestDatabase } from '../../tests/kit/services.ts'
import { forgetCached } from '../maintenance/expire.ts'
import { findRoots } from '../maintenance/reachable.ts'
import { createPipeline } from '../pipelines/pipelines.ts'
import { finishRun } from './finish-run.ts'
import { clearCheckpoints, findCheckpoint, saveCheckpoint } from './checkpoints.ts'
import { beginAttempt, endNode, type NodeKey, recordCached, recordResult, takeCached } from './node-runs.ts'
import { getRun, listEvents } from './runs.ts'

let testDatabase: TestDatabase
let handle: DatabaseHandle
beforeAll(async () => {
  testDatabase = await createTestDatabase()
  handle = openDatabase(testDatabase.url)
})
afterAll(async () => {
  await handle.close()
  await testDatabase[Symbol.asyncDispose]()
})

let count = 0
/** A run of one node that nobody works on. */
async function createRun(): Promise<NodeKey> {
  const { db } = handle
  const { id: pipelineId } = await createPipeline(db, { document: emptyDocument() })
  const [version] = await db.select().from(pipelineVersions)
  const runId = `run-${++count}`
  await db.insert(runs).values({
    id: runId,
    number: 1,
    pipelineId,
    versionId: version?.id ?? '',
    plan: { schemaVersion: 1, seed: 1, nodes: [] },
    trigger: 'api',
  })
  await db.insert(nodeRuns).values({ runId, nodeId: 'a' })
  return { runId, nodeId: 'a', iteration: '' }
}

const blob = { sha256: 'f'.repeat(64), sizeBytes: 1, mediaType: 'application/json' }
const outputs = (digest: string): Record<string, PortValue> => ({
  signal: { port: 'signal', digest, blob, blobs: [] },
})
const result = (digest: string) => ({ cacheKey: 'k', outputs: outputs(digest), cachedFromRunId: null })
const nothing = async () => {}

test('only the newest attempt records, and only once', async () => {
  const { db } = handle
  const key = await createRun()
  const first = await beginAttempt(db, key)
  const second = await beginAttempt(db, key)
  expect([first, second]).toEqual([1, 2])
  expect(await recordResult(db, key, 1, result('stale'), nothing)).toBe(false)
  expect(await recordResult(db, key, 2, result('right'), nothing)).toBe(true)
  expect(await recordResult(db, key, 2, result('again'), nothing)).toBe(false)
  // The answer was lost and the activity is tried again: nothing is left to do.
  expect(await beginAttempt(db, key)).toBeNull()
  const run = await getRun(db, key.runId)
  expect(run.nodes.a?.outputs?.signal?.digest).toBe('right')
  const states = await listEvents(db, { runId: key.runId, kinds: ['state'] })
  expect(states.map((event) => event.data)).toEqual([
    { state: 'running' },
    { state: 'running' },
    { state: 'succeeded' },
  ])
})

test('what belongs to a result is recorded with it, or not at all', async () => {
  const { db } = handle
  const key = await createRun()
  const attempt = (await beginAttempt(db, key)) ?? 0
  const failing = recordResult(db, key, attempt, result('x'), async () => {
    throw new Error('the registry refused')
  })
  await expect(failing).rejects.toThrow('the registry refused')
  expect((await getRun(db, key.runId)).nodes.a?.state).toBe('running')
})

test('a cancelled run records nothing more', async () => {
  const { db } = handle
  const key = await createRun()
  const attempt = (await beginAttempt(db, key)) ?? 0
  await finishRun(db, key.runId, 'cancelled')
  expect(await recordResult(db, key, attempt, result('late'), nothing)).toBe(false)
  const run = await getRun(db, key.runId)
  expect(run).toMatchObject({ state: 'cancelled', nodes: { a: { state: 'cancelled', outputs: null } } })
  await finishRun(db, key.runId, 'succeeded')
  expect((await getRun(db, key.runId)).state).toBe('cancelled')
})

test('a failed run takes its error from the node that failed', async () => {
  const { db } = handle
  const key = await createRun()
  const attempt = await beginAttempt(db, key)
  const error = { kind: 'user', code: 'x', message: 'The target has one class only.' } as const
  await endNode(db, key, attempt, { state: 'failed', error })
  await finishRun(db, key.runId, 'failed')
  const run = await getRun(db, key.runId)
  expect(run.error).toEqual({ ...error, nodeId: 'a' })
})

test('what is forgotten while somebody was just promised it is not taken out of the store', async () => {
  const { db } = handle
  const { runId } = await createRun()
  const own = { ...blob, sha256: 'a'.repeat(64) }
  const signal = { port: 'signal', digest: 'promised', blob: own, blobs: [] } as const
  const entry = { key: 'promised', nodeType: 'data.file', runId, outputs: { signal } }
  await recordCached(db, entry)
  expect(await takeCached(db, entry.key)).toMatchObject({ outputs: entry.outputs })
  await forgetCached(db, entry.key)
  expect(await takeCached(db, entry.key)).toBeUndefined()
  const { pointers } = await db.transaction(findRoots)
  expect(pointers).toContainEqual({ sha256: own.sha256, isJson: true })
  // Another may take its place.
  await recordCached(db, entry)
  expect(await takeCached(db, entry.key)).toBeDefined()
})

test('a node whose last attempt was lost has failed, and says why', async () => {
  const { db } = handle
  const key = await createRun()
  await beginAttempt(db, key)
  await beginAttempt(db, key)
  await finishRun(db, key.runId, 'failed')
  const message = 'The worker stopped while it worked on this node. It was tried 2 times.'
  expect(await getRun(db, key.runId)).toMatchObject({
    state: 'failed',
    error: { message, nodeId: 'a' },
    nodes: { a: { state: 'failed', error: { message } } },
  })
})

test('a checkpoint is kept for the same work on the same backend, and a stale attempt can’t save one', async () => {
  const { db } = handle
  using folder = createTestFolder()
  const store = openFolderStore(folder.path)
  const deps = { db, store }
  const [key, other] = [await createRun(), await createRun()]
  const checkpoint = async (epoch: number): Promise<Checkpoint> => ({
    epoch,
    state: null,
    blobs: { training: await store.putBytes(Buffer.from(`epoch ${epoch}`), 'application/octet-stream') },
  })
  const row = async (attempt: number, epoch: number) => ({
    attempt,
    cacheKey: 'k',
    backend: 'wasm 4',
    checkpoint: await checkpoint(epoch),
  })
  const isStored = async (epoch: number) => {
    const bytes = Buffer.from(`epoch ${epoch}`)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    return store.has({ sha256, sizeBytes: bytes.length, mediaType: '' })
  }
  await beginAttempt(db, key)
  await beginAttempt(db, other)
  await saveCheckpoint(deps, other, await row(1, 2))
  await saveCheckpoint(deps, key, await row(1, 1))
  await saveCheckpoint(deps, key, await row(1, 2))
  // What was replaced is gone from the disk.
  expect([await isStored(1), await isStored(2)]).toEqual([false, true])
  await beginAttempt(db, key)
  await expect(saveCheckpoint(deps, key, await row(1, 3))).rejects.toMatchObject({ code: 'superseded' })
  expect(await findCheckpoint(db, key, 'k', 'wasm 4')).toEqual(await checkpoint(2))
  expect(await findCheckpoint(db, key, 'other work', 'wasm 4')).toBeNull()
  expect(await findCheckpoint(db, key, 'k', 'tensorflow 2')).toBeNull()
  await clearCheckpoints(deps, key)
  expect(await findCheckpoint(db, key, 'k', 'wasm 4')).toBeNull()
  // Another run's checkpoint has the same bytes.
  expect(await isStored(2)).toBe(true)
  await clearCheckpoints(deps, { runId: other.runId })
  expect(await isStored(2)).toBe(false)
})
