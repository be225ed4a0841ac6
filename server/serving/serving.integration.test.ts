import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { Agent, type IncomingMessage, request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { DatabaseHandle } from '../../drizzle/client.ts'
import { eq } from 'drizzle-orm'
import { modelVersions, pipelines } from '../../drizzle/schema.ts'
import type { ModelValue } from '../../nodes/kit/values.ts'
import { chooseTestPort } from '../../tests/kit/ports.ts'
import { createTestFolder } from '../../tests/kit/test-folder.ts'
import { openTestDatabase, startTestPostgres, type TestPostgres } from '../../tests/kit/test-postgres.ts'
import { trainPipeline } from '../../tests/kit/train-model.ts'
import {
  deployModel,
  removeEndpoint,
  setEndpointEnabled,
  setEndpointVersion,
} from '../deployments/deployments.ts'
import { openFolderStore } from '../storage/folder-store.ts'

const folder = createTestFolder()
const dataDir = join(folder.path, 'data')
let postgres: TestPostgres
let database: DatabaseHandle
let models: { classifier: string; regressor: string; again: string; broken: string }
const running: ChildProcess[] = []

async function recordModel(id: string, value: ModelValue): Promise<string> {
  await database.db.insert(modelVersions).values({
    id,
    name: id,
    version: 1,
    pipelineId: 'p',
    runId: 'r',
    nodeId: id,
    digest: value.digest,
    value,
  })
  return id
}

beforeAll(async () => {
  mkdirSync(dataDir)
  postgres = await startTestPostgres(folder.path)
  database = openTestDatabase(postgres.url)
  await database.db.insert(pipelines).values({ id: 'p', name: 'Penguins', version: 1 })
  const store = openFolderStore(join(dataDir, 'blobs'))
  const train = (name: string, request: Parameters<typeof trainPipeline>[1]) =>
    trainPipeline({ store, folder: join(folder.path, name) }, request)
  const classifier = await train('classifier', { dataset: 'penguins', mlp: { epochs: 30 } })
  const regressor = await train('regressor', { dataset: 'penguins', target: 'body_mass_g' })
  const broken = {
    ...classifier.model,
    digest: 'broken',
    blob: { ...classifier.model.blob, sha256: 'f'.repeat(64) },
  }
  models = {
    classifier: await recordModel('classifier', classifier.model),
    regressor: await recordModel('regressor', regressor.model),
    // The same weights under another name: deploying one model twice would be one version.
    again: await recordModel('again', { ...classifier.model, digest: 'again' }),
    broken: await recordModel('broken', broken),
  }
})

afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
})

afterAll(async () => {
  await database?.close()
  await postgres?.stop()
  folder[Symbol.dispose]()
})

/** Starts the process as the supervisor does, and waits until it is ready. */
async function startServing(environment: Record<string, string> = {}) {
  const port = await chooseTestPort()
  const child = spawn(process.execPath, ['--import', 'tsx', join('server', 'serving', 'main.ts')], {
    env: {
      ...process.env,
      DATABASE_URL: postgres.url,
      MILLRACE_DATA: dataDir,
      MILLRACE_SERVING_PORT: String(port),
      ...environment,
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  running.push(child)
  let log = ''
  child.stderr?.on('data', (chunk) => (log += chunk))
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error(`serving ended: ${log}`))),
  ])
  const url = `http://127.0.0.1:${port}`
  const post = async (path: string, body: unknown) => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  const get = async (path: string) => {
    const response = await fetch(url + path)
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  return { child, url, post, get, log: () => log }
}

/** Repeats until it holds: what Postgres announces arrives a moment later. */
async function eventually(check: () => Promise<void>, withinMs = 60_000): Promise<void> {
  const until = Date.now() + withinMs
  for (;;) {
    try {
      await check()
      return
    } catch (error) {
      if (Date.now() > until) throw error
      await sleep(50)
    }
  }
}

let deployments = 0
const deploy = (name: string, modelVersionId: string) =>
  deployModel(database, { name, modelVersionId, idempotencyKey: `test-${++deployments}` })

const adelie = {
  island: 'Torgersen',
  beak_length_mm: 39.1,
  beak_depth_mm: 18.7,
  flipper_length_mm: 181,
  body_mass_g: 3750,
  sex: 'male',
}

test('answers raw rows by a trained model', async () => {
  await deploy('rows', models.classifier)
  const { post, get } = await startServing()
  expect((await get('/v2/health/ready')).body).toEqual({ live: true, ready: true })
  const answer = await post('/v1/endpoints/rows/predict', {
    rows: [adelie, { ...adelie, sex: null, island: 'Atlantis', further: true }],
  })
  expect(answer.status).toBe(200)
  expect(answer.body).toEqual({
    endpoint: 'rows',
    version: 1,
    predictions: Array.from({ length: 2 }, () => ({
      prediction: 'Adelie',
      probabilities: {
        Adelie: expect.any(Number),
        Chinstrap: expect.any(Number),
        Gentoo: expect.any(Number),
      },
    })),
    warnings: [expect.objectContaining({ row: 2, column: 'island' })],
  })
  const [{ probabilities }] = answer.body.predictions as [{ probabilities: Record<string, number> }]
  expect(Object.values(probabilities).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5)
  expect(
    (await post('/v1/endpoints/rows/predict', { rows: [{ ...adelie, sex: undefined }] })).body,
  ).toMatchObject({
    error: { code: 'missing_column', field: 'sex' },
  })
})

test('answers numbers by both protocols', async () => {
  await deploy('mass', models.regressor)
  const { post, get } = await startServing()
  const { species, ...row } = { ...adelie, body_mass_g: undefined, species: 'Adelie' }
  const rows = await post('/v1/endpoints/mass/predict', { rows: [{ ...row, species }] })
  expect(rows.body.predictions).toEqual([{ prediction: expect.any(Number) }])
  const metadata = await get('/v2/models/mass')
  const inputs = metadata.body.inputs as { name: string; datatype: string }[]
  expect(inputs.map(({ name }) => name)).toEqual([
    'species',
    'island',
    'beak_length_mm',
    'beak_depth_mm',
    'flipper_length_mm',
    'sex',
  ])
  const values: Record<string, unknown> = { ...row, species }
  const answer = await post('/v2/models/mass/infer', {
    id: 'x',
    inputs: inputs.map(({ name, datatype }) => ({ name, datatype, shape: [1], data: [values[name]] })),
  })
  const [{ prediction }] = rows.body.predictions as [{ prediction: number }]
  expect(answer.body).toEqual({
    model_name: 'mass',
    model_version: '1',
    id: 'x',
    outputs: [{ name: 'prediction', datatype: 'FP64', shape: [1], data: [prediction] }],
  })
})

test('takes up deployments, versions, switching off and removal while it runs', async () => {
  const { post, get } = await startServing()
  const call = (path = '/v1/endpoints/live/predict') => post(path, { rows: [adelie] })
  expect((await call()).status).toBe(404)
  // Asked for at once, before the announcement: it looks in Postgres before it says no.
  await sleep(1100)
  await deploy('live', models.classifier)
  expect((await call()).body).toMatchObject({ version: 1 })
  await deploy('live', models.again)
  await eventually(async () => expect((await call()).body).toMatchObject({ version: 2 }))
  expect((await call('/v1/endpoints/live/versions/1/predict')).body).toMatchObject({ version: 1 })
  await setEndpointVersion(database, 'live', 1)
  await eventually(async () => expect((await call()).body).toMatchObject({ version: 1 }))
  await setEndpointEnabled(database, 'live', false)
  await eventually(async () =>
    expect((await call()).body).toMatchObject({ error: { code: 'endpoint_disabled' } }),
  )
  await setEndpointEnabled(database, 'live', true)
  await eventually(async () => expect((await call()).status).toBe(200))
  await removeEndpoint(database, 'live')
  await eventually(async () => expect((await get('/v2/models/live')).status).toBe(404))
})

test('goes on answering by the old version where the new one cannot be loaded', async () => {
  await deploy('kept', models.classifier)
  const { post, log } = await startServing()
  await deploy('kept', models.broken)
  await eventually(async () => expect(log()).toContain('Model version broken'))
  expect((await post('/v1/endpoints/kept/predict', { rows: [adelie] })).body).toMatchObject({ version: 1 })
  expect(await post('/v1/endpoints/kept/versions/2/predict', { rows: [adelie] })).toMatchObject({
    status: 503,
    body: { error: { code: 'model_unavailable', message: expect.stringContaining('not in the store') } },
  })
  await removeEndpoint(database, 'kept')
})

test('swaps versions under load without an error or a wrong answer', async () => {
  await deploy('swapped', models.classifier)
  const { post } = await startServing()
  let stop = false
  let answered = 0
  const statuses = new Map<number, number>()
  const versions = new Set<unknown>()
  const client = async () => {
    while (!stop) {
      const { status, body } = await post('/v1/endpoints/swapped/predict', { rows: [adelie, adelie] })
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      versions.add(body.version)
      answered += 1
      expect(body.predictions).toMatchObject([{ prediction: 'Adelie' }, { prediction: 'Adelie' }])
    }
  }
  const clients = Array.from({ length: 8 }, client)
  for (let version = 2; version <= 4; version++) {
    // In the midst of answers by the version before.
    const before = answered
    await eventually(async () => expect(answered).toBeGreaterThan(before + 50))
    // Another content each time, so that another model is loaded.
    const [row] = await database.db
      .select()
      .from(modelVersions)
      .where(eq(modelVersions.id, models.classifier))
    const id = await recordModel(`copy-${version}`, { ...row!.value, digest: `copy-${version}` })
    await deploy('swapped', id)
    await eventually(async () => expect(versions.has(version)).toBe(true))
  }
  stop = true
  await Promise.all(clients)
  expect([...statuses.keys()]).toEqual([200])
  expect([...versions]).toEqual([1, 2, 3, 4])
})

test('answers while Postgres is away and takes up changes when it is back', async () => {
  await deploy('durable', models.classifier)
  const { post, get } = await startServing()
  const call = () => post('/v1/endpoints/durable/predict', { rows: [adelie] })
  expect((await call()).status).toBe(200)
  await database.close()
  await postgres.stop()
  await sleep(500)
  expect((await call()).body).toMatchObject({ version: 1 })
  expect((await get('/v2/health/ready')).status).toBe(200)
  expect((await post('/v1/endpoints/unknown/predict', { rows: [] })).status).toBe(404)
  await postgres.start()
  database = openTestDatabase(postgres.url)
  await deploy('durable', models.again)
  await eventually(async () => expect((await call()).body).toMatchObject({ version: 2 }))
  // And it listens again, so that the next change is taken up at once.
  await deploy('durable', models.classifier)
  await eventually(async () => expect((await call()).body).toMatchObject({ version: 3 }))
})

test('stops when it is told to, after answering what it was asked', async () => {
  await deploy('stopping', models.classifier)
  const { child, url, log } = await startServing({ MILLRACE_SHUTDOWN_SECONDS: '120' })
  // A request whose body is on its way when the signal comes.
  const sent = httpRequest(`${url}/v1/endpoints/stopping/predict`, {
    method: 'POST',
    agent: new Agent({ keepAlive: true }),
    headers: { 'content-type': 'application/json' },
  })
  const answered = once(sent, 'response') as Promise<[IncomingMessage]>
  sent.write('{"rows": [')
  await eventually(async () =>
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('millrace_requests_in_flight 1\n'),
  )
  child.kill('SIGTERM')
  await eventually(async () => expect(log()).toContain('Stopping: asked to.'))
  await eventually(() =>
    expect(fetch(`${url}/healthz`, { headers: { connection: 'close' } })).rejects.toThrow(),
  )
  sent.end(`${JSON.stringify(adelie)}]}`)
  const [response] = await answered
  expect(response.statusCode).toBe(200)
  expect(JSON.parse(await text(response))).toMatchObject({ predictions: [{ prediction: 'Adelie' }] })
  const answeredAt = performance.now()
  if (child.exitCode === null) await once(child, 'exit')
  expect(child.exitCode).toBe(0)
  // Well within the time that work in hand may take, although the client keeps its connection open.
  expect(performance.now() - answeredAt).toBeLessThan(60_000)
})

test('says which port is taken', async () => {
  const { url } = await startServing()
  const port = new URL(url).port
  await expect(startServing({ MILLRACE_SERVING_PORT: port })).rejects.toThrow(
    `Port ${port} of 127.0.0.1 is taken by another program.`,
  )
})

test('asks for the token that is set', async () => {
  const { url } = await startServing({ MILLRACE_TOKEN: 'correct-horse-battery' })
  const statusOf = async (headers: Record<string, string> = {}) =>
    (await fetch(`${url}/v2`, { headers })).status
  expect(await statusOf()).toBe(401)
  expect(await statusOf({ authorization: 'Bearer correct-horse-battery' })).toBe(200)
})
