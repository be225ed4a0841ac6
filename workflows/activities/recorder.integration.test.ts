import { expect, test } from 'vitest'
import { openDatabase } from '../../drizzle/client.ts'
import { emptyDocument } from '../../nodes/graph/document.ts'
import { createPipeline } from '../../server/pipelines/pipelines.ts'
import { listEvents } from '../../server/runs/runs.ts'
import { findVersion, recordRun } from '../../server/runs/start-run.ts'
import { createTestDatabase } from '../../tests/kit/services.ts'
import { createRecorder } from './recorder.ts'

test('what could not be written is written later, and what comes after it', async () => {
  await using database = await createTestDatabase()
  await using handle = openDatabase(database.url)
  const { db, sql } = handle
  const runId = 'late'
  const recorder = createRecorder({ db, sql }, { runId, nodeId: 'train', iteration: '' }, 1)
  // Refused: there is no such run yet.
  recorder.log('info', 'first')
  await recorder.close()
  const { id: pipelineId } = await createPipeline(db, { document: emptyDocument() })
  const { versionId } = await findVersion(db, { pipelineId })
  const plan = { schemaVersion: 1, seed: 1, nodes: [] } as const
  await recordRun(db, { id: runId, pipelineId, versionId, plan, trigger: 'api' })
  recorder.log('info', 'second')
  await recorder.close()
  const events = await listEvents(db, { runId, kinds: ['log'] })
  expect(events.map(({ data }) => data)).toEqual([
    { level: 'info', message: 'first' },
    { level: 'info', message: 'second' },
  ])
})
