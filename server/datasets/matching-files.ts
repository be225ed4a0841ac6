import { and, desc, isNull, sql } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { datasetVersions } from '../../drizzle/schema.ts'
import type { LoopFile } from '../../nodes/kit/loops.ts'
import { MOST_ITEMS } from '../../nodes/kit/loops.ts'

/**
 * The newest version of each data set whose name matches, by name: `*` stands for any letters, `?` for one. At most one
 * more than a loop may have.
 */
export async function findNewestFiles(db: Database, pattern: string): Promise<LoopFile[]> {
  const { name, version, blob, deletedAt } = datasetVersions
  return db
    .selectDistinctOn([sql`${name} COLLATE "C"`], { name, blob })
    .from(datasetVersions)
    .where(and(sql`${name} LIKE ${toLike(pattern.trim())}`, isNull(deletedAt)))
    .orderBy(sql`${name} COLLATE "C"`, desc(version))
    .limit(MOST_ITEMS + 1)
}

const toLike = (pattern: string): string =>
  pattern
    .replace(/[\\%_]/g, '\\$&')
    .replaceAll('*', '%')
    .replaceAll('?', '_')
