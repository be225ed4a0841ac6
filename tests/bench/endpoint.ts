import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import autocannon from 'autocannon'
import { modelVersions, pipelines } from '../../drizzle/schema.ts'
import { tf } from '../../ml/backend/tf.ts'
import { type NetworkManifest, parseManifest } from '../../ml/models/manifest.ts'
import { loadNetwork } from '../../ml/models/weights.ts'
import { batchFromRows, type ColumnBatch } from '../../ml/tables/column-batch.ts'
import type { ModelValue } from '../../nodes/kit/values.ts'
import { deployModel } from '../../server/deployments/deployments.ts'
import { defaultLimits } from '../../server/serving/limits.ts'
import { loadServedModel } from '../../server/serving/load-served-model.ts'
import { createPredictionsEncoder, decodeRows } from '../../server/serving/rows-codec.ts'
import { chooseInternalPort } from '../../server/stack/ports.ts'
import { openFolderStore } from '../../server/storage/folder-store.ts'
import { createTestFolder } from '../kit/test-folder.ts'
import { openTestDatabase, startTestPostgres } from '../kit/test-postgres.ts'
import { trainPipeline } from '../kit/train-model.ts'
import { type BenchRow, benchRow, formatBench, median } from './table.ts'

const ENDPOINT = 'bench'
const CONNECTIONS = 32
const SECONDS = 5
const ROUNDS = 3

const row = {
  island: 'Torgersen',
  beak_length_mm: 39.1,
  beak_depth_mm: 18.7,
  flipper_length_mm: 181,
  body_mass_g: 3750,
  sex: 'male',
}
const rowsOf = (count: number) => Array.from({ length: count }, () => row)

interface Measured {
  perSecond: number
  p99Ms: number
}

/** Calls `work` for some seconds. */
async function measureLoop(work: () => unknown, seconds = 2): Promise<Measured> {
  for (let warmUp = 0; warmUp < 200; warmUp++) await work()
  const times: number[] = []
  const startedAt = performance.now()
  let at = startedAt
  while (at - startedAt < seconds * 1000) {
    await work()
    const now = performance.now()
    times.push(now - at)
    at = now
  }
  times.sort((a, b) => a - b)
  return {
    perSecond: times.length / ((at - startedAt) / 1000),
    p99Ms: times[Math.floor(times.length * 0.99)] ?? Number.NaN,
  }
}

async function measureEndpoint(url: string, rows: number, seconds = SECONDS): Promise<Measured> {
  const result = await autocannon({
    url: `${url}/v1/endpoints/${ENDPOINT}/predict`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ rows: rowsOf(rows) }),
    connections: CONNECTIONS,
    duration: seconds,
  })
  const failed = result.non2xx + result.errors + result.timeouts
  if (failed > 0) throw new Error(`${failed} of ${result.requests.total} requests failed`)
  return { perSecond: result.requests.total / result.duration, p99Ms: result.latency.p99 }
}

/** The middle of several measurements. */
async function repeat(measure: () => Promise<Measured>): Promise<Measured> {
  const all: Measured[] = []
  for (let round = 0; round < ROUNDS; round++) all.push(await measure())
  return {
    perSecond: median(all.map(({ perSecond }) => perSecond)),
    p99Ms: median(all.map(({ p99Ms }) => p99Ms)),
  }
}

/** The references: the same model called in a loop, in this process. */
async function measureBare(store: ReturnType<typeof openFolderStore>, value: ModelValue) {
  const manifest: unknown = JSON.parse(new TextDecoder().decode(await store.getBytes(value.blob)))
  const served = await loadServedModel(store, value)
  const { network, weights } = parseManifest(manifest) as NetworkManifest
  const bare = await loadNetwork(network, await store.getBytes(weights))
  const batchOf = (count: number): ColumnBatch => batchFromRows(rowsOf(count), served.request)
  const [one, many] = [batchOf(1), batchOf(64)]
  const width = bare.inputs[0]!.shape[1]!
  const input = new Float32Array(width)
  const body = JSON.stringify({ rows: rowsOf(1) })
  const encode = createPredictionsEncoder(served)
  const result = {
    tensorflow: await repeat(() =>
      measureLoop(() =>
        tf.tidy(() =>
          (bare.predict(tf.tensor2d(input, [1, width])) as ReturnType<typeof tf.tensor>).dataSync(),
        ),
      ),
    ),
    one: await repeat(() => measureLoop(() => served.predict(one))),
    many: await repeat(() => measureLoop(() => served.predict(many))),
    json: await repeat(() =>
      measureLoop(async () =>
        encode(await served.predict(decodeRows(JSON.parse(body), served, defaultLimits).batch)),
      ),
    ),
  }
  bare.dispose()
  served.dispose()
  return result
}

async function startServing(environment: Record<string, string>): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', join('server', 'serving', 'main.ts')], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('The serving process ended.')))
  ended.catch(() => {})
  await Promise.race([once(child, 'message'), ended])
  return child
}

/**
 * The endpoint at 32 connections, as its own process over HTTP with raw rows in JSON, against the same model called in
 * a loop in process: penguins, a network of 64 and 32 units behind *Scale*.
 */
export async function benchEndpoint(): Promise<BenchRow[]> {
  using folder = createTestFolder()
  const dataDir = join(folder.path, 'data')
  mkdirSync(dataDir)
  const store = openFolderStore(join(dataDir, 'blobs'))
  await using postgres = await startTestPostgres(folder.path)
  await using database = openTestDatabase(postgres.url)
  const { model: value } = await trainPipeline({ store, folder: folder.path }, { dataset: 'penguins' })
  await database.db.insert(pipelines).values({ id: 'p', name: 'Bench', version: 1 })
  await database.db.insert(modelVersions).values({
    id: 'm',
    name: 'Bench',
    version: 1,
    pipelineId: 'p',
    runId: 'r',
    nodeId: 'train',
    digest: value.digest,
    value,
  })
  await deployModel(database, { name: ENDPOINT, modelVersionId: 'm', idempotencyKey: 'bench' })
  const bare = await measureBare(store, value)
  const port = await chooseInternalPort(undefined)
  const child = await startServing({
    DATABASE_URL: postgres.url,
    MILLRACE_DATA: dataDir,
    MILLRACE_SERVING_PORT: String(port),
  })
  try {
    const url = `http://127.0.0.1:${port}`
    await measureEndpoint(url, 1, 2)
    const one = await repeat(() => measureEndpoint(url, 1))
    const many = await repeat(() => measureEndpoint(url, 64))
    return [
      benchRow('Endpoint, 1 row a request ÷ TensorFlow.js predict in a loop', 'predictions/s', {
        ours: one.perSecond,
        reference: bare.tensorflow.perSecond,
      }),
      benchRow('Endpoint, 1 row a request ÷ Millrace’s own model in a loop', 'predictions/s', {
        ours: one.perSecond,
        reference: bare.one.perSecond,
      }),
      benchRow('Endpoint, 1 row a request ÷ the same with JSON in and out, in a loop', 'predictions/s', {
        ours: one.perSecond,
        reference: bare.json.perSecond,
      }),
      benchRow('Endpoint, 64 rows a request ÷ Millrace’s own model in a loop', 'rows/s', {
        ours: many.perSecond * 64,
        reference: bare.many.perSecond * 64,
      }),
      benchRow('Endpoint, 1 row a request, p99 ÷ p99 of TensorFlow.js predict', 'ms', {
        ours: one.p99Ms,
        reference: bare.tensorflow.p99Ms,
      }),
    ]
  } finally {
    child.kill('SIGTERM')
    if (child.exitCode === null) await once(child, 'exit')
  }
}

if (process.argv[1] === import.meta.filename) console.log(formatBench(await benchEndpoint()))
