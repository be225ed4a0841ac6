import { join } from 'node:path'
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'
import { openDatabase } from '../drizzle/client.ts'
import { loadServiceConfig, type ServiceConfig } from '../server/config.ts'
import { wakeDecided } from '../server/runs/approvals.ts'
import { collectWhenDue } from '../server/maintenance/collect-garbage.ts'
import { startForgottenRuns } from '../server/runs/forgotten-runs.ts'
import { mendLostRuns } from '../server/runs/lost-runs.ts'
import { setSchedulesRight, watchNewData } from '../server/schedules/set-right.ts'
import { openWebhooks } from '../server/schedules/webhook.ts'
import { openSecrets } from '../server/secrets/secret-box.ts'
import { openFolderStore } from '../server/storage/folder-store.ts'
import { createActivities } from './activities/create-activities.ts'
import { workflowsPath } from './bundle.ts'
import { createComputePool } from './compute/pool.ts'
import { connectWorkflows } from './client.ts'
import { taskQueues } from './types.ts'

const SET_RIGHT_EVERY_MS = 30_000

/** The worker process: polls for workflows and activities, keeps compute children. The composition root. */
export async function runWorker(config: ServiceConfig): Promise<void> {
  const log = (message: string) => console.error(`${new Date().toISOString()} ${message}`)
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message }) => log(`${level} ${message}`)),
    shutdownSignals: ['SIGINT', 'SIGTERM'],
  })
  const blobFolder = join(config.dataDir, 'blobs')
  await using database = openDatabase(config.databaseUrl, { maxConnections: 10 + config.computeChildren * 4 })
  await using pool = createComputePool({
    size: config.computeChildren,
    limits: { threads: config.computeThreads, memoryMb: config.computeMemoryMb },
    blobFolder,
    tempFolder: join(config.dataDir, 'tmp'),
    log,
  })
  const store = openFolderStore(blobFolder)
  const activities = createActivities({
    ...database,
    pool,
    log,
    store,
    secrets: openSecrets(config),
    webhooks: openWebhooks(config),
  })
  await using client = await connectWorkflows({
    address: config.temporalAddress,
    namespace: config.temporalNamespace,
  })
  const setRight = async () => {
    const deps = { ...database, store, workflows: client }
    // What is away now is asked again at the next look.
    for (const look of [startForgottenRuns, mendLostRuns, setSchedulesRight, wakeDecided])
      await look(deps).catch((error: unknown) => log(String(error)))
    await collectWhenDue({ ...deps, config }).catch((error: unknown) => log(String(error)))
  }
  const connection = await NativeConnection.connect({ address: config.temporalAddress })
  await using _ = watchNewData({ ...database, workflows: client }, log)
  let looking: NodeJS.Timeout | undefined
  try {
    const worker = await Worker.create({
      connection,
      namespace: config.temporalNamespace,
      shutdownGraceTime: `${config.shutdownSeconds}s`,
      taskQueue: taskQueues.pipelines,
      ...(config.workflowBundle
        ? { workflowBundle: { codePath: config.workflowBundle } }
        : { workflowsPath }),
      activities,
      // What a person waits for after a worker died: keep it short.
      stickyQueueScheduleToStartTimeout: '2s',
      // Heartbeats bring word of a cancelled run.
      maxHeartbeatThrottleInterval: '1s',
      maxConcurrentActivityTaskExecutions: Math.max(8, config.computeChildren * 4),
    })
    log('worker ready')
    void setRight()
    looking = setInterval(() => void setRight(), SET_RIGHT_EVERY_MS)
    // The supervisor waits for it.
    process.send?.('ready')
    await worker.run()
  } finally {
    clearInterval(looking)
    await connection.close()
  }
}

if (process.argv[1] === import.meta.filename) await runWorker(loadServiceConfig())
