import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import { afterEach, expect, test, vi } from 'vitest'
import type { ModelValue } from '../../nodes/kit/values.ts'
import { type AppOptions, buildApp } from './app.ts'
import { defaultLimits, type ServingLimits } from './limits.ts'
import { createMetrics } from './metrics.ts'
import { createRegistry } from './registry.ts'
import { createTestModel } from './test-model.ts'

let app: FastifyInstance | undefined
afterEach(() => app?.close())

async function setUp(
  change: {
    limits?: Partial<ServingLimits>
    access?: Partial<AppOptions['access']>
    predict?: () => never
  } = {},
) {
  const limits = { ...defaultLimits, bodyBytes: 4096, ...change.limits }
  const logged: string[] = []
  const log = (message: string) => void logged.push(message)
  const registry = createRegistry({
    limits,
    log,
    readModel: async (id) => ({ digest: `digest of ${id}` }) as ModelValue,
    load: async () => createTestModel(change.predict && { predict: change.predict }),
  })
  registry.apply([
    {
      name: 'penguins',
      version: 2,
      enabled: true,
      versions: new Map([
        [1, 'a'],
        [2, 'b'],
      ]),
    },
    { name: 'off', version: 1, enabled: false, versions: new Map([[1, 'a']]) },
  ])
  await registry.settled()
  app = buildApp({
    registry,
    limits,
    log,
    metrics: createMetrics(),
    access: { host: '127.0.0.1', token: undefined, servingUrl: 'http://127.0.0.1:3001', ...change.access },
    version: '1.2.3',
    refresh: async () => {},
    isStarted: () => true,
  })
  return { app, logged, registry }
}

const row = { mass: 20, island: 'Dream', seen: null, ringed: true }
const post = (url: string, payload: unknown, headers: Record<string, string> = {}) =>
  app!.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', host: 'localhost', ...headers },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  })
const get = (url: string, headers: Record<string, string> = {}) =>
  app!.inject({ url, headers: { host: 'localhost', ...headers } })

const predict = '/v1/endpoints/penguins/predict'
const infer = '/v2/models/penguins/infer'

test('answers rows, by the endpoint and by a version of it', async () => {
  await setUp()
  const answer = await post(predict, { rows: [row, { ...row, mass: 3, island: 'Mars', more: 1 }] })
  expect(answer.statusCode).toBe(200)
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
  expect(answer.json()).toEqual({
    endpoint: 'penguins',
    version: 2,
    predictions: [
      { prediction: 'B', probabilities: { A: 0.25, B: 0.75 } },
      { prediction: 'A', probabilities: { A: 0.75, B: 0.25 } },
    ],
    warnings: [expect.objectContaining({ code: 'unseen_category', row: 2, column: 'island' })],
  })
  const older = await post('/v1/endpoints/penguins/versions/1/predict', { rows: [row] })
  expect(older.json()).toMatchObject({ version: 1, predictions: [{ prediction: 'B' }] })
  expect((await post(predict, { rows: [] })).json()).toMatchObject({ predictions: [] })
})

const refusals: [string, string, unknown, Record<string, string>, number, string][] = [
  ['an unknown endpoint', '/v1/endpoints/x/predict', { rows: [row] }, {}, 404, 'endpoint_not_found'],
  ['an unknown version', '/v1/endpoints/penguins/versions/7/predict', {}, {}, 404, 'version_not_found'],
  ['a disabled endpoint', '/v1/endpoints/off/predict', { rows: [row] }, {}, 503, 'endpoint_disabled'],
  ['an unknown address', '/v1/elsewhere', {}, {}, 404, 'not_found'],
  ['a broken address', '/v1/endpoints/%zz/predict', {}, {}, 400, 'bad_request'],
  ['a missing column', predict, { rows: [{}] }, {}, 400, 'missing_column'],
  ['a wrong type', predict, { rows: [{ ...row, mass: '20' }] }, {}, 400, 'wrong_type'],
  ['broken JSON', predict, '{"rows": [\n {"mass": }]}', {}, 400, 'invalid_json'],
  ['an empty body', predict, '', {}, 400, 'invalid_json'],
  ['a body that is no object', predict, '3', {}, 400, 'rows_missing'],
  ['text', predict, 'rows', { 'content-type': 'text/plain' }, 415, 'wrong_content_type'],
  [
    'a form',
    predict,
    'rows=1',
    { 'content-type': 'application/x-www-form-urlencoded' },
    415,
    'wrong_content_type',
  ],
  ['a content type that is none', predict, '{}', { 'content-type': '///' }, 415, 'wrong_content_type'],
  ['a compressed body', predict, '{}', { 'content-encoding': 'gzip' }, 415, 'wrong_encoding'],
  ['a body too large', predict, ' '.repeat(5000), {}, 413, 'body_too_large'],
  ['a foreign host', predict, { rows: [row] }, { host: 'evil.example' }, 403, 'foreign_host'],
  ['a foreign page', predict, { rows: [row] }, { origin: 'https://evil.example' }, 403, 'foreign_origin'],
]
test.each(refusals)('refuses %s', async (_what, url, payload, headers, status, code) => {
  const { logged } = await setUp()
  const answer = await post(url, payload, headers)
  expect(answer.statusCode).toBe(status)
  expect(answer.json()).toMatchObject({ error: { code, message: expect.stringMatching(/^.{20,300}$/) } })
  expect(logged.filter((line) => line.startsWith('Error'))).toEqual([])
})

test('says where JSON breaks', async () => {
  await setUp()
  expect((await post(predict, '{"rows": [\n {"mass": }]}')).json().error.message).toMatch(
    /Unexpected token '}'/,
  )
})

test('names the method where the wrong one is used', async () => {
  await setUp()
  const answer = await get(predict)
  expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'POST'])
})

test('speaks the Open Inference Protocol', async () => {
  await setUp()
  expect((await get('/v2')).json()).toEqual({ name: 'millrace', version: '1.2.3', extensions: [] })
  expect((await get('/v2/')).statusCode).toBe(200)
  expect((await get('/v2/health/live')).json()).toEqual({ live: true })
  expect((await get('/v2/health/ready')).json()).toEqual({ live: true, ready: true })
  expect((await get('/v2/models/penguins/ready')).json()).toEqual({ name: 'penguins', ready: true })
  expect((await get('/v2/models/penguins/versions/1/ready')).json()).toEqual({
    name: 'penguins',
    ready: true,
  })
  const tensor = (name: string, datatype: string) => ({ name, datatype, shape: [-1] })
  expect((await get('/v2/models/penguins/versions/1')).json()).toEqual({
    name: 'penguins',
    versions: ['1', '2'],
    platform: 'millrace_test',
    inputs: [
      tensor('mass', 'FP64'),
      tensor('island', 'BYTES'),
      tensor('seen', 'BYTES'),
      tensor('ringed', 'BOOL'),
    ],
    outputs: [
      tensor('prediction', 'BYTES'),
      tensor('probability_A', 'FP64'),
      tensor('probability_B', 'FP64'),
    ],
    parameters: { version: '1', digest: 'digest of a' },
  })
  expect((await get('/v2/models/penguins')).json()).toMatchObject({
    parameters: { version: '2', digest: 'digest of b' },
  })
  const inputs = [
    { name: 'mass', shape: [1], datatype: 'FP64', data: [20] },
    { name: 'island', shape: [1], datatype: 'BYTES', data: ['Mars'] },
    { name: 'seen', shape: [1], datatype: 'BYTES', data: [null] },
    { name: 'ringed', shape: [1], datatype: 'BOOL', data: [false] },
  ]
  const answer = await post(infer, { id: 'mine', inputs, outputs: [{ name: 'prediction' }] })
  expect(answer.json()).toEqual({
    model_name: 'penguins',
    model_version: '2',
    id: 'mine',
    parameters: { warnings: expect.stringContaining('Mars') },
    outputs: [{ name: 'prediction', shape: [1], datatype: 'BYTES', data: ['B'] }],
  })
})

test('lists its endpoints, or those that are ready', async () => {
  await setUp()
  const ready = { name: 'penguins', version: '2', state: 'READY', reason: '' }
  const off = { name: 'off', version: '1', state: 'UNAVAILABLE', reason: 'The endpoint is switched off.' }
  const index = '/v2/repository/index'
  expect((await app!.inject({ method: 'POST', url: index, headers: { host: 'localhost' } })).json()).toEqual([
    ready,
    off,
  ])
  expect((await post(index, {})).json()).toEqual([ready, off])
  expect((await post(index, { ready: true })).json()).toEqual([ready])
})

test.each([
  ['/v2/models/x', 'GET', undefined, 404],
  ['/v2/models/penguins/versions/9', 'GET', undefined, 404],
  ['/v2/models/penguins/versions/latest', 'GET', undefined, 404],
  ['/v2/repository/index', 'POST', '{', 400],
  ['/v2/models/x/ready', 'GET', undefined, 404],
  ['/v2/models/off', 'GET', undefined, 503],
  ['/v2/models/x/infer', 'POST', '{}', 404],
  [infer, 'POST', '{', 400],
  [infer, 'POST', '{"inputs": []}', 400],
  [infer, 'POST', ' '.repeat(5000), 413],
  ['/v2/elsewhere', 'GET', undefined, 404],
] as const)('answers errors of %s in the words of the protocol', async (url, method, payload, status) => {
  await setUp()
  const answer = method === 'GET' ? await get(url) : await post(url, payload)
  expect(answer.statusCode).toBe(status)
  expect(answer.json()).toEqual({ error: expect.any(String) })
})

test('says that a model which is switched off is not ready', async () => {
  await setUp()
  const answer = await get('/v2/models/off/ready')
  expect(answer.statusCode).toBe(503)
  expect(answer.json()).toMatchObject({ name: 'off', ready: false })
})

test('keeps its own errors to itself', async () => {
  const { logged } = await setUp({
    predict: () => {
      throw new Error('weights are on fire')
    },
  })
  const answer = await post(predict, { rows: [row] })
  expect(answer.statusCode).toBe(500)
  expect(answer.json().error.code).toBe('unexpected')
  expect(answer.body).not.toContain('fire')
  const id = /under ([0-9a-f-]{36})/.exec(answer.json().error.message)?.[1]
  expect(logged.join('\n')).toContain(`Error ${id}: Error: weights are on fire`)
})

test('asks for the token, except for health', async () => {
  const token = 'correct-horse-battery'
  await setUp({ access: { token } })
  for (const url of ['/v2', '/metrics', '/v2/models/penguins']) expect((await get(url)).statusCode).toBe(401)
  for (const url of ['/healthz', '/v2/health/live', '/v2/health/ready'])
    expect((await get(url)).statusCode).toBe(200)
  const refused = await post(predict, { rows: [row] })
  expect([refused.statusCode, refused.headers['www-authenticate']]).toEqual([401, 'Bearer'])
  expect((await post(predict, { rows: [row] }, { authorization: `Bearer ${token}` })).statusCode).toBe(200)
})

test('is busy past its limit of requests, and not afterwards', async () => {
  await setUp({ limits: { requests: 2 } })
  const answers = await Promise.all(Array.from({ length: 5 }, () => post(predict, { rows: [row] })))
  const busy = answers.filter(({ statusCode }) => statusCode === 429)
  expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(2)
  expect(busy).toHaveLength(3)
  expect(busy[0]!.headers['retry-after']).toBe('1')
  expect((await post(predict, { rows: [row] })).statusCode).toBe(200)
})

test('holds only so many bytes at a time, whether or not their number was announced', async () => {
  const { app: server } = await setUp({ limits: { totalBodyBytes: 1000 } })
  await server.listen({ port: 0, host: '127.0.0.1' })
  const { port } = server.server.address() as AddressInfo
  const send = (headers: Record<string, string>, body: string) =>
    new Promise<{ status: number | undefined; finish: () => void }>((resolve, reject) => {
      const sent = httpRequest(
        {
          port,
          host: '127.0.0.1',
          path: predict,
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
        },
        (response) => {
          response.resume()
          resolve({ status: response.statusCode, finish: () => {} })
        },
      )
      sent.on('error', reject)
      sent.write(body)
      // What is not finished goes on being held.
      if (headers['x-unfinished'])
        setTimeout(() => resolve({ status: undefined, finish: () => sent.destroy() }), 50)
      else sent.end()
    })
  const body = JSON.stringify({ rows: [row] }).padEnd(600)
  const held = await send({ 'x-unfinished': '1' }, body)
  const answered = (status: number) =>
    vi.waitFor(
      async () => expect((await send({ 'content-length': '600' }, body)).status).toBe(status),
      30_000,
    )
  await answered(429)
  expect((await send({}, body)).status).toBe(429)
  held.finish()
  await answered(200)
  expect((await send({}, body)).status).toBe(200)
})

test('answers anything that is JSON without an error of its own', async () => {
  const { logged } = await setUp({ limits: { bodyBytes: 1 << 20 } })
  const cell = fc.oneof(fc.constantFrom('Dream', 20, null, true, '2024-01-02'), fc.jsonValue())
  const nearRow = fc.record({ mass: cell, island: cell, seen: cell, ringed: cell }, { requiredKeys: [] })
  const nearTensor = fc.record(
    {
      name: fc.oneof(fc.constantFrom('mass', 'island', 'seen', 'ringed'), cell),
      shape: fc.oneof(fc.constantFrom([1], [1, 1], [2], []), cell),
      datatype: fc.oneof(fc.constantFrom('FP64', 'BYTES', 'BOOL', 'INT64'), cell),
      data: fc.oneof(fc.array(cell, { maxLength: 3 }), cell),
    },
    { requiredKeys: [] },
  )
  const body = fc.oneof(
    fc.jsonValue(),
    fc.record({ rows: fc.oneof(fc.array(fc.oneof(nearRow, cell), { maxLength: 3 }), cell) }),
    fc.record(
      { id: cell, inputs: fc.array(nearTensor, { maxLength: 5 }), outputs: cell },
      { requiredKeys: [] },
    ),
  )
  await fc.assert(
    fc.asyncProperty(body, fc.constantFrom(predict, infer), async (payload, url) => {
      const { statusCode, body: answer } = await post(url, payload)
      expect([200, 400]).toContain(statusCode)
      expect(JSON.parse(answer)).toBeTypeOf('object')
    }),
    { numRuns: 300 },
  )
  expect(logged.filter((line) => line.startsWith('Error'))).toEqual([])
})

test('counts requests, errors and rows, without labels that clients invent', async () => {
  await setUp()
  await post(predict, { rows: [row, row] })
  await post(predict, {})
  await post('/v1/endpoints/invented/predict', {})
  const { body, headers } = await get('/metrics')
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(body).toContain('millrace_requests_total{endpoint="penguins",api="rows",status="200"} 1\n')
  expect(body).toContain('millrace_request_errors_total{endpoint="penguins",api="rows",status="400"} 1\n')
  expect(body).toContain('millrace_rows_total{endpoint="penguins"} 2\n')
  expect(body).toContain('millrace_request_seconds_count{endpoint="penguins"} 2\n')
  expect(body).toContain('millrace_request_seconds_bucket{endpoint="penguins",le="+Inf"} 2\n')
  expect(body).toContain('millrace_queued_rows{endpoint="penguins"} 0\n')
  expect(body).not.toContain('invented')
})

test.each([
  ['with its length', true],
  ['in chunks', false],
])('lets a client that sends 10 MB %s read why it is refused', async (_how, withLength) => {
  const { app: server } = await setUp({ limits: { bodyBytes: 8 * 1024 * 1024 } })
  await server.listen({ port: 0, host: '127.0.0.1' })
  const { port } = server.server.address() as AddressInfo
  const body = Buffer.alloc(10 * 1024 * 1024, ' ')
  const answer = await new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      ...(withLength ? { 'content-length': body.length } : { 'transfer-encoding': 'chunked' }),
    }
    const sent = httpRequest(
      { port, host: '127.0.0.1', path: predict, method: 'POST', headers },
      (response) => {
        let text = ''
        response.on('data', (chunk) => (text += chunk))
        response.on('end', () => resolve({ status: response.statusCode, text }))
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
  expect(answer.status).toBe(413)
  expect(answer.text).toContain('8 MB')
})
