import type { Database, Sql } from '../../drizzle/client.ts'
import type { Webhooks } from '../../server/schedules/webhook.ts'
import type { SecretBox } from '../../server/secrets/secret-box.ts'
import type { FolderStore } from '../../server/storage/folder-store.ts'
import type { ComputePool } from '../compute/pool.ts'

/** What activities are made from; the worker is the only place that puts it together. */
export interface ActivityDeps {
  db: Database
  sql: Sql
  store: FolderStore
  secrets: SecretBox
  webhooks: Webhooks
  pool: ComputePool
  log(message: string): void
}
