import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DatabaseHandle, openDatabase } from '../../drizzle/client.ts'
import { endpoints } from '../../drizzle/schema.ts'
import { definitions } from '../../nodes/definitions.ts'
import { compile } from '../../nodes/graph/compile.ts'
import { emptyDocument, type PipelineDocument } from '../../nodes/graph/document.ts'
import { templates } from '../../nodes/templates/templates.ts'
import { drawing } from '../../tests/kit/pipelines.ts'
import { createTestDatabase, type TestDatabase } from '../../tests/kit/services.ts'
import { createPipeline, getPipeline } from '../pipelines/pipelines.ts'
import { changeTemplate, deleteTemplate, getTemplate, listTemplates, saveTemplate } from './templates.ts'

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

const drawn: PipelineDocument = {
  ...drawing(
    {
      data: ['data.builtin', { dataset: { input: 'data' } as never }],
      network: ['models.mlp', { epochs: { input: 'epochs' } as never }],
      train: ['train.train'],
      deploy: ['deploy.deploy', { name: { input: 'endpoint' } as never }],
    },
    ['data.table > train.table', 'network.blueprint > train.blueprint', 'train.model > deploy.model'],
  ),
  inputs: {
    data: { title: 'Data', type: 'text', default: 'wine' },
    epochs: { type: 'number', default: 3 },
    endpoint: { title: 'Endpoint', type: 'text', default: 'scores' },
  },
}

test('a saved drawing stands first, with its task and its parameters', async () => {
  const { db } = handle
  const saved = await saveTemplate(db, { title: ' Wines ', description: 'Three kinds', document: drawn })
  const list = await listTemplates(db)
  expect(list.map(({ id }) => id)).toEqual([saved.id, ...templates.map(({ id }) => id)])
  expect(list[0]).toMatchObject({
    source: 'saved',
    title: 'Wines',
    task: 'classification',
    parameters: [
      {
        name: 'data',
        title: 'Data',
        type: 'text',
        default: 'wine',
        choices: { penguins: expect.any(String) },
      },
      { name: 'epochs', title: 'epochs', type: 'number', default: 3 },
      { name: 'endpoint', type: 'text' },
    ],
  })
  expect(list[0]?.document).toEqual(drawn)
})

test('using it makes a pipeline of its name, whose defaults are the values given', async () => {
  const { db } = handle
  const { id: template } = await saveTemplate(db, { title: 'For use', document: drawn })
  const { id } = await createPipeline(db, { template, parameters: { data: 'digits', epochs: 9 } })
  const made = await getPipeline(db, id)
  expect(made).toMatchObject({ name: 'For use', template })
  expect(made.document.nodes).toEqual(drawn.nodes)
  const { plan } = compile(made.document, { definitions, context: { sources: {} } })
  const paramsOf = (node: string) => plan?.nodes.find((planned) => planned.id === node)?.params
  expect(paramsOf('data')).toMatchObject({ dataset: 'digits' })
  expect(paramsOf('network')).toMatchObject({ epochs: 9 })
  // The template itself keeps its own.
  expect((await getTemplate(db, template)).document.inputs['epochs']?.default).toBe(3)
})

test('values that make no sense are refused by name', async () => {
  const { db } = handle
  const { id: template } = await saveTemplate(db, { title: 'Strict', document: drawn })
  const use = (parameters: Record<string, string | number | boolean>) =>
    createPipeline(db, { template, parameters })
  await expect(use({ epochs: 'many' })).rejects.toMatchObject({ code: 'parameter_type', field: 'epochs' })
  await expect(use({ colour: 'red' })).rejects.toMatchObject({ code: 'unknown_parameter' })
  await expect(createPipeline(db, { template: 'none' })).rejects.toMatchObject({ code: 'not_found' })
})

test('an endpoint of a parameter gets a name that is free', async () => {
  const { db } = handle
  const { id: template } = await saveTemplate(db, { title: 'Endpoint', document: drawn })
  await db.insert(endpoints).values({ name: 'scores', version: 1 })
  const { id } = await createPipeline(db, { template })
  const { document } = await getPipeline(db, id)
  expect(document.inputs['endpoint']?.default).toBe('scores-2')
})

test('it is renamed and deleted, and pipelines made from it stay; those that come along do neither', async () => {
  const { db } = handle
  const { id } = await saveTemplate(db, { title: 'Once', document: drawn })
  const made = await createPipeline(db, { template: id })
  expect(await changeTemplate(db, { id, title: 'Twice', description: 'x' })).toMatchObject({
    title: 'Twice',
    description: 'x',
  })
  await expect(changeTemplate(db, { id, title: '  ' })).rejects.toMatchObject({ code: 'title' })
  await deleteTemplate(db, id)
  await expect(getTemplate(db, id)).rejects.toMatchObject({ code: 'not_found' })
  expect(await getPipeline(db, made.id)).toMatchObject({ name: 'Once' })
  await expect(deleteTemplate(db, 'tabular-classification')).rejects.toMatchObject({ code: 'built_in' })
  await expect(saveTemplate(db, { title: 'Empty', document: emptyDocument() })).rejects.toMatchObject({
    code: 'empty_template',
  })
})
