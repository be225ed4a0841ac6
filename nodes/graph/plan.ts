import type { NodeProblem } from '../kit/define.ts'
import type { FoldSettings, RefitRequest, SearchPlan } from '../kit/refits.ts'
import type { SearchRange } from './document.ts'

/** A problem of the drawing: always on a node or an edge, so that a person can go there. */
export interface GraphProblem extends NodeProblem {
  nodeId?: string
  /** `edgeKey` of the edge it is about. */
  edge?: string
}

/** One node of an immutable plan: everything the worker needs, nothing it must look up in a registry. */
export interface PlanNode {
  id: string
  type: string
  version: number
  title: string
  /** Resolved and parsed: defaults filled in. */
  params: Readonly<Record<string, unknown>>
  /** Where each input port (or slot, see kit/many) is fed from; an optional port left open is absent. */
  inputs: Readonly<Record<string, Source>>
  outputs: readonly string[]
  random: boolean
  numeric: boolean
  effect: boolean
  seed: number
  queue: 'cpu' | 'gpu'
  /** Signals that must all be given before it runs; it is left out where one is not. */
  when?: readonly Source[]
  /** Runs with whichever of its inputs there are, once all before it have ended. */
  merges?: true
  /** Waits before it runs. */
  waits?: true
  /** Is made again, whatever the cache holds. */
  fresh?: true
  /** Id of the run that its outputs are taken from. */
  pinnedTo?: string
  onError?: 'continue'
  retry?: { readonly attempts?: number; readonly timeoutSeconds?: number }
  /** What is made again before the node runs. */
  refit?: PlanRefit
  /** The loop that it ends. */
  loop?: PlanLoop
  /** The *Tune* or *Gather* that runs it inside its trials or items; it never runs by itself. */
  ownedBy?: string
}

/** An output of a node of the plan. */
export interface Source {
  node: string
  port: string
}

/**
 * The part of a plan that a node has made again: the nodes between the table whose rows are dealt out (or what does not
 * depend on a search range) and a model. Nodes are named by id, so that one description serves at any depth.
 */
export interface PlanRefit {
  want: RefitRequest['want']
  folds: FoldSettings | null
  /** The table whose rows are dealt out; null without folds. */
  cut: Source | null
  /** Nodes that run again, in topological order. */
  slice: readonly string[]
  /** Those of them that depend on a search range; the others run once a fold. */
  owned: readonly string[]
  search: SearchPlan | null
  /** Search ranges by `node.field`. */
  space: Readonly<Record<string, SearchRange>>
  /** The input port that the model goes to; null where the node has itself made again. */
  port: string | null
  /** The model that comes out of the slice, and the table that it reads. */
  model: Source
  table: Source
  /** Outputs from outside the slice that it needs. */
  given: readonly Source[]
}

/** A card of the drawing that stands for several nodes, `<card>/…`, and the outputs behind its ports. */
export interface PlanCard {
  id: string
  title: string
  outputs: Readonly<Record<string, Source>>
}

/** The part of a plan that runs once an item. */
export interface PlanLoop {
  /** The *For each* that it begins with. */
  each: string
  /** Nodes that run once an item, in topological order; none of them runs by itself. */
  owned: readonly string[]
  /** Fields that take the value of an item, by node. */
  places: Readonly<Record<string, readonly string[]>>
  /** What an item hands back. */
  want: readonly Source[]
  /** Outputs from outside that items need; the list of the items first. */
  given: readonly Source[]
}

export interface Plan {
  schemaVersion: 1
  seed: number
  cards?: readonly PlanCard[]
  /** In topological order; among equals in the drawing's order. */
  nodes: readonly PlanNode[]
}
