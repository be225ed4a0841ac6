/**
 * Does Temporal's development server keep what it was given when it is killed? Fifty workflows and a schedule run
 * while the server is killed with SIGKILL twenty times; then results and counts are compared with what they must be.
 * By hand: `node --import tsx tests/faults/temporal-durability.ts [kills]`. It takes about two minutes.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { Client, Connection } from '@temporalio/client'
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'
import { loadConfig } from '../../server/config.ts'
import { chooseInternalPort } from '../../server/stack/ports.ts'
import { createService } from '../../server/stack/service.ts'
import { temporalSpec } from '../../server/stack/temporal.ts'
import { obtainTemporalCli } from '../../server/stack/temporal-cli.ts'
import { createTestFolder } from '../kit/test-folder.ts'
import type { counting, DurabilityActivities, ticking } from './durability-workflows.ts'

const KILLS = Number(process.argv[2] ?? 20)
const WORKFLOWS = 50
const STEPS = 60
const TICK_SECONDS = 2
const EXPECTED = (STEPS * (STEPS + 1)) / 2
const TASK_QUEUE = 'durability'

const retry = async <T>(action: () => Promise<T>): Promise<T> => {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await action()
    } catch (error) {
      if (attempt >= 200) throw error
      await sleep(100)
    }
  }
}

using folder = createTestFolder()
const cli = await obtainTemporalCli({
  named: loadConfig().temporalCli,
  toolsDir: loadConfig().toolsDir,
  fallbackDir: join(folder.path, 'tools'),
  onProgress: console.log,
  signal: new AbortController().signal,
})
const port = await chooseInternalPort(undefined)
const address = `127.0.0.1:${port}`
const spec = temporalSpec({
  command: cli.path,
  folder: join(folder.path, 'temporal'),
  port,
  namespace: 'default',
  stackId: 'durability',
})
const folders = { runDir: join(folder.path, 'run'), logDir: join(folder.path, 'logs') }
/** Started anew each time: the supervisor's own back-off would only make the experiment longer. */
const startServer = async () => {
  const service = createService(spec, folders, { onDied: () => {}, onRecovered: () => {} })
  await service.start()
  return service
}
let server = await startServer()

const executions = new Map<string, number>()
let ticks = 0
const activities: DurabilityActivities = {
  async step({ id, index }) {
    const key = `${id}/${index}`
    executions.set(key, (executions.get(key) ?? 0) + 1)
    return index
  },
  async tick() {
    ticks += 1
  },
}
Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] })
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  taskQueue: TASK_QUEUE,
  workflowsPath: fileURLToPath(new URL('./durability-workflows.ts', import.meta.url)),
  activities,
  stickyQueueScheduleToStartTimeout: '1s',
})
const working = worker.run()
const connection = await Connection.connect({ address })
const client = new Client({ connection })

const schedule = await client.schedule.create({
  scheduleId: 'every-two-seconds',
  spec: { intervals: [{ every: `${TICK_SECONDS}s` }] },
  action: {
    type: 'startWorkflow',
    workflowType: 'ticking' satisfies (typeof ticking)['name'],
    taskQueue: TASK_QUEUE,
  },
  policies: { catchupWindow: '1h', overlap: 'ALLOW_ALL' },
})
const startedAt = Date.now()
const ids = Array.from({ length: WORKFLOWS }, (_, index) => `counting-${index}`)
await Promise.all(
  ids.map((workflowId) =>
    client.workflow.start<typeof counting>('counting', {
      workflowId,
      taskQueue: TASK_QUEUE,
      args: [workflowId, STEPS],
    }),
  ),
)

const downtimes: number[] = []
for (let kill = 1; kill <= KILLS; kill += 1) {
  await sleep(300 + Math.random() * 1_500)
  const pid = server.pid()
  if (pid === undefined) throw new Error('the server has no process')
  const since = performance.now()
  process.kill(pid, 'SIGKILL')
  await server.stop()
  server = await startServer()
  downtimes.push(performance.now() - since)
}
console.log(`killed ${KILLS} times in ${Math.round((Date.now() - startedAt) / 1000)} s`)

const progress = setInterval(() => console.log(`  ${executions.size} steps done, ${ticks} ticks`), 5_000)
const results = await Promise.all(ids.map((id) => retry(() => client.workflow.getHandle(id).result())))
clearInterval(progress)
const elapsedSeconds = (Date.now() - startedAt) / 1000
await sleep(3_000)
const { info } = await retry(() => schedule.describe())
await retry(() => schedule.pause())

const wrong = results.filter((result) => result !== EXPECTED).length
const missing = WORKFLOWS * STEPS - executions.size
const repeated = [...executions.values()].reduce((sum, count) => sum + count - 1, 0)
const expectedTicks = Math.floor(elapsedSeconds / TICK_SECONDS)
console.log(
  `CLI ${cli.version}; back after a kill in ${Math.round(downtimes.sort((a, b) => a - b)[KILLS >> 1] ?? 0)} ms (median), ${Math.round(downtimes.at(-1) ?? 0)} ms (longest)`,
)
console.log(
  `workflows   ${WORKFLOWS} finished after ${Math.round(elapsedSeconds)} s, ${wrong} with a wrong result`,
)
console.log(
  `activities  ${executions.size} of ${WORKFLOWS * STEPS} steps done, ${missing} missing, ${repeated} done again`,
)
console.log(
  `schedule    ${info.numActionsTaken} actions in ${Math.round(elapsedSeconds)} s (about ${expectedTicks} due), ${info.numActionsMissedCatchupWindow} missed; ${ticks} ticks done`,
)

worker.shutdown()
await working
await connection.close()
await server.stop()
const isRight = wrong === 0 && missing === 0 && Math.abs(info.numActionsTaken - expectedTicks) <= 3
console.log(isRight ? 'nothing was lost' : 'SOMETHING WAS LOST')
process.exit(isRight ? 0 : 1)
