import { fileURLToPath } from 'node:url'
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator'
import { openDatabase } from './client.ts'

const migrationsFolder = fileURLToPath(new URL('./migrations', import.meta.url))

/** Brings the database at `url` to the newest schema. Several processes may call it at once. */
export async function migrate(url: string): Promise<void> {
  await using handle = openDatabase(url, { maxConnections: 1 })
  const lockKey = 7_201_940
  await handle.sql`select pg_advisory_lock(${lockKey})`
  try {
    await applyMigrations(handle.db, { migrationsFolder })
  } finally {
    await handle.sql`select pg_advisory_unlock(${lockKey})`
  }
}
