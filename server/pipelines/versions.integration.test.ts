import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pipelineVersions, runs, schedules } from '../../drizzle/schema.ts'
import type { PipelineDocument } from '../../nodes/graph/document.ts'
import { drawing, openTestServer, type TestServer } from '../../tests/kit/pipelines.ts'
import { createTestStack, type TestStack } from '../../tests/kit/services.ts'
import { createRun } from '../runs/start-run.ts'
import { createPipeline, getPipeline, restoreVersion, savePipeline } from './pipelines.ts'
import { compareVersions, getNewestVersion, listVersions, nameVersion } from './versions.ts'

let stack: TestStack
let server: TestServer
beforeAll(async () => {
  stack = await createTestStack()
  server = await openTestServer(stack)
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await stack[Symbol.asyncDispose]()
})

const base = drawing({ data: ['data.builtin', { dataset: 'penguins' }], split: ['split.split'] }, [
  'data.table > split.table',
])
const withSeed = (seed: number): PipelineDocument => ({ ...base, seed })

/** A pipeline with so many versions, each a second after the one before; the first was saved at `start`. */
async function pipelineOf(count: number, start: string): Promise<string> {
  const { id } = await createPipeline(server.db, { name: 'Versions', document: withSeed(1) })
  for (let seed = 2; seed <= count; seed += 1)
    await savePipeline(server.db, { id, document: withSeed(seed), baseVersion: seed - 1 })
  await server.db.execute(sql`
    update pipeline_versions
    set created_at = ${start}::timestamptz + make_interval(secs => version - 1) where pipeline_id = ${id}`)
  return id
}

const numbers = async (id: string) => (await listVersions(server.db, id)).map(({ version }) => version)

const save = (id: string, seed: number, baseVersion: number) =>
  savePipeline(server.db, { id, document: withSeed(seed), baseVersion })

const LONG_AGO = '2020-01-01T10:00:00Z'

describe('autosaves', () => {
  test('that a later one took the place of go; numbers are not given again and a stale base is still refused', async () => {
    const id = await pipelineOf(5, LONG_AGO)
    expect(await numbers(id)).toEqual([5, 4, 3, 2, 1])
    expect(await save(id, 6, 5)).toMatchObject({ version: 6 })
    expect(await numbers(id)).toEqual([6, 5, 1])
    expect(await getNewestVersion(server.db, id)).toEqual({ version: 6 })
    await expect(getPipeline(server.db, id, 3)).rejects.toThrow('The pipeline has no version 3.')
    await expect(save(id, 7, 3)).rejects.toMatchObject({ code: 'conflict' })
    await expect(save(id, 7, 5)).rejects.toMatchObject({ code: 'conflict' })
    expect(await save(id, 7, 6)).toMatchObject({ version: 7 })
  })

  test('of different ten minutes stay, and young ones do', async () => {
    const id = await pipelineOf(4, '2020-01-01T10:09:58Z')
    await save(id, 5, 4)
    expect(await numbers(id)).toEqual([5, 4, 2, 1])
    await save(id, 6, 5)
    await save(id, 7, 6)
    expect(await numbers(id)).toEqual([7, 6, 5, 4, 2, 1])
  })

  test('that something refers to stay: a name, a run, a schedule, a label', async () => {
    const id = await pipelineOf(8, LONG_AGO)
    await nameVersion(server.db, { id, version: 2, name: ' Before the paper ' })
    const { runId } = await createRun(server.db, { pipelineId: id, version: 3, trigger: 'api' })
    const pinned = { pipelineId: id, timing: { kind: 'interval' as const, everySeconds: 60 }, paused: true }
    await server.db.insert(schedules).values([
      { ...pinned, id: crypto.randomUUID(), name: 'Nightly', pipelineVersion: 4 },
      { ...pinned, id: crypto.randomUUID(), name: 'Gone', pipelineVersion: 5, deletedAt: new Date() },
    ])
    await server.db.execute(sql`
      update pipeline_versions set label = 'restored from version 1' where pipeline_id = ${id} and version = 6`)
    await save(id, 9, 8)
    const listed = await listVersions(server.db, id)
    expect(listed.map(({ version }) => version)).toEqual([9, 8, 6, 4, 3, 2, 1])
    expect(listed.find(({ version }) => version === 2)?.name).toBe('Before the paper')
    expect(listed.find(({ version }) => version === 3)?.runs).toEqual([
      { id: runId, number: 1, state: 'queued' },
    ])
    expect(listed.find(({ version }) => version === 4)?.schedules).toEqual(['Nightly'])
    expect(listed.map(({ changes }) => changes)).toEqual([1, 1, 1, 1, 1, 1, null])
    expect((await listVersions(server.db, id, { named: true })).map(({ version }) => version)).toEqual([2])
    expect((await listVersions(server.db, id, { before: 4 })).map(({ version }) => version)).toEqual([
      3, 2, 1,
    ])

    const [run] = await server.db.select().from(runs).where(eq(runs.id, runId))
    const [ran] = await server.db
      .select()
      .from(pipelineVersions)
      .where(eq(pipelineVersions.id, run?.versionId ?? ''))
    expect(ran?.document.seed).toBe(3)

    await nameVersion(server.db, { id, version: 2, name: '' })
    await save(id, 10, 9)
    expect(await numbers(id)).toEqual([10, 9, 8, 6, 4, 3, 1])
  })
})

test('two versions are held against each other in words; one that is restored is a version of its own', async () => {
  const id = await pipelineOf(2, LONG_AGO)
  expect(await compareVersions(server.db, { id, from: 1 })).toEqual({
    from: 1,
    to: 2,
    changes: [
      {
        part: '',
        key: 'seed',
        kind: 'changed',
        title: 'Seed',
        fields: [{ field: 'seed', title: 'Seed', before: 1, after: 2 }],
        words: 'Changed *Seed*',
      },
    ],
  })
  await expect(compareVersions(server.db, { id, from: 7 })).rejects.toThrow('no version 7')
  expect(await restoreVersion(server.db, id, 1)).toMatchObject({ version: 3 })
  const [newest] = await listVersions(server.db, id)
  expect(newest).toMatchObject({ version: 3, label: 'restored from version 1' })
  await expect(nameVersion(server.db, { id, version: 1, name: 'x'.repeat(121) })).rejects.toMatchObject({
    code: 'name',
  })
})
