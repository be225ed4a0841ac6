import { sql as raw } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { runEvents } from '../../drizzle/schema.ts'

/** Class of the advisory locks under which a run's events get their numbers. */
const EVENT_LOCK = 7_301

/**
 * Writes events of one run, in a transaction that does nothing after it but end. Numbers are given out under a lock that
 * is held until they are committed: who reads a run's events by number never passes over one.
 */
export async function appendEvents(
  tx: Pick<Database, 'execute' | 'insert'>,
  runId: string,
  events: readonly Omit<typeof runEvents.$inferInsert, 'id' | 'runId'>[],
): Promise<void> {
  if (events.length === 0) return
  await tx.execute(raw`select pg_advisory_xact_lock(${EVENT_LOCK}, hashtext(${runId}))`)
  await tx.insert(runEvents).values(events.map((event) => ({ ...event, runId })))
}
