import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { endpoints } from '../../../drizzle/schema.ts'
import { batchFromRows } from '../../../ml/tables/column-batch.ts'
import { loadServedModel } from '../../../server/serving/load-served-model.ts'
import { drawing, openTestServer, type TestServer } from '../../../tests/kit/pipelines.ts'
import { chooseTestPort } from '../../../tests/kit/ports.ts'
import { createTestStack, type TestStack } from '../../../tests/kit/services.ts'
import type { ModelValue } from '../../kit/values.ts'

let stack: TestStack
let server: TestServer
let serving: ChildProcess | undefined
beforeAll(async () => {
  stack = await createTestStack()
  server = await openTestServer(stack)
  await stack.startWorker()
})
afterAll(async () => {
  if (serving && serving.exitCode === null) {
    serving.kill()
    await once(serving, 'exit')
  }
  await server?.[Symbol.asyncDispose]()
  await stack?.[Symbol.asyncDispose]()
})

/** Train → Quantise → Gate → Deploy, as the figures of Quantise allow. */
const pipeline = (gate: Record<string, number | string>, endpoint: string) =>
  drawing(
    {
      data: ['data.builtin', { dataset: 'penguins' }],
      split: ['split.split', { method: 'stratified' }],
      scale: ['features.scale'],
      network: ['models.mlp', { epochs: 15 }],
      train: ['train.train'],
      quantise: ['compress.quantise', { precision: 'int8' }],
      gate: ['evaluate.gate', gate],
      deploy: ['deploy.deploy', { name: endpoint }],
    },
    [
      'data.table > split.table',
      'split.table > scale.table',
      'scale.table > train.table',
      'network.blueprint > train.blueprint',
      'train.model > quantise.model',
      'scale.table > quantise.table',
      'quantise.model > gate.model',
      'quantise.report > gate.report',
      'gate.model > deploy.model',
    ],
  )

async function startServing(): Promise<string> {
  const port = await chooseTestPort()
  serving = spawn(process.execPath, ['--import', 'tsx', join('server', 'serving', 'main.ts')], {
    env: {
      ...process.env,
      DATABASE_URL: stack.config.databaseUrl,
      MILLRACE_DATA: stack.config.dataDir,
      MILLRACE_SERVING_PORT: String(port),
    },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  await Promise.race([
    once(serving, 'message'),
    once(serving, 'exit').then(() => Promise.reject(new Error('serving ended'))),
  ])
  return `http://127.0.0.1:${port}`
}

const row = {
  island: 'Torgersen',
  beak_length_mm: 39.1,
  beak_depth_mm: 18.7,
  flipper_length_mm: 181,
  body_mass_g: 3750,
  sex: 'male',
}

test('a model that is good enough is deployed, and its endpoint answers by the quantised weights', async () => {
  const runId = await server.start(pipeline({ figure: 'accuracy', threshold: 0.6 }, 'good'))
  const run = await server.finished(runId)
  expect(run.error).toBeNull()
  const modelOf = (node: string) => run.nodes[node]?.outputs?.model as ModelValue
  const [float32, quantised] = [modelOf('train'), modelOf('quantise')]
  expect(modelOf('gate')).toEqual(quantised)
  expect(quantised.digest).not.toBe(float32.digest)
  const [before, after] = [float32.blobs[0]?.sizeBytes, quantised.blobs[0]?.sizeBytes] as [number, number]
  expect(after / before).toBeLessThanOrEqual(0.3)

  const url = await startServing()
  const metadata = await (await fetch(`${url}/v2/models/good`)).json()
  expect(metadata).toMatchObject({ versions: ['1'], parameters: { version: '1', digest: quantised.digest } })
  const answer = await fetch(`${url}/v1/endpoints/good/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ rows: [row] }),
  })
  const { predictions } = (await answer.json()) as { predictions: { probabilities: object }[] }
  const answeredBy = async (value: ModelValue) => {
    const model = await loadServedModel(server.store, value)
    const { columns } = await model.predict(batchFromRows([row], model.request))
    model.dispose()
    return Object.fromEntries(
      model.classes.map((label) => [label, (columns[`probability_${label}`] as Float64Array)[0]]),
    )
  }
  expect(predictions[0]?.probabilities).toEqual(await answeredBy(quantised))
  expect(predictions[0]?.probabilities).not.toEqual(await answeredBy(float32))
})

test('a model that is not good enough is held back: what lies behind is skipped, and there is no endpoint', async () => {
  const runId = await server.start(
    pipeline({ figure: 'logLoss', comparison: 'atMost', threshold: 0 }, 'held-back'),
  )
  const run = await server.finished(runId)
  expect(run.state).toBe('failed')
  expect(run.nodes.gate).toMatchObject({
    state: 'failed',
    error: {
      kind: 'user',
      code: 'gate_blocked',
      message: expect.stringMatching(/^Log loss is 0\.\d+, above the 0 asked for\.$/),
    },
  })
  expect(run.nodes.deploy).toMatchObject({ state: 'skipped' })
  const names = await server.db.select({ name: endpoints.name }).from(endpoints)
  expect(names.map(({ name }) => name)).not.toContain('held-back')
})
