import { mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { eq, sql as raw } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { cacheEntries, datasetVersions, modelVersions, runs } from '../../drizzle/schema.ts'
import type { PipelineDocument } from '../../nodes/graph/document.ts'
import { loadLineage } from '../../nodes/kit/lineage.ts'
import type { BlobRef, ModelValue, PortValue } from '../../nodes/kit/values.ts'
import { drawing, openTestServer, type TestServer } from '../../tests/kit/pipelines.ts'
import { seeded } from '../../tests/kit/seeded.ts'
import { createTestStack, type TestStack } from '../../tests/kit/services.ts'
import { addDataset } from '../datasets/datasets.ts'
import { deployModel } from '../deployments/deployments.ts'
import { deleteModelVersion } from '../models/delete-model.ts'
import { listModels } from '../models/models.ts'
import { removeModelAlias, setModelAlias } from '../models/registry.ts'
import { createPipeline, getPipeline, savePipeline } from '../pipelines/pipelines.ts'
import { deleteRun, setRunKept } from '../runs/delete-run.ts'
import { getRun, listRuns } from '../runs/runs.ts'
import { startRun } from '../runs/start-run.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import { collectGarbage } from './collect-garbage.ts'
import { clearCache } from './expire.ts'
import { setRetention } from './retention.ts'

const HOUR = 3_600_000
const GRACE = 24 * HOUR
const DAY = 24 * HOUR

let stack: TestStack
let server: TestServer
beforeAll(async () => {
  stack = await createTestStack()
  await stack.startWorker()
  server = await openTestServer(stack)
})
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await stack?.[Symbol.asyncDispose]()
})
beforeEach(() => setRetention(server.db, { runDays: null, cacheDays: null, graceHours: 24 }))

/** The worker collects by itself, too, and one at a time. */
async function collect(options: Parameters<typeof collectGarbage>[1] = {}) {
  for (;;) {
    try {
      return await collectGarbage({ ...server, config: stack.config }, options)
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== 'busy') throw error
      await sleep(50)
    }
  }
}

const store = () => join(stack.config.dataDir, 'blobs')

async function listBlobs(): Promise<string[]> {
  const starts = (await readdir(store())).filter((name) => /^[0-9a-f]{2}$/.test(name))
  const rests = await Promise.all(starts.map((start) => readdir(join(store(), start))))
  return starts.flatMap((start, at) => (rests[at] ?? []).map((rest) => start + rest))
}

/** Makes all that lies in the store look as old as this. */
async function age(ms: number): Promise<void> {
  const at = new Date(Date.now() - ms)
  for (const sha256 of await listBlobs())
    await utimes(join(store(), sha256.slice(0, 2), sha256.slice(2)), at, at).catch(() => {})
}

/** All that somebody who looks at a value, goes on from it or serves it comes to read. */
async function blobsOf(value: PortValue): Promise<BlobRef[]> {
  const own = [value.blob, ...value.blobs, ...(value.port === 'table' ? [value.profile] : [])]
  if (value.port !== 'table' && value.port !== 'model') return own
  const { steps } = await loadLineage(server.store, value.lineage)
  const made = Object.entries(steps).flatMap(([sha256, { transform }]) => [
    { sha256, sizeBytes: 0, mediaType: '' },
    ...(transform ? [transform] : []),
  ])
  return [...own, ...made]
}

async function expectWhole(values: readonly PortValue[]): Promise<Set<string>> {
  const needed = (await Promise.all(values.map(blobsOf))).flat()
  const there = await Promise.all(needed.map((ref) => server.store.has(ref)))
  expect(needed.filter((_, index) => !there[index])).toEqual([])
  return new Set(needed.map(({ sha256 }) => sha256))
}

const valuesOf = async (runId: string): Promise<PortValue[]> =>
  Object.values((await getRun(server.db, runId)).nodes).flatMap(({ outputs }) => Object.values(outputs ?? {}))

const trained = (seed: number, method = 'standard'): PipelineDocument => ({
  ...drawing(
    {
      data: ['data.builtin', { dataset: 'penguins' }],
      split: ['split.split'],
      impute: ['clean.missing'],
      scale: ['features.scale', { method }],
      linear: ['models.linear'],
      train: ['train.train'],
      evaluate: ['evaluate.evaluate'],
    },
    [
      'data.table > split.table',
      'split.table > impute.table',
      'impute.table > scale.table',
      'scale.table > train.table',
      'linear.blueprint > train.blueprint',
      'train.model > evaluate.model',
      'scale.table > evaluate.table',
    ],
  ),
  seed,
})

async function runOnce(document: PipelineDocument): Promise<{ pipelineId: string; runId: string }> {
  const { id: pipelineId } = await createPipeline(server.db, { document })
  const { runId } = await startRun(server, { pipelineId, trigger: 'api' })
  expect((await server.finished(runId)).state).toBe('succeeded')
  return { pipelineId, runId }
}

/** Nothing of earlier tests is left that could hold on to blobs. */
async function forgetAll(): Promise<void> {
  await server.db.delete(runs)
  await server.db.delete(cacheEntries)
  await server.db.execute(raw`truncate endpoint_versions, model_aliases, model_versions, endpoints cascade`)
  await server.db.delete(datasetVersions)
}

test('a run that is deleted leaves what its model needs, and all of the rest goes after the grace period', async () => {
  await forgetAll()
  const { runId, pipelineId } = await runOnce(trained(1))
  const models = (await listModels(server.db)).map(({ value }) => value)
  expect(models).toHaveLength(1)
  await age(2 * DAY)
  // The run, the cache and the model hold on to all but scraps.
  await collect()
  await expectWhole(await valuesOf(runId))

  await deleteRun(server.db, runId)
  await expect(getRun(server.db, runId)).rejects.toMatchObject({ code: 'not_found' })
  const before = await listBlobs()
  await collect()
  // The cache still does.
  expect(await listBlobs()).toEqual(before)

  const again = await startRun(server, { pipelineId, trigger: 'api' })
  expect(again.number).toBe(2)
  const second = await server.finished(again.runId)
  expect(second.nodes.train?.state).toBe('cached')
  const cleared = await clearCache(server.db, { pipelineId })
  expect(cleared.entries).toBe(7)
  expect(cleared.bytes).toBeGreaterThan(10_000)
  expect(await clearCache(server.db, { pipelineId })).toEqual({ entries: 0, bytes: 0 })
  await deleteRun(server.db, again.runId)
  await age(2 * DAY)
  await collect()
  // Cleared a moment ago: whoever was just promised it can count on it.
  expect((await listBlobs()).length).toBe(before.length)

  const later = { now: new Date(Date.now() + GRACE + HOUR) }
  const counted = await collect({ ...later, dryRun: true })
  expect((await listBlobs()).length).toBe(before.length)
  const swept = await collect(later)
  expect({ ...swept, dryRun: true }).toEqual(counted)
  expect(swept.blobs).toBeGreaterThan(5)
  const needed = await expectWhole(models)
  expect(new Set(await listBlobs())).toEqual(needed)
})

test('a run under way, and one that is pinned, are not deleted', async () => {
  await forgetAll()
  const { runId, pipelineId } = await runOnce(trained(2))
  const document = trained(2)
  const pinned = {
    ...document,
    nodes: document.nodes.map((node) => (node.id === 'scale' ? { ...node, pin: { runId } } : node)),
  }
  await savePipeline(server.db, { id: pipelineId, document: pinned, baseVersion: 1 })
  await expect(deleteRun(server.db, runId)).rejects.toMatchObject({ code: 'run_pinned' })
  await server.db.update(runs).set({ state: 'running' }).where(eq(runs.id, runId))
  await expect(deleteRun(server.db, runId)).rejects.toMatchObject({ code: 'run_open' })
})

test('retention deletes old runs, but not the newest, kept, pinned ones, nor those behind an endpoint', async () => {
  await forgetAll()
  const { pipelineId } = await runOnce(trained(3))
  const ids = [(await listRuns(server.db, { pipelineId }))[0]?.id ?? '']
  for (let count = 0; count < 4; count++) {
    const { runId } = await startRun(server, { pipelineId, trigger: 'api' })
    await server.finished(runId)
    ids.push(runId)
  }
  const [served = '', kept = '', pinnedTo = '', old = '', newest = ''] = ids
  const [model] = await listModels(server.db)
  expect(model?.runId).toBe(served)
  await deployModel(server, { name: 'kept-model', modelVersionId: model?.id ?? '', idempotencyKey: 'k' })
  await setRunKept(server.db, kept, true)
  const document = trained(3)
  const pinned = {
    ...document,
    nodes: document.nodes.map((node) => (node.id === 'scale' ? { ...node, pin: { runId: pinnedTo } } : node)),
  }
  await savePipeline(server.db, { id: pipelineId, document: pinned, baseVersion: 1 })
  await setRetention(server.db, { runDays: 7 })
  expect((await collect()).deletedRuns).toBe(0)
  const late = { now: new Date(Date.now() + 8 * DAY) }
  expect((await collect({ ...late, dryRun: true })).deletedRuns).toBe(1)
  expect((await collect(late)).deletedRuns).toBe(1)
  const left = (await listRuns(server.db, { pipelineId })).map(({ id }) => id)
  expect(new Set(left)).toEqual(new Set([served, kept, pinnedTo, newest]))
  expect(left).not.toContain(old)
  for (const id of left) await expectWhole(await valuesOf(id))
  // An alias spares the run as an endpoint does.
  await server.db.execute(raw`truncate endpoint_versions, endpoints cascade`)
  await setModelAlias(server.db, model?.id ?? '', 'champion')
  expect((await collect({ ...late, dryRun: true })).deletedRuns).toBe(0)
  await removeModelAlias(server.db, model?.id ?? '', 'champion')
  expect((await collect({ ...late, dryRun: true })).deletedRuns).toBe(1)
})

test('an entry of the cache expires where no run has used it', async () => {
  await forgetAll()
  const { pipelineId, runId } = await runOnce(trained(4))
  await setRetention(server.db, { cacheDays: 30 })
  const late = new Date(Date.now() + 31 * DAY)
  expect((await collect({ now: new Date(Date.now() + 29 * DAY) })).expiredEntries).toBe(0)
  expect((await collect({ now: late, dryRun: true })).expiredEntries).toBe(7)
  // A run that reuses them keeps them in use.
  await server.db.update(cacheEntries).set({ lastUsedAt: new Date(Date.now() - 60 * DAY) })
  const again = await startRun(server, { pipelineId, trigger: 'api' })
  expect((await server.finished(again.runId)).nodes.train?.state).toBe('cached')
  expect((await collect()).expiredEntries).toBe(0)
  expect((await collect({ now: late })).expiredEntries).toBe(7)
  await expectWhole(await valuesOf(runId))
  const third = await startRun(server, { pipelineId, trigger: 'api' })
  expect((await server.finished(third.runId)).nodes.train?.state).toBe('succeeded')
})

test('the bytes of a deleted data set stay while a run has read them', async () => {
  await forgetAll()
  const blob = await server.store.putBytes(Buffer.from('a,b\n1,2\n3,4\n'), 'text/csv')
  const unread = await server.store.putBytes(Buffer.from('c,d\n1,2\n'), 'text/csv')
  const { id: source } = await addDataset(server.db, { name: 'rows.csv', blob })
  await addDataset(server.db, { name: 'unread.csv', blob: unread })
  const { runId, pipelineId } = await runOnce(drawing({ file: ['data.file', { source }] }, []))
  await server.db.update(datasetVersions).set({ deletedAt: new Date() })
  await age(2 * DAY)
  await collect()
  expect(await server.store.has(blob)).toBe(true)
  expect(await server.store.has(unread)).toBe(false)
  await clearCache(server.db, { pipelineId })
  await deleteRun(server.db, runId)
  await collect({ now: new Date(Date.now() + GRACE + HOUR) })
  expect(await listBlobs()).toEqual([])
})

test('a model that learnt from a file keeps the file', async () => {
  await forgetAll()
  const lines = Array.from({ length: 60 }, (_, index) => `${index},${index % 7},${index * 2 + (index % 7)}`)
  const blob = await server.store.putBytes(Buffer.from(['a,b,y', ...lines].join('\n')), 'text/csv')
  const { id: source } = await addDataset(server.db, { name: 'numbers.csv', blob })
  const { runId, pipelineId } = await runOnce(
    drawing(
      {
        file: ['data.file', { source }],
        roles: ['data.roles', { target: 'y' }],
        linear: ['models.linear'],
        train: ['train.train'],
      },
      ['file.table > roles.table', 'roles.table > train.table', 'linear.blueprint > train.blueprint'],
    ),
  )
  await server.db.update(datasetVersions).set({ deletedAt: new Date() })
  await clearCache(server.db, { pipelineId })
  await deleteRun(server.db, runId)
  await collect({ now: new Date(Date.now() + GRACE + HOUR) })
  expect(await server.store.has(blob)).toBe(true)
  await server.db.delete(modelVersions)
  await collect({ now: new Date(Date.now() + GRACE + HOUR) })
  expect(await listBlobs()).toEqual([])
})

test('uploads that were given up go', async () => {
  await mkdir(join(store(), 'incoming'), { recursive: true })
  const path = join(store(), 'incoming', 'given-up')
  await writeFile(path, 'half a file')
  await utimes(path, new Date(Date.now() - 2 * DAY), new Date(Date.now() - 2 * DAY))
  expect((await collect()).partial).toBe(1)
  await expect(stat(path)).rejects.toThrow()
})

test('one at a time', async () => {
  const both = await Promise.allSettled([collect(), collect(), collect()])
  expect(both.some(({ status }) => status === 'fulfilled')).toBe(true)
  for (const each of both) if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'busy' })
})

test('with runs under way, whatever is run, deleted, cleared, deployed and collected: nothing that is needed is lost', async () => {
  await forgetAll()
  const random = seeded(20_261)
  const pipelines: string[] = []
  for (const seed of [10, 11])
    pipelines.push((await createPipeline(server.db, { document: trained(seed) })).id)
  let under: Promise<unknown>[] = []
  // Runs whose end this test has not seen yet: not its to delete.
  const watched = new Set<string>()
  // Long enough for a node under load, however slow the machine, and short enough that the test sees things go.
  const since = performance.now()
  await server.finished(await server.start(trained(9), { fresh: true }))
  const graceMs = Math.max(4_000, 8 * (performance.now() - since))
  let swept = 0
  for (let step = 0; step < 60; step++) {
    const pipelineId = random.pick(pipelines)
    const ended = (await listRuns(server.db, {})).filter(
      ({ id, finishedAt }) => finishedAt !== null && !watched.has(id),
    )
    switch (random.below(8)) {
      case 0:
      case 1: {
        const { version } = await getPipeline(server.db, pipelineId)
        const document = trained(random.between(10, 13), random.pick(['standard', 'minmax', 'robust']))
        await savePipeline(server.db, { id: pipelineId, document, baseVersion: version })
        const { runId } = await startRun(server, { pipelineId, trigger: 'api', fresh: random.chance(0.25) })
        watched.add(runId)
        under.push(
          server.finished(runId).then((run) => {
            expect(run.error).toBeNull()
            watched.delete(runId)
          }),
        )
        if (under.length > 2) {
          await Promise.all(under)
          under = []
        }
        break
      }
      case 2:
      case 3:
        if (ended.length > 0) await deleteRun(server.db, random.pick(ended).id)
        break
      case 4:
        await clearCache(server.db, { pipelineId })
        break
      case 5: {
        const unused = (await listModels(server.db)).find(({ endpoints }) => endpoints.length === 0)
        if (unused) await deleteModelVersion(server.db, unused.id)
        break
      }
      case 6: {
        const [model] = await listModels(server.db)
        if (model)
          await deployModel(server, {
            name: `e-${random.below(3)}`,
            modelVersionId: model.id,
            idempotencyKey: `${step}`,
            mayTakeOver: true,
          })
        break
      }
      default:
        // Some things become old while others are made.
        await sleep(1_000)
    }
    swept += (await collect({ graceMs })).blobs
    const values = (await listRuns(server.db, {})).map(({ id }) => valuesOf(id))
    const models = (await listModels(server.db)).map(({ value }): ModelValue => value)
    await expectWhole([...(await Promise.all(values)).flat(), ...models])
  }
  await Promise.all(under)
  await expect
    .poll(async () => (swept += (await collect({ graceMs })).blobs), { timeout: graceMs + 60_000 })
    .toBeGreaterThan(0)
  for (const pipelineId of pipelines) await clearCache(server.db, { pipelineId })
  for (const { id } of await listRuns(server.db, {})) await deleteRun(server.db, id)
  // What was cached by runs that were deleted before it was cleared.
  await server.db.delete(cacheEntries)
  await collect({ now: new Date(Date.now() + GRACE + HOUR) })
  const models = (await listModels(server.db)).map(({ value }) => value)
  expect(new Set(await listBlobs())).toEqual(await expectWhole(models))
})
