import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import type { Database, Sql } from '../../drizzle/client.ts'
import { settings } from '../../drizzle/schema.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import { deleteOldRuns } from '../runs/delete-run.ts'
import type { FolderStore } from '../storage/folder-store.ts'
import { sweepFolder, type Swept } from '../storage/sweep.ts'
import type { CollectionView } from '../views.ts'
import { sweepTaskFolders } from '../storage/task-folders.ts'
import { deleteSetAside, expireCache } from './expire.ts'
import { findRoots, walkBlobs } from './reachable.ts'
import { getRetention } from './retention.ts'

interface Deps {
  db: Database
  sql: Sql
  store: FolderStore
  config: { dataDir: string }
}

type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0]

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const NAME = 'last-collection'
/** Any number that nothing else of Millrace locks. */
const LOCK = 7_420_118

class DryRunEnded extends Error {}

/** The last collection that was not a dry run; null before the first. */
export async function getLastCollection(db: Database): Promise<CollectionView | null> {
  const [row] = await db.select().from(settings).where(eq(settings.name, NAME))
  return row ? (row.value as CollectionView) : null
}

/** One at a time, over all processes. */
async function alone<T>(sql: Sql, work: () => Promise<T>): Promise<T> {
  const connection = await sql.reserve()
  try {
    const [row] = await connection`select pg_try_advisory_lock(${LOCK}) as held`
    if (row?.held !== true)
      throw new UserError('busy', 'Space is being freed already. Try again in a minute.')
    try {
      return await work()
    } finally {
      await connection`select pg_advisory_unlock(${LOCK})`.catch(() => {})
    }
  } finally {
    connection.release()
  }
}

/**
 * Deletes runs past their retention, lets unused cache entries expire, and takes out of the store what nothing leads
 * to any more: not a run, the cache, a checkpoint, a model, an endpoint, a data set, or a pin. What is younger than the
 * grace period stays, so that nothing is lost that a run under way has made or was promised. Safe at any moment.
 * @param options.dryRun only counts; `graceMs` stands in for the setting, for tests
 * @throws UserError `busy` while another one is under way
 */
export async function collectGarbage(
  { db, sql, store, config }: Deps,
  options: { dryRun?: boolean; graceMs?: number; now?: Date } = {},
): Promise<CollectionView> {
  const { dryRun = false, now = new Date() } = options
  return alone(sql, async () => {
    const retention = await getRetention(db)
    const graceMs = options.graceMs ?? retention.graceHours * HOUR_MS
    const olderThan = new Date(now.getTime() - graceMs)
    const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS)

    const expire = async (tx: Transaction) => {
      const deletedRuns = retention.runDays === null ? 0 : await deleteOldRuns(tx, daysAgo(retention.runDays))
      const expiredEntries =
        retention.cacheDays === null ? 0 : await expireCache(tx, daysAgo(retention.cacheDays), now)
      await deleteSetAside(tx, olderThan)
      return { deletedRuns, expiredEntries }
    }

    let gone = { deletedRuns: 0, expiredEntries: 0 }
    let roots: Awaited<ReturnType<typeof findRoots>> = { pointers: [], deletedSources: new Map() }
    if (dryRun) {
      const trial = db.transaction(async (tx) => {
        gone = await expire(tx)
        roots = await findRoots(tx)
        throw new DryRunEnded()
      })
      await trial.catch((error: unknown) => {
        if (!(error instanceof DryRunEnded)) throw error
      })
    } else {
      gone = await db.transaction(expire)
      // All tables as they stood at one moment: nothing slips from one to another unseen.
      roots = await db.transaction(findRoots, { isolationLevel: 'repeatable read', accessMode: 'read only' })
    }
    const reachable = await walkBlobs(store, roots)
    const swept: Swept = await sweepFolder(store.folder, {
      isReachable: (sha256) => reachable.has(sha256),
      olderThan,
      dryRun,
    })
    const tempFolders = await sweepTaskFolders(join(config.dataDir, 'tmp'), dryRun)
    const view: CollectionView = { at: now.toISOString(), dryRun, ...gone, ...swept, tempFolders }
    if (!dryRun)
      await db
        .insert(settings)
        .values({ name: NAME, value: view })
        .onConflictDoUpdate({ target: settings.name, set: { value: view, updatedAt: now } })
    return view
  })
}

const EVERY_MS = 6 * HOUR_MS

/** Collects where the last collection is some hours ago; what the worker asks for now and then. */
export async function collectWhenDue(deps: Deps): Promise<void> {
  const last = await getLastCollection(deps.db)
  if (last && Date.now() - Date.parse(last.at) < EVERY_MS) return
  await collectGarbage(deps).catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error
  })
}
