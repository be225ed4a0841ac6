import { isWithin } from './expand.ts'
import type { GraphProblem, PlanNode } from './plan.ts'

export interface PartialPlanOptions {
  /** Run that the outputs of a node are taken from, by the node's id. */
  pins: ReadonlyMap<string, string>
  /** Run from here: this node and what depends on it are made again, and only what they need runs. */
  from?: string | undefined
}

/** Nodes that a node can't run without, unless its outputs are pinned. */
const needsOf = ({ inputs, when = [], refit, loop }: PlanNode): string[] => [
  ...[...Object.values(inputs), ...when, ...(refit?.given ?? []), ...(loop?.given ?? [])].map(
    ({ node }) => node,
  ),
  ...(refit?.slice ?? loop?.owned ?? []),
]

function spread(start: Iterable<string>, next: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set(start)
  for (const id of reached) for (const other of next.get(id) ?? []) reached.add(other)
  return reached
}

const turned = (edges: ReadonlyMap<string, readonly string[]>): Map<string, string[]> => {
  const back = new Map<string, string[]>()
  for (const [id, others] of edges)
    for (const other of others) back.set(other, [...(back.get(other) ?? []), id])
  return back
}

/** A plan's nodes with pinned outputs in place, without those that nothing needs any more. Order stays as it is. */
function withPins(
  nodes: readonly PlanNode[],
  pins: ReadonlyMap<string, string>,
): { nodes: PlanNode[]; problems: GraphProblem[] } {
  const problems = nodes.flatMap((node): GraphProblem[] => {
    const maker = nodes.find(
      ({ id, refit, loop }) =>
        pins.has(node.id) && (refit?.slice ?? loop?.owned)?.includes(node.id) && !pins.has(id),
    )
    if (!maker) return []
    const message = `*${node.title}* is made again for *${maker.title}*, so its output can't be pinned. Unpin it, or pin *${maker.title}*.`
    return [{ severity: 'error', code: 'pin_refitted', message, nodeId: node.id }]
  })
  const feeding = new Set(nodes.flatMap(needsOf))
  const ends = nodes.filter(({ id }) => pins.has(id) || !feeding.has(id)).map(({ id }) => id)
  const needs = new Map(nodes.map((node) => [node.id, pins.has(node.id) ? [] : needsOf(node)]))
  const wanted = spread(ends, needs)
  const kept = nodes.flatMap((node): PlanNode[] => {
    if (!wanted.has(node.id)) return []
    const pinnedTo = pins.get(node.id)
    if (pinnedTo === undefined) return [node]
    const { refit: _, loop: __, when: ___, ownedBy: ____, merges: _____, waits: ______, ...plain } = node
    return [{ ...plain, inputs: {}, pinnedTo }]
  })
  return { nodes: kept, problems }
}

/** The part of a plan that makes a node and all that depends on it again. */
function fromHere(nodes: readonly PlanNode[], from: readonly string[]): PlanNode[] {
  const needs = new Map(nodes.map((node) => [node.id, needsOf(node)]))
  const again = spread(from, turned(needs))
  const wanted = spread(again, needs)
  return nodes
    .filter(({ id }) => wanted.has(id))
    .map((node) => (again.has(node.id) && !node.pinnedTo ? { ...node, fresh: true as const } : node))
}

/**
 * What of a plan runs, given pins and where it begins. Pure. Problems stand on the node that a person has to change;
 * where there is one, the nodes don't make a plan.
 */
export function partialPlan(
  nodes: readonly PlanNode[],
  { pins, from }: PartialPlanOptions,
): { nodes: readonly PlanNode[]; problems: readonly GraphProblem[] } {
  const { nodes: kept, problems } =
    pins.size === 0 ? { nodes: [...nodes], problems: [] } : withPins(nodes, pins)
  if (from === undefined || problems.length > 0) return { nodes: kept, problems }
  const of = (list: readonly PlanNode[]): PlanNode[] => list.filter(({ id }) => isWithin(id, from))
  const start = of(kept).flatMap(({ id, pinnedTo }) => (pinnedTo ? [] : [id]))
  if (start.length > 0) return { nodes: fromHere(kept, start), problems }
  const [first] = of(nodes)
  const title = first?.title ?? from
  const message =
    of(kept).length > 0
      ? `*${title}* is pinned. Unpin it to run from it.`
      : first
        ? `*${title}* feeds nothing but pinned nodes. Unpin them to run from it.`
        : `There is no node *${title}* to run from.`
  const problem: GraphProblem = {
    severity: 'error',
    code: 'nothing_to_run',
    message,
    ...(first && { nodeId: from }),
  }
  return { nodes: [], problems: [problem] }
}
