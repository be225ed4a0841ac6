import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { templates } from '../../nodes/templates/templates.ts'
import { listSchedules } from '../../server/schedules/schedules.ts'
import { createPipeline } from '../../server/pipelines/pipelines.ts'
import { startRun } from '../../server/runs/start-run.ts'
import { openTestServer, type TestServer } from '../kit/pipelines.ts'
import { createTestStack, type TestStack } from '../kit/services.ts'

/** What comes with the product runs as it is. */
let stack: TestStack
let server: TestServer
beforeAll(async () => {
  stack = await createTestStack({ MILLRACE_COMPUTE_CHILDREN: '2' })
  await stack.startWorker()
  server = await openTestServer(stack)
})
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await stack?.[Symbol.asyncDispose]()
})

/** What each must reach: well below what it does, well above chance. */
const least: Readonly<Record<string, [node: string, metric: string, least: number]>> = {
  'tabular-classification': ['evaluate', 'accuracy', 0.9],
  'tabular-regression': ['evaluate', 'r2', 0.25],
  'gradient-boosting': ['evaluate', 'accuracy', 0.92],
  // Six kinds, equally frequent.
  'text-classification': ['evaluate', 'accuracy', 0.7],
  'image-classification': ['evaluate', 'accuracy', 0.95],
  // Of five kinds, to know rain and sun without fail and never name a rare one gives 0.4.
  'imbalanced-classification': ['evaluate', 'balancedAccuracy', 0.45],
  // The forest of the days as they are reaches 0.52.
  'balanced-sampling': ['evaluate', 'balancedAccuracy', 0.56],
  // Against the true species, which it has never looked at.
  clustering: ['cluster', 'adjustedRand', 0.7],
  'anomaly-detection': ['anomalies', 'rocAuc', 0.65],
  'time-series-forecast': ['evaluate', 'r2', 0.8],
  ensemble: ['evaluate', 'accuracy', 0.92],
  'tune-compress-deploy': ['evaluate', 'accuracy', 0.9],
  'score-on-schedule': ['evaluate', 'accuracy', 0.9],
}

const metricsOf = (run: Awaited<ReturnType<TestServer['finished']>>, node: string) => {
  const report = run.nodes[node]?.outputs?.report
  return report?.port === 'report' ? report.metrics : {}
}

describe('templates', () => {
  it.each(templates)('$id runs as it is', async ({ id }) => {
    const { id: pipelineId } = await createPipeline(server.db, { template: id })
    const { runId } = await startRun(server, { pipelineId, trigger: 'api' })
    const run = await server.finished(runId)
    expect(run.error).toBeNull()
    expect(
      Object.values(run.nodes).filter(({ state }) => state !== 'succeeded' && state !== 'cached'),
    ).toEqual([])
    const [node, metric, bound] = least[id] ?? []
    expect(metricsOf(run, String(node))[String(metric)]).toBeGreaterThan(Number(bound))
  })

  it('stores the model of the tuned one in 30 % of the bytes', async () => {
    const { id: pipelineId } = await createPipeline(server.db, { template: 'tune-compress-deploy' })
    const { runId } = await startRun(server, { pipelineId, trigger: 'api' })
    const run = await server.finished(runId)
    expect(metricsOf(run, 'quantise').shareOfBytes).toBeLessThanOrEqual(0.3)
    expect(run.nodes.deploy?.outputs?.signal).toBeDefined()
  })

  it('answers raw rows into a file, and comes with a schedule that waits', async () => {
    const { id: pipelineId } = await createPipeline(server.db, { template: 'score-on-schedule' })
    expect(await listSchedules(server.db, { pipelineId })).toMatchObject([
      { name: 'Every morning', paused: true },
    ])
    const { runId } = await startRun(server, { pipelineId, trigger: 'api' })
    const run = await server.finished(runId)
    const value = run.nodes.score?.outputs?.report
    if (!value) throw new Error('no file')
    const report = JSON.parse(new TextDecoder().decode(await server.store.getBytes(value.blob))) as {
      name: string
      rows: number
      blob: Parameters<typeof server.store.getBytes>[0]
    }
    expect(report).toMatchObject({ name: 'penguins named.csv', rows: 344 })
    const lines = new TextDecoder()
      .decode(await server.store.getBytes(report.blob))
      .trim()
      .split('\n')
    const names = String(lines[0]).split(',')
    const [species, prediction] = [names.indexOf('species'), names.indexOf('prediction')]
    const right = lines.slice(1).filter((line) => line.split(',')[species] === line.split(',')[prediction])
    expect(right.length / 344).toBeGreaterThan(0.95)
  })
})
