import type { NodeProblem } from '../kit/define.ts'

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
  inputs: Readonly<Record<string, { node: string; port: string }>>
  outputs: readonly string[]
  random: boolean
  numeric: boolean
  effect: boolean
  seed: number
  queue: 'cpu' | 'gpu'
}

export interface Plan {
  schemaVersion: 1
  seed: number
  /** In topological order; among equals in the drawing's order. */
  nodes: readonly PlanNode[]
}
