import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PipelineDocument } from '../../nodes/graph/document.ts'
import { drawing, openTestServer, type TestServer } from '../../tests/kit/pipelines.ts'
import { createTestStack, type TestStack } from '../../tests/kit/services.ts'
import { createPipeline, savePipeline } from '../pipelines/pipelines.ts'
import type { RunDetail } from '../views.ts'
import { explainReuse } from './explain-reuse.ts'
import { RefusedDrawingError, startRun } from './start-run.ts'

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

/** data → split → scale → train, and beside it: data → bin. */
const document = (seed: number, scale: 'standard' | 'minmax' = 'standard'): PipelineDocument => ({
  ...drawing(
    {
      data: ['data.builtin', { dataset: 'penguins' }],
      split: ['split.split'],
      scale: ['features.scale', { method: scale }],
      linear: ['models.linear'],
      train: ['train.train'],
      bin: ['features.bin'],
    },
    [
      'data.table > split.table',
      'split.table > scale.table',
      'scale.table > train.table',
      'linear.blueprint > train.blueprint',
      'data.table > bin.table',
    ],
  ),
  seed,
})

const pin = (drawn: PipelineDocument, nodeId: string, runId: string): PipelineDocument => ({
  ...drawn,
  nodes: drawn.nodes.map((node) => (node.id === nodeId ? { ...node, pin: { runId } } : node)),
})

const run = async (
  pipelineId: string,
  options: { from?: string; fresh?: boolean } = {},
): Promise<RunDetail> => {
  const { runId } = await startRun(server, { pipelineId, trigger: 'api', ...options })
  return server.finished(runId)
}

const statesOf = ({ nodes }: RunDetail): Record<string, string> =>
  Object.fromEntries(Object.values(nodes).map(({ nodeId, state }) => [nodeId, state]))

const digestOf = ({ nodes }: RunDetail, nodeId: string, port: string): string =>
  nodes[nodeId]?.outputs?.[port]?.digest ?? ''

test('a run from a node makes it and what depends on it again, and takes the rest from the cache', async () => {
  const { id } = await createPipeline(server.db, { document: document(1) })
  const first = await run(id)
  expect(first.state).toBe('succeeded')
  expect(statesOf(await run(id)).scale).toBe('cached')
  const again = await run(id, { from: 'scale' })
  expect(statesOf(again)).toEqual({
    data: 'cached',
    split: 'cached',
    scale: 'succeeded',
    linear: 'cached',
    train: 'succeeded',
  })
  expect(digestOf(again, 'train', 'model')).toBe(digestOf(first, 'train', 'model'))
  await expect(run(id, { from: 'nobody' })).rejects.toThrow(/no node \*nobody\* to run from/)
})

test('a pinned node has the outputs of its run, and nothing before it runs', async () => {
  const { id } = await createPipeline(server.db, { document: document(2) })
  const first = await run(id)
  const changed = pin(document(2, 'minmax'), 'scale', first.id)
  await savePipeline(server.db, { id, document: changed, baseVersion: 1 })
  const pinned = await run(id, { fresh: true })
  expect(pinned.state).toBe('succeeded')
  // Only what bin needs is left of what comes before.
  expect(statesOf(pinned)).toEqual({
    data: 'succeeded',
    scale: 'cached',
    linear: 'succeeded',
    train: 'succeeded',
    bin: 'succeeded',
  })
  expect(pinned.nodes.scale?.cachedFrom?.number).toBe(first.number)
  expect(digestOf(pinned, 'scale', 'table')).toBe(digestOf(first, 'scale', 'table'))
  expect(digestOf(pinned, 'train', 'model')).toBe(digestOf(first, 'train', 'model'))

  await savePipeline(server.db, { id, document: document(2, 'minmax'), baseVersion: 2 })
  const unpinned = await run(id)
  expect(digestOf(unpinned, 'scale', 'table')).not.toBe(digestOf(first, 'scale', 'table'))
})

test('a pin whose output is gone is a problem of its node', async () => {
  const { id } = await createPipeline(server.db, { document: pin(document(3), 'scale', 'no-such-run') })
  const refused = await run(id).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(RefusedDrawingError)
  expect((refused as RefusedDrawingError).problems).toMatchObject([{ code: 'pin_gone', nodeId: 'scale' }])
})

test('a result tells where it came from, and why it was made again', async () => {
  const { id } = await createPipeline(server.db, { document: document(4), name: 'Reasons' })
  const first = await run(id)
  const why = (made: RunDetail, nodeId: string) => explainReuse(server.db, { runId: made.id, nodeId })
  expect(await why(first, 'scale')).toMatchObject({ reused: false, since: null, isKept: true, asked: false })

  await savePipeline(server.db, { id, document: document(4, 'minmax'), baseVersion: 1 })
  const changed = await run(id)
  expect(await why(changed, 'split')).toMatchObject({
    reused: true,
    madeIn: { runId: first.id, number: first.number, pipelineName: 'Reasons', at: expect.any(String) },
  })
  expect(await why(changed, 'scale')).toMatchObject({
    cacheKey: changed.nodes.scale?.cacheKey,
    since: {
      number: first.number,
      reasons: [`*Method* changed since run ${first.number}`],
      changes: [{ title: 'Method', before: 'standard', after: 'minmax' }],
    },
  })
  // Two nodes on, the first that changed itself is named.
  expect((await why(changed, 'train')).since?.reasons).toEqual(['What arrives changed: *Scale*'])

  const asked = await run(id, { from: 'scale' })
  expect(await why(asked, 'scale')).toMatchObject({ asked: true, since: { reasons: [] } })
})
