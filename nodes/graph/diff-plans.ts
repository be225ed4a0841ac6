import { canonicalJson } from './canonical-json.ts'
import type { PlanNode, Source } from './plan.ts'

/** What a comparison reads of a plan's node. */
export type ComparableNode = Pick<PlanNode, 'id' | 'type' | 'title' | 'params' | 'inputs'>

/** A setting of a node in every plan; undefined where the plan has no such node, or the node no such setting. */
export interface ComparedField {
  field: string
  values: readonly unknown[]
  differs: boolean
}

/** One node across plans. */
export interface ComparedNode {
  /** The same for all plans: the id in the first plan that has it. */
  key: string
  type: string
  title: string
  /** Its id in every plan; null where the plan doesn't have it. */
  ids: readonly (string | null)[]
  fields: readonly ComparedField[]
  /** What it is fed with in every plan, by nodes across plans: `table ← split.table`; null where there is no node. */
  wires: readonly (readonly string[] | null)[]
  /** It is fed from elsewhere in one plan than in another that has it. */
  rewired: boolean
}

interface Match {
  type: string
  title: string
  nodes: (ComparableNode | null)[]
}

/**
 * Which nodes of several plans are one another's counterparts: first those of the same id and type, then those of the
 * same type and title, then the n-th left over of a type with the n-th left over. Works for runs of one pipeline, where
 * ids tell, and of different ones, where they may not.
 */
function matchNodes(plans: readonly (readonly ComparableNode[])[]): Match[] {
  const matches: Match[] = []
  plans.forEach((plan, at) => {
    const left = new Set(plan)
    const take = (same: (match: Match, node: ComparableNode) => boolean): void => {
      for (const node of left) {
        const match = matches.find((one) => !one.nodes[at] && one.type === node.type && same(one, node))
        if (!match) continue
        match.nodes[at] = node
        left.delete(node)
      }
    }
    take((match, node) => match.nodes.some((other) => other?.id === node.id))
    take((match, node) => match.title === node.title)
    take(() => true)
    for (const node of left) {
      const nodes: Match['nodes'] = plans.map(() => null)
      nodes[at] = node
      matches.push({ type: node.type, title: node.title, nodes })
    }
  })
  return matches
}

const text = (value: unknown): string => (value === undefined ? '' : canonicalJson(value))

const differ = (values: readonly unknown[]): boolean => new Set(values.map(text)).size > 1

function compareFields(nodes: Match['nodes']): ComparedField[] {
  const names = [...new Set(nodes.flatMap((node) => Object.keys(node?.params ?? {})))]
  const has = nodes.map((node) => node !== null)
  return names.map((field) => {
    const values = nodes.map((node) => node?.params[field])
    // A node that is missing has no settings to differ; that it is missing is said once.
    return { field, values, differs: differ(values.filter((_, at) => has[at])) }
  })
}

/** The nodes of several plans side by side, in the order of the plans. Titles are those of the last plan that has it. */
export function comparePlans(plans: readonly (readonly ComparableNode[])[]): ComparedNode[] {
  const matches = matchNodes(plans)
  const keyOf = (match: Match): string => match.nodes.find((node) => node !== null)?.id ?? ''
  const keys = plans.map(
    (_, at) =>
      new Map(matches.flatMap((match) => (match.nodes[at] ? [[match.nodes[at].id, keyOf(match)]] : []))),
  )
  const wire = (at: number, [slot, source]: readonly [string, Source]): string =>
    `${slot} ← ${keys[at]?.get(source.node) ?? source.node}.${source.port}`
  return matches.map((match) => {
    const wires = match.nodes.map((node, at) =>
      node
        ? Object.entries(node.inputs)
            .map((entry) => wire(at, entry))
            .toSorted()
        : null,
    )
    return {
      key: keyOf(match),
      type: match.type,
      title: match.nodes.findLast((node) => node !== null)?.title ?? match.title,
      ids: match.nodes.map((node) => node?.id ?? null),
      fields: compareFields(match.nodes),
      wires,
      rewired: differ(wires.filter((list) => list !== null)),
    }
  })
}

/** How one plan differs from another, in titles of nodes. */
export interface PlanChange {
  added: readonly string[]
  removed: readonly string[]
  changed: readonly string[]
  rewired: readonly string[]
}

/** What is different in the plan at place `at` from the one at place `from`. */
export function changesBetween(nodes: readonly ComparedNode[], from: number, at: number): PlanChange {
  const both = nodes.filter(({ ids }) => ids[from] !== null && ids[at] !== null)
  const titles = (found: readonly ComparedNode[]): string[] => found.map(({ title }) => title)
  return {
    added: titles(nodes.filter(({ ids }) => ids[from] === null && ids[at] !== null)),
    removed: titles(nodes.filter(({ ids }) => ids[from] !== null && ids[at] === null)),
    changed: titles(
      both.filter(({ fields }) => fields.some(({ values }) => differ([values[from], values[at]]))),
    ),
    rewired: titles(both.filter(({ wires }) => differ([wires[from], wires[at]]))),
  }
}
