import type { Sql } from '../../drizzle/client.ts'

/** Postgres channel on which the worker says that a run changed; the payload is the run's id. */
export const RUN_CHANNEL = 'millrace_run'

/** Postgres channel on which a change of endpoints is announced to serving processes. */
export const ENDPOINT_CHANNEL = 'millrace_endpoint'

/** Postgres channel on which it is said that there may be new data for schedules; the payload is empty. */
export const DATA_CHANNEL = 'millrace_data'

export const notifyRun = async (sql: Sql, runId: string): Promise<void> => {
  await sql.notify(RUN_CHANNEL, runId)
}
