import { definitions } from '../definitions.ts'
import { portOfSlot } from '../kit/many.ts'
import type { PipelineDocument } from './document.ts'
import { edgeKey } from './document.ts'
import type { Plan, PlanNode, PlanRefit, Source } from './plan.ts'
import { itemSubplan, outputKey, RefitPlans, type Subplan } from './subplan.ts'

/**
 * What is wrong with a plan of a drawing, for tests; null where it is sound: every node once, after all that it takes
 * from, with the inputs it needs and parameters that its definition accepts, and all that is made again complete.
 */
export function findPlanFault(plan: Plan, document: PipelineDocument): string | null {
  const done = new Map<string, PlanNode>()
  const edges = new Set(document.edges.map(edgeKey))
  const isMade = ({ node, port }: Source) => done.get(node)?.outputs.includes(port) === true
  for (const node of plan.nodes) {
    const { id, inputs, ownedBy, refit, loop } = node
    const definition = definitions[node.type as keyof typeof definitions]
    if (!definition) return `the plan has a node of type ${node.type}`
    const fed = new Set([...Object.keys(inputs).map(portOfSlot), refit?.port])
    for (const [port, spec] of Object.entries(definition.inputs))
      if (!spec.optional && !fed.has(port)) return `${id} lacks ${port}`
    for (const [slot, from] of Object.entries(inputs)) {
      if (!isMade(from)) return `${id}.${slot} comes before ${from.node}`
      if (!edges.has(edgeKey({ from, to: { node: id, port: portOfSlot(slot) } })))
        return `${id}.${slot} is not drawn`
      const owner = done.get(from.node)?.ownedBy
      if (owner !== undefined && owner !== ownedBy) return `${id} waits for ${from.node}, which never runs`
    }
    const params = definition.params.safeParse(node.params)
    if (!params.success) return `${id} has parameters of another type`
    for (const from of refit?.given ?? loop?.given ?? []) {
      const owner = done.get(from.node)?.ownedBy
      if (!isMade(from) || (owner !== undefined && owner !== ownedBy))
        return `${id} is given ${outputKey(from)}, which is not there`
    }
    const fault = refit && refitFault(plan.nodes, node, refit)
    if (fault) return `what ${id} has made again: ${fault}`
    const loopFault = loop && subplanFault(itemSubplan(plan.nodes, loop, {}), loop.given.map(outputKey))
    if (loopFault) return `an item of ${id}: ${loopFault}`
    done.set(id, node)
  }
  const orphan = plan.nodes.find(
    ({ id, ownedBy }) =>
      ownedBy !== undefined &&
      !(done.get(ownedBy)?.refit?.owned ?? done.get(ownedBy)?.loop?.owned)?.includes(id),
  )
  if (orphan) return `${orphan.id} is owned by ${orphan.ownedBy}, which does not make it`
  return done.size === document.nodes.length
    ? null
    : `${done.size} of ${document.nodes.length} nodes are planned`
}

function refitFault(nodes: readonly PlanNode[], node: PlanNode, refit: PlanRefit): string | null {
  const plans = new RefitPlans(nodes, node, refit)
  const given = refit.given.map(outputKey)
  if (!refit.search) return subplanFault(plans.fold(0), given)
  const shared = refit.folds ? plans.shared(0) : null
  return (
    (shared && subplanFault(shared, given)) ??
    subplanFault(plans.trial({}), [...given, ...(shared?.want ?? [])]) ??
    subplanFault(plans.final({}), given)
  )
}

function subplanFault(subplan: Subplan, available: readonly string[]): string | null {
  const known = new Set(available)
  const missing = subplan.given.find((key) => !known.has(key))
  if (missing !== undefined) return `${missing} is not given`
  const made = new Set(subplan.given)
  for (const node of subplan.nodes) {
    const absent = Object.values(node.inputs)
      .map(outputKey)
      .find((key) => !made.has(key))
    if (absent !== undefined) return `${node.id} takes ${absent}, which is not there`
    if (node.refit?.search) return `${node.id} would search inside`
    if (node.refit) {
      const plans = new RefitPlans([...subplan.nodes, ...subplan.parts], node, node.refit)
      const fault = subplanFault(plans.fold(0), [...made])
      if (fault) return `inside ${node.id}, ${fault}`
    }
    for (const port of node.outputs) made.add(outputKey({ node: node.id, port }))
  }
  const unmade = subplan.want.find((key) => !made.has(key))
  return unmade === undefined ? null : `${unmade} is wanted and not made`
}
