import { eq, inArray, like } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { cacheEntries } from '../../drizzle/schema.ts'
import { postgres } from '../../nodes/data/postgres/definition.ts'
import { querySourceKey } from '../../nodes/data/postgres/source-key.ts'
import type { PipelineDocument } from '../../nodes/graph/document.ts'
import type { TableSchema } from '../../nodes/kit/columns.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import type { TableValue } from '../../nodes/kit/values.ts'
import type { WorkflowClient } from '../../workflows/client.ts'
import type { FolderStore } from '../storage/folder-store.ts'
import type { QueryReadingView } from '../views.ts'

/**
 * What the columns of queries were found to be: the table of a query's first rows, as its node would make it. It
 * stands among the cached results, under `querySourceKey`, which no cache key can be. It belongs to no run.
 */

type Writer = Pick<Database, 'insert' | 'delete'>

export async function recordReading(db: Writer, key: string, table: TableValue): Promise<void> {
  const entry = { nodeType: postgres.type, runId: '', outputs: { table }, createdAt: new Date() }
  await db
    .insert(cacheEntries)
    .values({ key, ...entry })
    .onConflictDoUpdate({ target: cacheEntries.key, set: entry })
}

/** Forgets all that was found out through a connection. */
export async function forgetReadings(db: Writer, connectionId: string): Promise<void> {
  await db.delete(cacheEntries).where(like(cacheEntries.key, `postgres/${connectionId}/%`))
}

async function findReading(db: Database, key: string): Promise<{ table: TableValue; at: Date } | undefined> {
  const [row] = await db.select().from(cacheEntries).where(eq(cacheEntries.key, key))
  const table = row?.outputs.table
  return row && table?.port === 'table' ? { table, at: row.createdAt } : undefined
}

/**
 * The columns and first rows that a query had when it was last described, by its `querySourceKey`; null where nobody
 * has asked yet.
 */
export async function getReading(
  { db, store }: { db: Database; store: Pick<FolderStore, 'getBytes'> },
  key: string,
): Promise<QueryReadingView | null> {
  const found = await findReading(db, key)
  if (!found) return null
  const { table, at } = found
  const { preview } = JSON.parse(new TextDecoder().decode(await store.getBytes(table.profile))) as {
    preview: { rows: unknown[][] }
  }
  // `_row` comes first, and is nobody's column.
  const rows = preview.rows.map((row) => row.slice(1))
  return { schema: table.schema, rows: table.rows, preview: rows, readAt: at.toISOString() }
}

/**
 * Asks the database, through a worker, for the first rows of a query, and remembers what they are like.
 * @throws UserError for what is wrong with the query or the connection
 */
export async function describeQuery(
  deps: { db: Database; store: Pick<FolderStore, 'getBytes'>; workflows: WorkflowClient },
  query: { connection: string; query: string },
): Promise<QueryReadingView> {
  await deps.workflows.describeQuery(query)
  const reading = await getReading(deps, querySourceKey(query))
  if (!reading)
    throw new UserError('not_found', 'The connection was changed while the query was read. Try again.')
  return reading
}

/** The columns that the queries of a drawing are known to have. */
export async function findQuerySources(
  db: Database,
  document: PipelineDocument,
): Promise<Record<string, TableSchema>> {
  const keys = document.nodes.flatMap((node) => {
    if (node.type !== postgres.type) return []
    const params = postgres.params.safeParse(node.params)
    return params.success && params.data.connection !== '' ? [querySourceKey(params.data)] : []
  })
  if (keys.length === 0) return {}
  const rows = await db.select().from(cacheEntries).where(inArray(cacheEntries.key, keys))
  return Object.fromEntries(
    rows.flatMap(({ key, outputs: { table } }) => (table?.port === 'table' ? [[key, table.schema]] : [])),
  )
}
