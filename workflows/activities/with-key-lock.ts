import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Sql } from '../../drizzle/client.ts'

/**
 * One execution per cache key at a time, over all workers: holds a Postgres advisory lock while `work` runs. While
 * another holds it, `ready` is asked now and then; once it answers, its answer is returned and `work` is not run.
 */
export async function withKeyLock<T>(
  sql: Sql,
  cacheKey: string,
  signal: AbortSignal,
  ready: () => Promise<T | null>,
  work: () => Promise<T>,
): Promise<T> {
  const lock = createHash('sha256').update(cacheKey).digest().readBigInt64BE(0).toString()
  const connection = await sql.reserve()
  try {
    for (;;) {
      const [row] = await connection`select pg_try_advisory_lock(${lock}::bigint) as held`
      if (row?.held === true) break
      const answer = await ready()
      if (answer !== null) return answer
      await sleep(250, undefined, { signal })
    }
    try {
      return (await ready()) ?? (await work())
    } finally {
      // If the connection is gone, so is the lock.
      await connection`select pg_advisory_unlock(${lock}::bigint)`.catch(() => {})
    }
  } finally {
    connection.release()
  }
}
