import { and, eq, ne } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { nodeRuns } from '../../drizzle/schema.ts'
import { type GatheredItem, type GatherReport, itemOf } from '../../nodes/kit/loops.ts'
import type { PortValue } from '../../nodes/kit/values.ts'

const numberOf = (iteration: string): number => Number(iteration.slice(iteration.indexOf(':') + 1))

/** The items of a loop as they stand, in their order; what *Gather* reports once it is done. */
export async function listItems(
  db: Database,
  { runId, nodeId }: { runId: string; nodeId: string },
): Promise<GatherReport> {
  const rows = await db
    .select()
    .from(nodeRuns)
    .where(and(eq(nodeRuns.runId, runId), eq(nodeRuns.nodeId, nodeId), ne(nodeRuns.iteration, '')))
  const items = rows
    .toSorted((a, b) => numberOf(a.iteration) - numberOf(b.iteration))
    .map((row): GatheredItem => {
      const values: PortValue[] = Object.values(row.outputs ?? {})
      const took = row.startedAt && !row.cachedFromRunId ? (row.finishedAt ?? new Date()) : null
      return {
        label: itemOf({ settings: row.settings ?? {} })?.label ?? row.iteration,
        state: row.state,
        durationMs: took && row.startedAt ? took.getTime() - row.startedAt.getTime() : 0,
        rows: values.find((value) => value.port === 'table')?.rows ?? null,
        metrics: values.find((value) => value.port === 'report')?.metrics ?? {},
        error: row.error?.message ?? null,
      }
    })
  return { items, metricNames: [...new Set(items.flatMap(({ metrics }) => Object.keys(metrics)))] }
}
