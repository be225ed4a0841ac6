import { readdir } from 'node:fs/promises'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { datasetVersions, modelVersions } from '../../drizzle/schema.ts'
import { openDatabase } from '../../drizzle/client.ts'
import { batchFromRows } from '../../ml/tables/column-batch.ts'
import { isImported } from '../../nodes/kit/model-card.ts'
import { drawing, openTestServer, type TestServer } from '../../tests/kit/pipelines.ts'
import { createTestDatabase, createTestStack, type TestStack } from '../../tests/kit/services.ts'
import { createTestFolder } from '../../tests/kit/test-folder.ts'
import { addDataset, getDataset, listDatasets } from '../datasets/datasets.ts'
import { deleteDataset } from '../datasets/delete-dataset.ts'
import { deployModel, setEndpointVersion } from '../deployments/deployments.ts'
import { collectGarbage } from '../maintenance/collect-garbage.ts'
import { createPipeline, getPipeline, listPipelines } from '../pipelines/pipelines.ts'
import { deleteRun } from '../runs/delete-run.ts'
import { startRun } from '../runs/start-run.ts'
import { loadServedModel } from '../serving/load-served-model.ts'
import { openFolderStore } from '../storage/folder-store.ts'
import type { LineageView } from '../views.ts'
import { getModelCard } from './card.ts'
import { deleteModelVersion } from './delete-model.ts'
import { getEndpointLineage, getModelLineage } from './lineage.ts'
import { getModel, listModels } from './models.ts'
import { changeModel, removeModelAlias, setModelAlias } from './registry.ts'
import { exportModel, importModel, MAX_MODEL_FILE } from './transfer.ts'

let stack: TestStack
let server: TestServer
let source: string
let pipelineId: string
beforeAll(async () => {
  stack = await createTestStack()
  await stack.startWorker()
  server = await openTestServer(stack)
  const lines = Array.from({ length: 60 }, (_, index) => `${index},${index % 7},${index * 2 + (index % 7)}`)
  const blob = await server.store.putBytes(Buffer.from(['a,b,y', ...lines].join('\n')), 'text/csv')
  source = (await addDataset(server.db, { name: 'numbers.csv', blob })).id
  const document = drawing(
    {
      file: ['data.file', { source }],
      roles: ['data.roles', { target: 'y' }],
      scale: ['features.scale'],
      linear: ['models.linear'],
      train: ['train.train'],
      beside: ['features.bin'],
    },
    [
      'file.table > roles.table',
      'roles.table > scale.table',
      'scale.table > train.table',
      'linear.blueprint > train.blueprint',
      'roles.table > beside.table',
    ],
  )
  pipelineId = (await createPipeline(server.db, { name: 'Numbers', document })).id
})
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await stack?.[Symbol.asyncDispose]()
})

const idsOf = ({ items }: LineageView): Set<string> => new Set(items.map(({ id }) => id))
const wiresOf = ({ wires }: LineageView): string[] => wires.map(({ from, to }) => `${from} > ${to}`)
const itemOf = ({ items }: LineageView, id: string) => items.find((item) => item.id === id)

test('from an endpoint back to the version of the data, whatever was deleted since', async () => {
  const { runId, number } = await startRun(server, { pipelineId, trigger: 'api' })
  expect((await server.finished(runId)).state).toBe('succeeded')
  const [model] = await listModels(server.db)
  const modelId = model?.id ?? ''
  await deployModel(server, { name: 'numbers', modelVersionId: modelId, idempotencyKey: '1' })
  await deployModel(server, { name: 'others', modelVersionId: modelId, idempotencyKey: '2' })

  const whole = await getModelLineage(server, modelId)
  const nodes = ['file', 'roles', 'scale', 'linear', 'train'].map((id) => `node:${id}`)
  expect(idsOf(whole)).toEqual(
    new Set(['data:file', ...nodes, 'pipeline', 'run', 'model', 'endpoint:numbers', 'endpoint:others']),
  )
  expect(new Set(wiresOf(whole))).toEqual(
    new Set([
      'data:file > node:file',
      'node:file > node:roles',
      'node:roles > node:scale',
      'node:scale > node:train',
      'node:linear > node:train',
      'node:train > model',
      'pipeline > run',
      'run > model',
      'model > endpoint:numbers',
      'model > endpoint:others',
    ]),
  )
  expect(itemOf(whole, 'data:file')).toMatchObject({ title: 'numbers.csv', detail: 'v1', gone: false })
  expect(itemOf(whole, 'pipeline')).toMatchObject({
    title: 'Numbers',
    detail: 'v1',
    href: `/pipelines/${pipelineId}`,
  })
  expect(itemOf(whole, 'run')).toMatchObject({ detail: `${number}`, href: `/runs/${runId}` })
  expect(idsOf(await getEndpointLineage(server, 'numbers'))).not.toContain('endpoint:others')

  // A model outlives its run and its data, and still knows where it comes from.
  await expect(deleteDataset(server.db, { id: source })).rejects.toThrow(/“Numbers” can't run without it/)
  await deleteDataset(server.db, { id: source, evenIfRead: true })
  await deleteRun(server.db, runId)
  const later = await getModelLineage(server, modelId)
  const left = nodes.filter((id) => id !== 'node:linear')
  expect(idsOf(later)).toEqual(
    new Set(['data:file', ...left, 'pipeline', 'run', 'model', 'endpoint:numbers', 'endpoint:others']),
  )
  expect(wiresOf(later)).toContain('node:scale > node:train')
  expect(itemOf(later, 'data:file')).toMatchObject({ title: 'numbers.csv', gone: true })
  expect(itemOf(later, 'run')).toMatchObject({ gone: true, href: null })
  await expect(getModelLineage(server, 'nobody')).rejects.toMatchObject({ code: 'not_found' })
  await expect(getEndpointLineage(server, 'nobody')).rejects.toMatchObject({ code: 'not_found' })
})

test('no new run reads a deleted data set, and uploading it again brings it back', async () => {
  await expect(startRun(server, { pipelineId, trigger: 'api' })).rejects.toMatchObject({
    problems: [{ code: 'source_deleted', nodeId: 'file', field: 'source' }],
  })
  await expect(getDataset(server.db, source)).rejects.toMatchObject({ code: 'not_found' })
  expect(await listDatasets(server.db)).toEqual([])
  const [row] = await server.db.select().from(datasetVersions).where(eq(datasetVersions.id, source))
  if (!row) throw new Error('the row is gone')
  const again = await addDataset(server.db, { name: row.name, blob: row.blob })
  expect(again).toMatchObject({ id: source, version: 1, isNew: true })
  const { runId } = await startRun(server, { pipelineId, trigger: 'api' })
  expect((await server.finished(runId)).state).toBe('succeeded')
})

test('an alias goes from version to version of a model', async () => {
  const [newest] = await listModels(server.db)
  const [{ id: other } = { id: '' }] = await server.db
    .insert(modelVersions)
    .values({
      ...(
        await server.db
          .select()
          .from(modelVersions)
          .where(eq(modelVersions.id, newest?.id ?? ''))
      )[0]!,
      id: 'other',
      version: 77,
      digest: 'other',
    })
    .returning()
  const id = newest?.id ?? ''
  await setModelAlias(server.db, id, 'champion')
  await setModelAlias(server.db, id, 'checked')
  await setModelAlias(server.db, other, 'champion')
  expect((await getModel(server.db, id)).aliases).toEqual(['checked'])
  expect((await getModel(server.db, other)).aliases).toEqual(['champion'])
  await expect(removeModelAlias(server.db, id, 'champion')).rejects.toMatchObject({ code: 'not_found' })
  await expect(setModelAlias(server.db, 'nobody', 'champion')).rejects.toMatchObject({ code: 'not_found' })

  await changeModel(server.db, other, { tags: ['spring'], notes: { Limits: 'Only adults', Owner: 'us' } })
  await changeModel(server.db, other, { notes: { Owner: '' } })
  expect(await getModel(server.db, other)).toMatchObject({
    tags: ['spring'],
    notes: { Limits: 'Only adults' },
  })
  await removeModelAlias(server.db, other, 'champion')
  await removeModelAlias(server.db, id, 'checked')
  await deleteModelVersion(server.db, other)
})

test('a model goes once no endpoint answers with it', async () => {
  const [first] = await listModels(server.db)
  const firstId = first?.id ?? ''
  await expect(deleteModelVersion(server.db, firstId)).rejects.toThrow(
    /“numbers”, “others” answers with this version/,
  )
  const { runId } = await startRun(server, { pipelineId: await anotherPipeline(), trigger: 'api' })
  expect((await server.finished(runId)).state).toBe('succeeded')
  const second = (await listModels(server.db)).find(({ id }) => id !== firstId)
  for (const name of ['numbers', 'others']) {
    const { changes } = await deployModel(server, {
      name,
      modelVersionId: second?.id ?? '',
      idempotencyKey: `${name} again`,
      mayTakeOver: true,
    })
    expect(changes).toContain('It asks for “a” and “b” no more.')
  }
  await setModelAlias(server.db, firstId, 'Champion')
  await expect(deleteModelVersion(server.db, firstId)).rejects.toThrow(/has the alias “champion”/)
  await removeModelAlias(server.db, firstId, 'champion')
  expect(await deleteModelVersion(server.db, firstId)).toEqual({
    endpointVersions: ['numbers', 'others'].map((endpoint) => ({ endpoint, version: 1 })),
  })
  expect((await listModels(server.db)).map(({ id }) => id)).toEqual([second?.id])
  await expect(setEndpointVersion(server, 'numbers', 1)).rejects.toMatchObject({ code: 'not_found' })
})

const anotherPipeline = async (): Promise<string> => {
  const document = drawing(
    {
      data: ['data.builtin', { dataset: 'diabetes' }],
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
  return (await createPipeline(server.db, { name: 'Another', document })).id
}

test('a model goes to another Millrace as a file, and answers the same there', async () => {
  const [model] = await listModels(server.db)
  const id = model?.id ?? ''
  await changeModel(server.db, id, { tags: ['spring'], notes: { Limits: 'Only adults' } })
  await setModelAlias(server.db, id, 'champion')
  const card = await getModelCard(server, id)
  expect(card).toMatchObject({
    data: [{ version: null, gone: false }],
    measured: [{ metrics: { rmse: expect.any(Number) as number } }],
    pipelineVersion: 1,
  })
  // Of 442 rows without those of validation and test.
  expect(card.rows).toBeGreaterThan(200)
  expect(card.rows).toBeLessThan(360)
  expect(card.steps.map(({ type }) => type)).toContain('features.scale')

  using folder = createTestFolder()
  await using database = await createTestDatabase()
  await using elsewhere = openDatabase(database.url)
  const there = { ...elsewhere, store: openFolderStore(folder.path) }
  const { name, bytes } = await exportModel(server, id)
  expect(name).toBe('Another-Train-v1.zip')
  // Of what can't be taken in, nothing stays.
  await expect(importModel(there, bytes.slice(0, -30), MAX_MODEL_FILE)).rejects.toMatchObject({
    kind: 'user',
  })
  expect([await listPipelines(there.db), await readdir(folder.path)]).toEqual([[], []])
  const came = await importModel(there, bytes, MAX_MODEL_FILE)
  expect(came.isNew).toBe(true)
  expect(await importModel(there, bytes, MAX_MODEL_FILE)).toEqual({ id: came.id, isNew: false })

  const view = await getModel(there.db, came.id)
  expect(view).toMatchObject({
    name: model?.name,
    version: 1,
    tags: ['spring'],
    notes: { Limits: 'Only adults' },
    aliases: [],
    createdAt: model?.createdAt,
  })
  expect(isImported(view)).toBe(true)
  expect(await getModelCard(there, came.id)).toEqual(card)
  expect(idsOf(await getModelLineage(there, came.id))).toContain('node:scale')
  const [pipeline] = await listPipelines(there.db)
  expect((await getPipeline(there.db, pipeline?.id ?? '')).document.nodes).toHaveLength(6)

  // It answers there as it does here, also once what nothing leads to was swept.
  const dataDir = folder.path
  await collectGarbage({ ...there, config: { dataDir } }, { graceMs: -1_000 })
  const row = { age: 0.03, bmi: 0.06, bp: 0.02 }
  const answers = await Promise.all(
    [
      { store: server.store, value: model?.value },
      { store: there.store, value: view.value },
    ].map(async ({ store, value }) => {
      if (!value) throw new Error('no model')
      const served = await loadServedModel(store, value)
      const batch = batchFromRows([row], served.request, 'missing')
      const answer = await served.predict(batch)
      served.dispose()
      return answer
    }),
  )
  expect(answers[1]).toEqual(answers[0])

  // From there it comes back, and further, with the same card.
  const again = await exportModel(there, came.id)
  expect(await importModel(server, again.bytes, MAX_MODEL_FILE)).toEqual({ id, isNew: false })
})
