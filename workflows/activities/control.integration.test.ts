import { execFileSync } from 'node:child_process'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cacheEntries, endpoints, pipelineVersions, runs } from '../../drizzle/schema.ts'
import type { LogEvent, MetricsEvent } from '../../drizzle/schema/runs.ts'
import type { PipelineDocument } from '../../nodes/graph/document.ts'
import type { MlpManifest } from '../../ml/models/manifest.ts'
import { clearCache } from '../../server/maintenance/expire.ts'
import { getPipeline, savePipeline } from '../../server/pipelines/pipelines.ts'
import { rerunRun, retryRun } from '../../server/runs/repeat-run.ts'
import { listEvents } from '../../server/runs/runs.ts'
import { startRun } from '../../server/runs/start-run.ts'
import { stopNode } from '../../server/runs/stop-node.ts'
import { getReport } from '../../server/runs/values.ts'
import type { RunDetail } from '../../server/views.ts'
import { drawing, openTestServer, type TestServer } from '../../tests/kit/pipelines.ts'
import { createTestStack, type TestStack, type TestWorker } from '../../tests/kit/services.ts'

let stack: TestStack
let server: TestServer
let worker: TestWorker
beforeAll(async () => {
  stack = await createTestStack()
  server = await openTestServer(stack)
  worker = await stack.startWorker()
})
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await stack?.[Symbol.asyncDispose]()
})

interface Options {
  epochs: number
  /** Threshold that the loss must not pass: an impossible one fails the node. */
  gate?: number
  units?: number
}

/** A training whose epochs take about a tenth of a second, checked by a gate before it is deployed. */
const pipeline = ({ epochs, gate = 1e6, units = 256 }: Options): PipelineDocument =>
  drawing(
    {
      data: ['data.builtin', { dataset: 'digits' }],
      split: ['split.split', { method: 'stratified' }],
      network: [
        'models.mlp',
        {
          layers: [
            { units, activation: 'relu' },
            { units: 128, activation: 'relu' },
          ],
          batchSize: 8,
          learningRate: 0.001,
          dropout: 0.1,
          epochs,
          earlyStopping: false,
        },
      ],
      train: ['train.train'],
      deploy: ['deploy.deploy', { name: `digits-${units}` }],
      evaluate: ['evaluate.evaluate'],
      gate: ['evaluate.gate', { metric: 'logLoss', comparison: 'atMost', threshold: gate }],
    },
    [
      'data.table > split.table',
      'split.table > train.table',
      'network.blueprint > train.blueprint',
      'train.model > deploy.model',
      'train.model > evaluate.model',
      'split.table > evaluate.table',
      'train.model > gate.model',
      'evaluate.report > gate.report',
    ],
  )

const logOf = async (runId: string): Promise<string[]> => {
  const events = await listEvents(server.db, { runId, nodeId: 'train', kinds: ['log'] })
  return events.map(({ data }) => (data as LogEvent).message)
}
const epochsOf = async (runId: string): Promise<number[]> => {
  const events = await listEvents(server.db, { runId, nodeId: 'train', kinds: ['metrics'] })
  return events.map(({ data }) => (data as MetricsEvent).epoch)
}
const digestOf = (run: RunDetail) => run.nodes.train?.outputs?.model?.digest
const isTraining = (run: RunDetail, epoch: number) => (run.nodes.train?.progress?.epoch ?? 0) >= epoch
const manifestOf = async (runId: string) =>
  (await getReport(server, { runId, nodeId: 'train', port: 'model' })) as MlpManifest

/** Saves a drawing as the next version of a run's pipeline and gives its id. */
async function edit(run: RunDetail, document: PipelineDocument): Promise<string> {
  const { id, latestVersion } = await getPipeline(server.db, run.pipelineId)
  await savePipeline(server.db, { id, document, baseVersion: latestVersion })
  return id
}

function killCompute(): void {
  const listed = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(worker.pid())], {
    encoding: 'utf8',
  })
  for (const line of listed.split('\n'))
    if (line.includes('compute/child')) process.kill(Number.parseInt(line, 10), 'SIGKILL')
}

test('stopping by hand keeps the best, the run goes on with it, and no later run takes it for a whole training', async () => {
  const document = pipeline({ epochs: 2_000 })
  const runId = await server.start(document)
  await expect(stopNode(server, { runId, nodeId: 'data' })).rejects.toMatchObject({ code: 'not_stoppable' })
  await server.until(runId, (run) => isTraining(run, 3))
  await stopNode(server, { runId, nodeId: 'train' })
  const stopped = await server.finished(runId)
  expect(stopped.state).toBe('succeeded')
  const after = stopped.nodes.train?.training?.stoppedAfter ?? 0
  expect(after).toBeGreaterThanOrEqual(3)
  expect(after).toBeLessThan(2_000)
  const { training } = await manifestOf(runId)
  const losses = training.history.epochs.map((epoch) => epoch.val_loss as number)
  expect(training).toMatchObject({ epochs: after, stoppedByHand: true })
  expect(losses[training.bestEpoch - 1]).toBe(Math.min(...losses))
  expect(await logOf(runId)).toContain(
    `Stopped by hand after epoch ${after}; kept the weights of epoch ${training.bestEpoch}.`,
  )
  expect(stopped.nodes.deploy?.state).toBe('succeeded')
  expect(
    await server.db
      .select()
      .from(cacheEntries)
      .where(eq(cacheEntries.key, stopped.nodes.train?.cacheKey ?? '')),
  ).toEqual([])

  // The same drawing again trains on from there, to the end; as long as was asked for, and no further.
  await edit(stopped, pipeline({ epochs: after + 2 }))
  const { runId: nextId } = await startRun(server, { pipelineId: stopped.pipelineId, trigger: 'api' })
  const next = await server.finished(nextId)
  expect(next.nodes.train).toMatchObject({
    state: 'succeeded',
    training: { continued: { runId, number: 1, epoch: after } },
  })
  expect(await logOf(nextId)).toContain(
    `Goes on from epoch ${after} of run 1, which trained the same for less long.`,
  )
  expect((await manifestOf(nextId)).training).toMatchObject({ epochs: after + 2 })
})

test('a training that goes on from a shorter one, killed on the way, gives the bits of one in one go', async () => {
  // Epochs longer than the tenth of a second within which they share a checkpoint, and enough of them.
  const options = { units: 512 }
  const epochs = 24
  const short = await server.finished(await server.start(pipeline({ ...options, epochs: 3 })))
  expect(short.state).toBe('succeeded')
  await edit(short, pipeline({ ...options, epochs }))
  const { runId } = await startRun(server, { pipelineId: short.pipelineId, trigger: 'api' })
  await server.until(runId, (run) => isTraining(run, 6))
  killCompute()
  const long = await server.finished(runId)
  expect(long.nodes.train).toMatchObject({ attempt: 2, training: { continued: { number: 1, epoch: 3 } } })
  const log = await logOf(runId)
  expect(log.filter((line) => line.startsWith('Goes on from epoch 3'))).toHaveLength(1)
  expect(log.some((line) => line.startsWith('Resumes after epoch'))).toBe(true)
  expect(log.some((line) => /compute process stopped.*Trying again, attempt 2/.test(line))).toBe(true)
  const trained = await epochsOf(runId)
  expect(new Set(trained)).toEqual(new Set(Array.from({ length: epochs }, (_, epoch) => epoch + 1)))
  expect(trained.length).toBeLessThanOrEqual(epochs + 1)

  const straight = await server.finished(
    await server.start(pipeline({ ...options, epochs }), { fresh: true }),
  )
  expect(straight.nodes.train?.training).toBeUndefined()
  expect(digestOf(long)).toBe(digestOf(straight))
  expect(long.nodes.evaluate?.outputs?.report?.digest).toBe(straight.nodes.evaluate?.outputs?.report?.digest)
})

test('a retry takes over what finished, fresh and effects too, and does the rest with the new settings', async () => {
  const options = { epochs: 2, units: 64 }
  const failedId = await server.start(pipeline({ ...options, gate: 0 }), { fresh: true })
  const failed = await server.finished(failedId)
  expect(failed.state).toBe('failed')
  expect(failed.nodes.gate?.state).toBe('failed')
  expect(failed.nodes.deploy?.state).toBe('succeeded')
  const deployed = async () =>
    (await server.db.select().from(endpoints).where(eq(endpoints.name, 'digits-64')))[0]?.version
  const before = await deployed()
  expect(before).toBeDefined()

  // Without a change it fails alike, and nothing is done twice.
  const again = await server.finished((await retryRun(server, { runId: failedId, trigger: 'api' })).runId)
  expect(again).toMatchObject({ state: 'failed', retryOf: { runId: failedId, number: 1 } })
  await edit(failed, pipeline({ ...options, gate: 1e6 }))
  const { runId } = await retryRun(server, { runId: again.id, trigger: 'api' })
  const retried = await server.finished(runId)
  expect(retried.state).toBe('succeeded')
  for (const id of ['data', 'split', 'network', 'train', 'deploy', 'evaluate'])
    expect(retried.nodes[id]).toMatchObject({ state: 'cached', cachedFrom: { runId: failedId, number: 1 } })
  expect(retried.nodes.gate?.state).toBe('succeeded')
  expect(digestOf(retried)).toBe(digestOf(failed))
  expect(await deployed()).toBe(before)
  await expect(retryRun(server, { runId, trigger: 'api' })).rejects.toMatchObject({
    code: 'nothing_to_retry',
  })

  // What an edit touches is done anew, and all that hangs on it.
  await edit(failed, pipeline({ ...options, epochs: 3 }))
  const other = await server.finished((await retryRun(server, { runId: failedId, trigger: 'api' })).runId)
  expect(other.nodes.split?.state).toBe('cached')
  expect(other.nodes.train?.state).toBe('succeeded')
  expect(await deployed()).not.toBe(before)
})

test('the same again is the same version and the same parameters', async () => {
  const first = await server.finished(await server.start(pipeline({ epochs: 1, units: 32 })))
  await edit(first, pipeline({ epochs: 2, units: 32 }))
  const { runId } = await rerunRun(server, { runId: first.id, trigger: 'cli' })
  const second = await server.finished(runId)
  expect([second.version, second.trigger]).toEqual([first.version, 'cli'])
  expect(digestOf(second)).toBe(digestOf(first))
  const [row] = await server.db
    .select({ version: pipelineVersions.version })
    .from(runs)
    .innerJoin(pipelineVersions, eq(pipelineVersions.id, runs.versionId))
    .where(eq(runs.id, runId))
  expect(row?.version).toBe(1)
})

test('clearing what is kept of a training forgets where it ended', async () => {
  const options = { units: 48 }
  const short = await server.finished(await server.start(pipeline({ ...options, epochs: 1 })))
  const { pipelineId } = short
  expect(await clearCache(server.db, { pipelineId, nodeId: 'evaluate' })).toMatchObject({ entries: 1 })
  expect(await clearCache(server.db, { pipelineId, nodeId: 'train' })).toMatchObject({ entries: 2 })
  await edit(short, pipeline({ ...options, epochs: 2 }))
  const { runId } = await startRun(server, { pipelineId, trigger: 'api' })
  const long = await server.finished(runId)
  expect(long.nodes.train?.state).toBe('succeeded')
  expect(long.nodes.train?.training).toBeUndefined()
})
