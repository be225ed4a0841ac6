import { jsonDigest } from '../../nodes/graph/cache-key.ts'
import type { PlanNode } from '../../nodes/graph/plan.ts'
import { itemSubplan, type Subplan } from '../../nodes/graph/subplan.ts'
import type { PortValue } from '../../nodes/kit/values.ts'
import type { Work } from '../../server/runs/node-runs.ts'

type Values = Readonly<Record<string, PortValue>>

export const digestsOf = (values: Values): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, { digest }]) => [name, digest]))

/** What a node that is made again contributes to a digest: all that its result depends on. */
const essence = ({ id, type, version, params, inputs, random, seed }: PlanNode) => ({
  id,
  type,
  version,
  params,
  inputs,
  ...(random && { seed }),
})

/** Digest of what a node has made again, and over what; undefined for a node that refits nothing. */
export function refitScope({ run, node, given }: Work): string | undefined {
  const { refit, loop } = node
  if (loop) {
    const { nodes, parts } = itemSubplan(run.plan.nodes, loop, {})
    const { places, want } = loop
    return jsonDigest({
      loop: { places, want },
      slice: [...nodes, ...parts].map(essence),
      given: digestsOf(given),
    })
  }
  if (!refit) return undefined
  const { nodes } = run.plan
  // What is made again may have more made again itself.
  const made = new Set(refit.slice)
  for (const each of nodes)
    if (refit.slice.includes(each.id)) for (const id of each.refit?.slice ?? []) made.add(id)
  const slice = nodes.filter(({ id }) => made.has(id) && id !== node.id)
  const { want, folds, cut, search, space, model, table } = refit
  return jsonDigest({
    // Trials at a time change which settings are tried, and folds are dealt by the node's seed.
    refit: { want, folds, cut, search, space, model, table, seed: node.seed },
    slice: slice.map(essence),
    given: digestsOf(given),
  })
}

/** The key under which a fold or a trial is kept. */
export const subplanKey = (
  calls: readonly { subplan: Subplan; given: Values }[],
  environment: string,
): string =>
  jsonDigest({
    subplans: calls.map(({ subplan: { deal, nodes, parts, want }, given }) => ({
      deal,
      nodes: nodes.map(essence),
      parts: parts.map(essence),
      want,
      given: digestsOf(given),
    })),
    environment,
  })

/**
 * Outputs of a node by port, and those of the nodes that its search owns by node and port: a key with a dot names the
 * node, too.
 */
export function ownedOf(outputs: Values): {
  own: Record<string, PortValue>
  owned: Record<string, Record<string, PortValue>>
} {
  const own: Record<string, PortValue> = {}
  const owned: Record<string, Record<string, PortValue>> = {}
  for (const [key, value] of Object.entries(outputs)) {
    const dot = key.lastIndexOf('.')
    if (dot < 0) own[key] = value
    else (owned[key.slice(0, dot)] ??= {})[key.slice(dot + 1)] = value
  }
  return { own, owned }
}
