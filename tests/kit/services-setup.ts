/** Global set-up of the integration project: one real Postgres and one real Temporal for the whole run. */
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { migrate } from '../../drizzle/migrate.ts'
import { loadConfig } from '../../server/config.ts'
import { buildWorkflowBundle } from '../../server/stack/builds.ts'
import { killMarked } from '../../server/stack/pid-files.ts'
import { chooseInternalPort } from '../../server/stack/ports.ts'
import { ensureDatabase, preparePostgres, recreateDatabase } from '../../server/stack/postgres.ts'
import { createService, type Service, type ServiceSpec } from '../../server/stack/service.ts'
import { temporalSpec } from '../../server/stack/temporal.ts'
import { obtainTemporalCli } from '../../server/stack/temporal-cli.ts'
import { takeSlot } from './slot.ts'

export interface TestServices {
  /** A migrated database that stays empty: each test file copies it. */
  templateUrl: string
  temporalAddress: string
  workflowBundle: string
}

declare module 'vitest' {
  interface ProvidedContext {
    services: TestServices
  }
}

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const slot = await takeSlot('services')
  const started: Service[] = []
  const start = async (spec: ServiceSpec): Promise<void> => {
    const service = createService(spec, slot, {
      onDied: ({ name, reason }) => console.error(`${name} of the tests stopped (${reason})`),
      onRecovered: () => {},
    })
    started.unshift(service)
    await service.start()
  }
  const stop = async (): Promise<void> => {
    for (const service of started) await service.stop()
    await killMarked(`MILLRACE_STACK_ID=${slot.stackId}`)
    slot.lock.release()
  }

  const startPostgres = async (): Promise<string> => {
    const postgres = await preparePostgres({
      folder: join(slot.folder, 'postgres'),
      port: await chooseInternalPort(undefined),
      stackId: slot.stackId,
      // Nobody needs this data after a power cut.
      settings: ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'],
    })
    await start(postgres.spec)
    await ensureDatabase(postgres.url)
    await recreateDatabase(postgres.url)
    await migrate(postgres.url)
    return postgres.url
  }
  const startTemporal = async (): Promise<string> => {
    const config = loadConfig()
    const cli = await obtainTemporalCli({
      named: config.temporalCli,
      toolsDir: config.toolsDir,
      fallbackDir: join(slot.folder, 'tools'),
      onProgress: (text) => console.log(`temporal: ${text}`),
      signal: new AbortController().signal,
    })
    const port = await chooseInternalPort(undefined)
    await start(
      temporalSpec({
        command: cli.path,
        folder: join(slot.folder, 'temporal'),
        port,
        namespace: 'default',
        stackId: slot.stackId,
        durable: false,
      }),
    )
    return `127.0.0.1:${port}`
  }
  try {
    const bundle = buildWorkflowBundle(join(slot.folder, 'build'), {
      logDir: slot.logDir,
      signal: new AbortController().signal,
      onBuild: () => {},
    })
    const [templateUrl, temporalAddress, workflowBundle] = await Promise.all([
      startPostgres(),
      startTemporal(),
      bundle,
    ])
    project.provide('services', { templateUrl, temporalAddress, workflowBundle })
  } catch (error) {
    await stop()
    throw error
  }
  return stop
}
