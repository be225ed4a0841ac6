import { EventEmitter, once } from 'node:events'
import { sql as raw } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { openDatabase } from '../../drizzle/client.ts'
import { nodeRuns } from '../../drizzle/schema.ts'
import { emptyDocument } from '../../nodes/graph/document.ts'
import { createTestDatabase } from '../../tests/kit/services.ts'
import { createRecorder } from '../../workflows/activities/recorder.ts'
import { createPipeline } from '../pipelines/pipelines.ts'
import type { RunUpdate } from '../views.ts'
import { finishRun } from './finish-run.ts'
import { beginAttempt, recordResult } from './node-runs.ts'
import { recordOwned } from './refits.ts'
import { listEvents } from './runs.ts'
import { findVersion, recordRun } from './start-run.ts'
import { watchRun } from './watch-run.ts'

const runId = 'followed'

async function openRun() {
  const database = await createTestDatabase()
  const handle = openDatabase(database.url)
  const { db } = handle
  const { id: pipelineId } = await createPipeline(db, { document: emptyDocument() })
  const { versionId } = await findVersion(db, { pipelineId })
  const plan = { schemaVersion: 1, seed: 1, nodes: [] } as const
  await recordRun(db, { id: runId, pipelineId, versionId, plan, trigger: 'api' })
  return {
    ...handle,
    async [Symbol.asyncDispose]() {
      await handle.close()
      await database[Symbol.asyncDispose]()
    },
  }
}

test('whoever reads events by number passes over none, however late it is committed', async () => {
  await using handle = await openRun()
  const { db } = handle
  const key = { runId, nodeId: 'tune', iteration: '' }
  await db.insert(nodeRuns).values([
    { runId, nodeId: 'tune' },
    { runId, nodeId: 'owned' },
  ])
  const attempt = (await beginAttempt(db, key)) ?? 0
  const seen = await listEvents(db, { runId })
  const look = async () => seen.push(...(await listEvents(db, { runId, after: seen.at(-1)?.id ?? 0 })))

  const gate = new EventEmitter()
  const [written, commit] = [once(gate, 'written'), once(gate, 'commit')]
  const late = recordResult(
    db,
    key,
    attempt,
    { cacheKey: null, outputs: {}, cachedFromRunId: null },
    async (tx) => {
      await recordOwned(tx, runId, { owned: {} }, null)
      gate.emit('written')
      await commit
    },
  )
  await written
  const recorder = createRecorder(handle, { ...key, nodeId: 'other' }, 1)
  recorder.log('info', 'quick')
  let isWritten = false
  const quick = recorder.close().then(() => {
    isWritten = true
  })
  // Either it is there before the other, or it waits for it.
  const waiting = () =>
    db.execute(
      raw`select 1 from pg_locks join pg_database on oid = database
          where datname = current_database() and locktype = 'advisory' and not granted`,
    )
  await expect.poll(async () => isWritten || (await waiting()).length > 0).toBe(true)
  await look()
  gate.emit('commit')
  await Promise.all([late, quick])
  await look()
  expect(seen).toEqual(await listEvents(db, { runId }))
  expect(seen).toHaveLength(4)
})

test('a run that has ended is told to its last line, however many there are', async () => {
  await using handle = await openRun()
  const { db } = handle
  const recorder = createRecorder(handle, { runId, nodeId: 'a', iteration: '' }, 1)
  for (let line = 0; line < 2_500; line++) recorder.log('info', `line ${line}`)
  await recorder.close()
  await finishRun(db, runId, 'cancelled')
  const updates: RunUpdate[] = []
  const signals = { listen: () => ({ next: () => Promise.resolve(), [Symbol.dispose]() {} }) }
  for await (const update of watchRun({ db, signals }, { runId, signal: new AbortController().signal }))
    updates.push(update)
  const lines = updates.flatMap((update) => (update.type === 'event' ? [update.event.data] : []))
  expect(lines).toHaveLength(2_501)
  expect(lines.at(-2)).toMatchObject({ message: 'line 2499' })
  // The end comes last.
  expect(updates.at(-1)).toMatchObject({ type: 'run', run: { state: 'cancelled' } })
})
