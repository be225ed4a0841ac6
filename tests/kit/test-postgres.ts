import { join } from 'node:path'
import { openDatabase } from '../../drizzle/client.ts'
import { migrate } from '../../drizzle/migrate.ts'
import { chooseInternalPort } from '../../server/stack/ports.ts'
import { ensureDatabase, preparePostgres } from '../../server/stack/postgres.ts'
import { createService, type Service } from '../../server/stack/service.ts'

export interface TestPostgres extends AsyncDisposable {
  /** Address of a migrated, empty database. */
  url: string
  stop(): Promise<void>
  /** Starts it again after `stop`, on the same data and port. */
  start(): Promise<void>
}

/** Runs the embedded Postgres for a test, as `npm start` does: `await using postgres = await startTestPostgres(path)`. */
export async function startTestPostgres(folder: string): Promise<TestPostgres> {
  const port = await chooseInternalPort(undefined)
  const { spec, url } = await preparePostgres({
    folder: join(folder, 'postgres'),
    port,
    stackId: `test-${process.pid}`,
    settings: ['fsync=off'],
  })
  const folders = { runDir: join(folder, 'run'), logDir: join(folder, 'logs') }
  let service: Service | undefined
  const postgres: TestPostgres = {
    url,
    async start() {
      service = createService(spec, folders, { onDied: () => {}, onRecovered: () => {} })
      await service.start()
    },
    async stop() {
      await service?.stop()
      service = undefined
    },
    [Symbol.asyncDispose]: () => postgres.stop(),
  }
  await postgres.start()
  try {
    await ensureDatabase(url)
    await migrate(url)
  } catch (error) {
    await postgres.stop()
    throw error
  }
  return postgres
}

/** Opens the database of a test with one connection, for looking and for rows that no API makes. */
export const openTestDatabase = (url: string) => openDatabase(url, { maxConnections: 2 })
