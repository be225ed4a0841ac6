import type { NodeRunView, RunDetail } from '../../../server/views.ts'

type PlanNodes = RunDetail['planNodes']
type Times = Pick<NodeRunView, 'startedAt' | 'finishedAt'>
type Nodes = Readonly<Record<string, Times | undefined>>

const timeOf = (iso: string | null | undefined): number | undefined => (iso ? Date.parse(iso) : undefined)

/** What it takes something from, or waits for a signal of. */
const sourcesOf = ({ inputs, when = [] }: PlanNodes[number]): string[] =>
  [...Object.values(inputs), ...when].map(({ node }) => node)

/** When everything that a node takes something from had finished; the start of the run for a source. */
function readyAt(
  plan: PlanNodes[number],
  nodes: Nodes,
  run: { startedAt: string | null },
): number | undefined {
  const ends = sourcesOf(plan).map((node) => timeOf(nodes[node]?.finishedAt))
  if (ends.length === 0) return timeOf(run.startedAt)
  return ends.some((end) => end === undefined) ? undefined : Math.max(...(ends as number[]))
}

/** How long a node that could have started waited for a worker, ms; undefined before it started. */
export function queueMs(
  plan: PlanNodes[number],
  nodes: Nodes,
  run: { startedAt: string | null },
): number | undefined {
  const started = timeOf(nodes[plan.id]?.startedAt)
  const ready = readyAt(plan, nodes, run)
  return started === undefined || ready === undefined ? undefined : Math.max(0, started - ready)
}

/**
 * The nodes that the run could not have been quicker without: from the one that ended last, back over whichever input
 * or signal came last. Empty before anything has ended.
 */
export function criticalPath(planNodes: PlanNodes, nodes: Nodes): ReadonlySet<string> {
  const plans = new Map(planNodes.map((plan) => [plan.id, plan]))
  const latest = (ids: readonly string[]): string | undefined => {
    const ended = ids.flatMap((id) => {
      const end = timeOf(nodes[id]?.finishedAt)
      return end === undefined || !nodes[id]?.startedAt ? [] : [{ id, end }]
    })
    return ended.reduce<{ id: string; end: number } | undefined>(
      (last, each) => (last && last.end >= each.end ? last : each),
      undefined,
    )?.id
  }
  const path = new Set<string>()
  let next = latest([...plans.keys()])
  while (next !== undefined && !path.has(next)) {
    path.add(next)
    const plan = plans.get(next)
    next = plan && latest(sourcesOf(plan))
  }
  return path
}
