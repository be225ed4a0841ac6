import { afterAll, beforeAll, expect, test } from 'vitest'
import { definitions } from '../../nodes/definitions.ts'
import { extract, replaceByCard } from '../../nodes/graph/extract.ts'
import type { PipelineComponent } from '../../nodes/graph/document.ts'
import { drawing, openTestServer, type TestServer } from '../../tests/kit/pipelines.ts'
import { createTestStack, type TestStack } from '../../tests/kit/services.ts'
import { getReport, readRows } from '../runs/values.ts'
import { startRun } from '../runs/start-run.ts'
import { listComponents, listUsers } from './components.ts'
import { createPipeline, getPipeline, savePipeline, setPipelineRemoved } from './pipelines.ts'

let stack: TestStack
let server: TestServer
beforeAll(async () => {
  stack = await createTestStack()
  await stack.startWorker()
  server = await openTestServer(stack)
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await stack[Symbol.asyncDispose]()
})

const plain = () =>
  drawing(
    {
      data: ['data.builtin', { dataset: 'penguins' }],
      split: ['split.split'],
      scale: ['features.scale'],
      linear: ['models.linear'],
      train: ['train.train'],
      evaluate: ['evaluate.evaluate'],
    },
    [
      'data.table > split.table',
      'split.table > scale.table',
      'scale.table > train.table',
      'linear.blueprint > train.blueprint',
      'train.model > evaluate.model',
      'scale.table > evaluate.table',
    ],
  )
const ids = ['split', 'scale', 'linear', 'train']

/** Some nodes of the drawing as a pipeline of their own, and the drawing with its card in their place. */
async function reuse(name: string) {
  const document = plain()
  const extracted = extract(document, ids, definitions)
  const { id } = await createPipeline(server.db, { name, document: extracted.document })
  const saved = await getPipeline(server.db, id)
  const component: PipelineComponent = { pipelineId: id, version: 1, title: name, document: saved.document }
  return { id, component, document: replaceByCard(document, ids, { component, extracted, cardId: 'model' }) }
}

test('a run with a pipeline inside makes what the drawing without it makes, and reuses it', async () => {
  const { db } = server
  const before = await server.finished(await server.start(plain()))
  expect(before.state).toBe('succeeded')
  const { document } = await reuse('Scaled model')
  const run = await server.finished(await server.start(document))
  expect(run.state).toBe('succeeded')
  expect(run.planNodes.map(({ id }) => id)).toEqual([
    'data',
    'model/split',
    'model/scale',
    'model/linear',
    'model/train',
    'evaluate',
  ])
  for (const id of ids) {
    const inner = run.nodes[`model/${id}`]
    expect(inner?.state).toBe('cached')
    expect(Object.values(inner?.outputs ?? {}).map(({ digest }) => digest)).toEqual(
      Object.values(before.nodes[id]?.outputs ?? {}).map(({ digest }) => digest),
    )
  }
  expect(run.nodes['evaluate']?.state).toBe('cached')

  // By the ports of the card, as it stands in the drawing.
  expect(run.cards.map(({ id }) => id)).toEqual(['model'])
  const at = { runId: run.id, nodeId: 'model', port: 'model' }
  const { store, workflows } = server
  expect(await getReport({ db, store }, at)).toEqual(
    await getReport({ db, store }, { runId: before.id, nodeId: 'train', port: 'model' }),
  )
  const page = await readRows({ db, workflows }, { ...at, port: 'table', offset: 0, limit: 2 })
  expect(page.rows).toHaveLength(2)
})

test('a run to a card runs all that is in it, and a part of a run starts from it', async () => {
  const { document } = await reuse('Part')
  const { id: pipelineId } = await createPipeline(server.db, { document })
  const to = await startRun(server, { pipelineId, until: 'model', trigger: 'api' })
  const run = await server.finished(to.runId)
  expect(run.state).toBe('succeeded')
  expect(Object.keys(run.nodes).toSorted((a, b) => a.localeCompare(b))).toEqual([
    'data',
    'model/linear',
    'model/scale',
    'model/split',
    'model/train',
  ])
  const from = await server.finished(
    (await startRun(server, { pipelineId, from: 'model', trigger: 'api' })).runId,
  )
  expect(from.nodes['data']?.state).toBe('cached')
  expect(from.nodes['model/train']?.state).toBe('succeeded')
})

test('reusable pipelines and their users are listed, and none may stand in itself', async () => {
  const { db } = server
  const { id, component, document } = await reuse('Listed')
  const newest = () => listComponents(db).then((all) => all.find(({ pipelineId }) => pipelineId === id))
  expect(await newest()).toEqual(component)
  expect(await listUsers(db, id)).toEqual([])
  const user = await createPipeline(db, { name: 'User', document })
  expect(await listUsers(db, id)).toEqual([{ id: user.id, name: 'User', versions: [1] }])

  const { version } = await savePipeline(db, {
    id,
    document: { ...component.document, seed: 7 },
    baseVersion: 1,
  })
  expect((await newest())?.version).toBe(version)
  await expect(savePipeline(db, { id, document, baseVersion: version })).rejects.toMatchObject({
    code: 'recursion',
    message: expect.stringContaining('contain itself'),
  })
  await setPipelineRemoved(db, user.id, true)
  expect(await listUsers(db, id)).toEqual([])
})
