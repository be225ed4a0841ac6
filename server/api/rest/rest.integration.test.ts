import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { templates } from '../../../nodes/templates/templates.ts'
import { drawing, openTestServer, type TestServer } from '../../../tests/kit/pipelines.ts'
import { createTestStack, type TestStack } from '../../../tests/kit/services.ts'
import { createRunSignals } from '../../runs/run-signals.ts'
import { openSecrets } from '../../secrets/secret-box.ts'
import type { Services } from '../services.ts'
import { handleRest } from './handle-rest.ts'
import { routes } from './routes.ts'

let stack: TestStack
let server: TestServer
let services: Services
beforeAll(async () => {
  stack = await createTestStack()
  server = await openTestServer(stack)
  services = {
    ...server,
    config: stack.config,
    secrets: openSecrets(stack.config),
    signals: createRunSignals(server.sql),
  }
  await stack.startWorker()
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await stack[Symbol.asyncDispose]()
})

const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const request = new Request(`http://localhost:3000/api/v1${path}`, {
    method,
    headers: { host: 'localhost:3000', 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const response = await handleRest(request, path.split('?')[0] ?? '', async () => services)
  const text = await response.text()
  return { status: response.status, json: JSON.parse(text) as never }
}

test('a drawing is created, saved, refused when stale, run and read', async () => {
  const created = await call('POST', '/pipelines', { template: 'tabular-classification' })
  expect(created.status).toBe(200)
  const { id } = created.json as { id: string }
  const { document, version } = (await call('GET', `/pipelines/${id}`)).json as {
    document: never
    version: number
  }
  const changed = { ...(document as object), seed: 7 }
  const saved = await call('PUT', `/pipelines/${id}`, { document: changed, baseVersion: version })
  expect(saved).toMatchObject({ status: 200, json: { version: 2 } })
  const same = await call('PUT', `/pipelines/${id}`, { document: changed, baseVersion: 1 })
  expect(same).toMatchObject({ status: 200, json: { version: 2 } })
  const stale = await call('PUT', `/pipelines/${id}`, { document, baseVersion: 1 })
  expect(stale).toMatchObject({ status: 409, json: { error: { code: 'conflict' } } })

  const { runId } = (await call('POST', '/runs', { pipelineId: id })).json as { runId: string }
  const run = await server.finished(runId)
  expect(run.state).toBe('succeeded')
  expect(run.metrics.accuracy).toBeGreaterThan(0.9)
  const rows = await call('GET', `/runs/${runId}/nodes/split/outputs/table/rows?limit=3`)
  expect(rows).toMatchObject({ status: 200, json: { total: 344, offset: 0 } })
  const watched = await handleRest(
    new Request(`http://localhost:3000/api/v1/runs/${runId}/watch`, { headers: { host: 'localhost:3000' } }),
    `/runs/${runId}/watch`,
    async () => services,
  )
  const updates = (await watched.text())
    .split('\n\n')
    .filter(Boolean)
    .map((frame) => JSON.parse(frame.slice(6)) as { type: string })
  expect(updates.filter((update) => update.type === 'node')).toHaveLength(7)
  expect(updates.at(-1)).toMatchObject({ type: 'run', run: { state: 'succeeded' } })
  const endpoints = await call('GET', '/endpoints')
  expect(endpoints).toMatchObject({ status: 200, json: [{ name: 'penguins', version: 1, enabled: true }] })
})

test('an endpoint asks for the raw columns that its model comes from, and no others', async () => {
  const document = drawing(
    {
      data: ['data.builtin', { dataset: 'weather' }],
      select: ['clean.select', { columns: ['wind'], names: { temp_min: 'lowest' } }],
      split: ['split.split'],
      network: ['models.mlp', { epochs: 2 }],
      train: ['train.train'],
      deploy: ['deploy.deploy', { name: 'weather' }],
    },
    [
      'data.table > select.table',
      'select.table > split.table',
      'split.table > train.table',
      'network.blueprint > train.blueprint',
      'train.model > deploy.model',
    ],
  )
  const run = await server.finished(await server.start(document))
  expect(run.error).toBeNull()
  const { json } = await call('GET', '/endpoints/weather')
  const { model, exampleRow } = json as {
    model: { value: { schema: { request: { name: string }[] } } }
    exampleRow: object
  }
  const names = model.value.schema.request.map((column) => column.name)
  expect(names).toEqual(['precipitation', 'temp_min', 'weather'])
  expect(Object.keys(exampleRow)).toEqual(names)
  expect(Object.values(exampleRow)).not.toContain(null)
})

test('an endpoint stays with its pipeline, and deploying the same model again is no new version', async () => {
  const deploying = (epochs: number) =>
    drawing(
      {
        data: ['data.builtin', { dataset: 'wine' }],
        network: ['models.mlp', { epochs }],
        train: ['train.train'],
        deploy: ['deploy.deploy', { name: 'shared' }],
      },
      ['data.table > train.table', 'network.blueprint > train.blueprint', 'train.model > deploy.model'],
    )
  const { id } = (await call('POST', '/pipelines', { document: deploying(2) })).json as { id: string }
  for (const _ of ['first', 'again']) {
    const { runId } = (await call('POST', '/runs', { pipelineId: id })).json as { runId: string }
    expect((await server.finished(runId)).state).toBe('succeeded')
  }
  expect((await call('GET', '/endpoints/shared')).json).toMatchObject({
    version: 1,
    versions: [{ version: 1 }],
  })
  const run = await server.finished(await server.start(deploying(3)))
  expect(run.nodes.deploy).toMatchObject({
    state: 'failed',
    error: { code: 'endpoint_taken', field: 'name' },
  })
  expect((await call('GET', '/endpoints/shared')).json).toMatchObject({ version: 1 })
  // A template takes a name that is free.
  const second = (await call('POST', '/pipelines', { template: 'tabular-classification' })).json as {
    id: string
  }
  const { document } = (await call('GET', `/pipelines/${second.id}`)).json as { document: object }
  expect(JSON.stringify(document)).toContain('"penguins-2"')
})

test('a drawing with a cycle or an unconnected input is refused with its problems', async () => {
  const template = templates.find(({ id }) => id === 'tabular-classification')
  const document = structuredClone(template?.document) as never as { edges: unknown[] }
  document.edges = [
    { from: { node: 'scale', port: 'table' }, to: { node: 'split', port: 'table' } },
    { from: { node: 'split', port: 'table' }, to: { node: 'scale', port: 'table' } },
  ]
  const { id } = (await call('POST', '/pipelines', { document })).json as { id: string }
  const refused = await call('POST', '/runs', { pipelineId: id })
  expect(refused.status).toBe(400)
  const { error } = refused.json as { error: { code: string; problems: { nodeId?: string; code: string }[] } }
  expect(error.code).toBe('refused_drawing')
  expect(error.problems.map((problem) => problem.code)).toContain('cycle')
  expect(error.problems.some((problem) => problem.nodeId === 'train')).toBe(true)
})

describe('whatever is sent, the answer is a refusal with a reason and never a failure', () => {
  const bodies = [
    '',
    '{',
    'null',
    '[]',
    '{"document":{"schemaVersion":1}}',
    '{"pipelineId":1}',
    '{"rows":"x"}',
  ]
  const values = ['x', '..%2f..%2fetc%2fpasswd', '%00', '-1', '9'.repeat(40), "';drop table runs;--"]
  test.each(routes.map((route) => [route.method, route.path] as const))('%s %s', async (method, template) => {
    for (const [index, value] of values.entries()) {
      const path = template.replaceAll(/\{[^}]+\}/g, value)
      if (!template.includes('{') && method === 'GET') continue
      const body = method === 'GET' || method === 'DELETE' ? undefined : (bodies[index] ?? '{"a":1}')
      const { status, json } = await call(method, path, body)
      if (status === 200) continue
      expect(status, `${method} ${path} ${body}`).toBeGreaterThanOrEqual(400)
      expect(status, `${method} ${path} ${body}`).toBeLessThan(500)
      expect(json, `${method} ${path}`).toHaveProperty('error.message')
    }
  })

  test('an address that is not there, a method that is not offered, a foreign page', async () => {
    expect(await call('GET', '/nothing')).toMatchObject({ status: 404 })
    expect(await call('DELETE', '/runs')).toMatchObject({ status: 405 })
    expect(await call('POST', '/pipelines', {}, { origin: 'http://evil.example' })).toMatchObject({
      status: 403,
    })
    expect(await call('GET', '/runs', undefined, { host: 'evil.example' })).toMatchObject({ status: 403 })
  })

  test('an upload over the limit', async () => {
    const small = { ...services, config: { ...services.config, uploadLimitMb: 1 } }
    const request = new Request('http://localhost:3000/api/v1/datasets?name=big.csv', {
      method: 'POST',
      headers: { host: 'localhost:3000' },
      body: new Uint8Array(2 ** 20 + 1),
    })
    const response = await handleRest(request, '/datasets', async () => small)
    expect(response.status).toBe(413)
  })
})
