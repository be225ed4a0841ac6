import { desc, isNotNull } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { runs } from '../../drizzle/schema.ts'
import packageJson from '../../package.json' with { type: 'json' }
import type { Config } from '../config.ts'
import type { SystemInfo } from '../views.ts'

export async function getSystemInfo(db: Database, config: Config): Promise<SystemInfo> {
  const [run] = await db
    .select({ backend: runs.backend })
    .from(runs)
    .where(isNotNull(runs.backend))
    .orderBy(desc(runs.createdAt))
    .limit(1)
  return {
    version: packageJson.version,
    backend: run?.backend ?? null,
    servingUrl: config.servingUrl,
    dataFolder: config.dataDir,
  }
}
