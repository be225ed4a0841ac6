import { eq, sql } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { runs } from '../../drizzle/schema.ts'
import type { Plan } from '../../nodes/graph/plan.ts'

/** The output behind a port of a card that stands for several nodes of a run; any other place is itself. */
export async function followCard<T extends { runId: string; nodeId: string; port: string }>(
  db: Database,
  at: T,
): Promise<T> {
  const [row] = await db
    .select({ cards: sql<Plan['cards'] | null>`${runs.plan} -> 'cards'` })
    .from(runs)
    .where(eq(runs.id, at.runId))
  const outputs = row?.cards?.find(({ id }) => id === at.nodeId)?.outputs ?? {}
  const behind = Object.hasOwn(outputs, at.port) ? outputs[at.port] : undefined
  return behind ? { ...at, nodeId: behind.node, port: behind.port } : at
}
