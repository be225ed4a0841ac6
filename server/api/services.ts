import { join } from 'node:path'
import { openDatabase, type DatabaseHandle } from '../../drizzle/client.ts'
import { connectWorkflows, type WorkflowClient } from '../../workflows/client.ts'
import { loadServiceConfig, type ServiceConfig } from '../config.ts'
import { createRunSignals, type RunSignals } from '../runs/run-signals.ts'
import { openSecrets, type SecretBox } from '../secrets/secret-box.ts'
import { openFolderStore, type FolderStore } from '../storage/folder-store.ts'

/** What the API's procedures are given: one set per web process. */
export interface Services extends Pick<DatabaseHandle, 'db' | 'sql'> {
  config: ServiceConfig
  store: FolderStore
  secrets: SecretBox
  signals: RunSignals
  workflows: WorkflowClient
}

async function openServices(): Promise<Services> {
  const config = loadServiceConfig()
  const { db, sql } = openDatabase(config.databaseUrl, { maxConnections: 12 })
  const workflows = await connectWorkflows({
    address: config.temporalAddress,
    namespace: config.temporalNamespace,
  })
  const store = openFolderStore(join(config.dataDir, 'blobs'))
  return { config, db, sql, store, secrets: openSecrets(config), workflows, signals: createRunSignals(sql) }
}

// Next loads modules anew for every route bundle: the process, not the module, owns the connections.
const holder = globalThis as { millraceServices?: Promise<Services> | undefined }

/** The services of this process, opened at the first request; a failed opening is tried again at the next. */
export function getServices(): Promise<Services> {
  holder.millraceServices ??= openServices().catch((error: unknown) => {
    holder.millraceServices = undefined
    throw error
  })
  return holder.millraceServices
}
