import { and, eq, isNotNull, or, sql as raw, type SQL } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { nodeRuns, runs } from '../../drizzle/schema.ts'
import { isWithin } from '../../nodes/graph/expand.ts'
import type { GraphProblem, Plan } from '../../nodes/graph/plan.ts'
import type { PinView } from '../views.ts'

interface Pin {
  runId: string
  nodeId: string
}

const withOutputs = ({ runId }: Pin, which: SQL | undefined) =>
  and(eq(nodeRuns.runId, runId), which, eq(nodeRuns.iteration, ''), isNotNull(nodeRuns.outputs))

/** What lies inside the card of that id. */
const inCard = ({ nodeId }: Pick<Pin, 'nodeId'>) => raw`starts_with(${nodeRuns.nodeId}, ${`${nodeId}/`})`

/** What a node made in the run that it is pinned to; undefined where that is gone. */
export async function findPinned(db: Database, pin: Pin) {
  const [row] = await db
    .select({ outputs: nodeRuns.outputs, cacheKey: nodeRuns.cacheKey, keyParts: nodeRuns.keyParts })
    .from(nodeRuns)
    .where(withOutputs(pin, eq(nodeRuns.nodeId, pin.nodeId)))
  return row?.outputs ? { ...row, outputs: row.outputs } : undefined
}

/** The runs that pins point to, by number; null where there is no such output any more. In the order of the pins. */
export async function describePins(db: Database, pins: readonly Pin[]): Promise<PinView[]> {
  if (pins.length === 0) return []
  const rows = await db
    .select({ runId: nodeRuns.runId, nodeId: nodeRuns.nodeId, number: runs.number })
    .from(nodeRuns)
    .innerJoin(runs, eq(runs.id, nodeRuns.runId))
    .where(or(...pins.map((pin) => withOutputs(pin, or(eq(nodeRuns.nodeId, pin.nodeId), inCard(pin))))))
  return pins.map((pin) => ({
    ...pin,
    number:
      rows.find(({ runId, nodeId }) => runId === pin.runId && isWithin(nodeId, pin.nodeId))?.number ?? null,
  }))
}

/** Problems of a plan whose pinned outputs are gone. */
export async function checkPins(db: Database, plan: Plan): Promise<GraphProblem[]> {
  const pinned = plan.nodes.flatMap(({ id, title, pinnedTo }) =>
    pinnedTo === undefined ? [] : [{ nodeId: id, title, runId: pinnedTo }],
  )
  const views = await describePins(db, pinned)
  return pinned.flatMap(({ nodeId, title }, at): GraphProblem[] => {
    if (views[at]?.number !== null) return []
    const message = `The output that *${title}* is pinned to is gone. Unpin it to make it again.`
    return [{ severity: 'error', code: 'pin_gone', message, nodeId }]
  })
}
