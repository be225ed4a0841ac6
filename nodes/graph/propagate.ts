import type { AnyNodeDefinition, NodeProblem, SchemaContext } from '../kit/define.ts'
import { gatherSlots, slotOf } from '../kit/many.ts'
import type { PortSchema } from '../kit/ports.ts'
import { bypass } from './bypass.ts'
import type { Bypass } from './bypass.ts'
import { definitionsFor } from './components.ts'
import type { DocumentEdge, DocumentNode, PipelineDocument, SearchRange } from './document.ts'
import { expand } from './expand.ts'
import type { Expanded } from './expand.ts'
import { findIn, findPort, inferSchema } from './registry.ts'
import type { Registry } from './registry.ts'
import type { InputValues, Params } from './resolve-params.ts'
import { resolveParams } from './resolve-params.ts'
import type { Topology } from './topology.ts'
import { createTopology, findCyclicParts, topologicalOrder } from './topology.ts'

type Schemas = Readonly<Record<string, PortSchema | undefined>>

/** What is known of one node while it is drawn. */
export interface NodeSchemas {
  definition: AnyNodeDefinition
  /** Resolved and parsed; where a field is wrong its default stands in. */
  params: Params
  /** Search ranges by field. */
  search: Readonly<Record<string, SearchRange>>
  /** By port (or slot of a port that takes several, see kit/many); undefined where nothing is connected, or nothing is known upstream. */
  inputs: Schemas
  outputs: Schemas
  /** Of its parameters and of its columns, not of its connections. */
  problems: readonly NodeProblem[]
}

export interface Propagation extends Bypass {
  /** With the inner nodes of the pipelines that it uses; what is said of nodes here is said of these. */
  expanded: Expanded
  /** By node id; a node of an unknown type is absent. */
  nodes: ReadonlyMap<string, NodeSchemas>
  /** Disabled nodes: what arrives at them, and what would leave them. Nothing of it goes further. */
  aside: ReadonlyMap<string, NodeSchemas>
  topology: Topology
  /** Node ids, sources first; complete even where the drawing goes round in a circle. */
  order: readonly string[]
  cyclicParts: readonly (readonly string[])[]
  /** What the next call compares with. */
  made: ReadonlyMap<string, DocumentNode>
  options: PropagateOptions
  /** The document's declared inputs. */
  declared: PipelineDocument['inputs']
}

export interface PropagateOptions {
  definitions: Registry
  context: SchemaContext
  /** Values for the pipeline's inputs; without them their defaults. */
  inputs?: InputValues | undefined
}

const NONE: Schemas = {}

/**
 * Schemas along the edges: what arrives at and leaves every port of a drawing, however unfinished it is. Given the
 * result of an earlier call, a node whose parameters and inputs are the same objects keeps its earlier result, so a
 * change costs as much as what depends on it.
 */
export function propagate(
  drawn: PipelineDocument,
  call: PropagateOptions,
  previous?: Propagation,
): Propagation {
  const options = { ...call, definitions: definitionsFor(drawn, call.definitions) }
  const document = expand(drawn, options.definitions)
  const bypassed = bypass(document, options.definitions)
  const { drawing, arriving } = bypassed
  const topology = createTopology(drawing)
  const cyclicParts = findCyclicParts(topology)
  const order = topologicalOrder(topology, cyclicParts)
  const circle = new Map(cyclicParts.flatMap((part, at) => part.map((id) => [id, at] as const)))
  const made = new Map<string, DocumentNode>()
  for (const node of drawing.nodes) if (!made.has(node.id)) made.set(node.id, node)
  const comparable =
    previous?.options.definitions === options.definitions &&
    previous.options.context === options.context &&
    previous.options.inputs === options.inputs &&
    previous.declared === document.inputs

  const nodes = new Map<string, NodeSchemas>()
  for (const id of order) {
    const node = made.get(id)
    const definition = node && findIn(options.definitions, node.type)
    if (!node || !definition) continue
    const inCircle = circle.get(id)
    const inputs = arrivingAt(definition, topology.incoming.get(id) ?? [], (edge) =>
      // Nothing can be known of what comes round the circle itself.
      inCircle !== undefined && circle.get(edge.from.node) === inCircle
        ? undefined
        : nodes.get(edge.from.node),
    )
    const before = comparable ? previous.made.get(id) : undefined
    const earlier = before && previous?.nodes.get(id)
    if (before && earlier && isSameNode(before, node) && isSameSchemas(earlier.inputs, inputs)) {
      nodes.set(id, earlier)
    } else {
      nodes.set(id, inferNode(node, definition, { inputs, declared: document.inputs, options }))
    }
  }
  const aside = new Map<string, NodeSchemas>()
  for (const node of document.nodes) {
    const definition = node.disabled ? findIn(options.definitions, node.type) : undefined
    if (!definition) continue
    const edges = arriving.filter((edge) => edge.to.node === node.id)
    const inputs = arrivingAt(definition, edges, (edge) => nodes.get(edge.from.node))
    aside.set(node.id, inferNode(node, definition, { inputs, declared: document.inputs, options }))
  }
  return {
    ...bypassed,
    expanded: document,
    nodes,
    aside,
    topology,
    order,
    cyclicParts,
    made,
    options,
    declared: document.inputs,
  }
}

const isSameNode = (a: DocumentNode, b: DocumentNode): boolean =>
  a === b || (a.params === b.params && a.type === b.type && a.version === b.version)

const isSameSchemas = (a: Schemas, b: Schemas): boolean => {
  const ports = Object.keys(a)
  return ports.length === Object.keys(b).length && ports.every((port) => a[port] === b[port])
}

/** The schemas at a node's input ports; an edge of the wrong type brings nothing. */
function arrivingAt(
  definition: AnyNodeDefinition,
  edges: readonly DocumentEdge[],
  upstream: (edge: DocumentEdge) => NodeSchemas | undefined,
): Schemas {
  const inputs: Record<string, PortSchema | undefined> = {}
  for (const edge of edges) {
    const to = findPort(definition.inputs, edge.to.port)
    const slot = to && freeSlot(inputs, edge.to.port, to.many)
    if (!to || slot === undefined) continue
    const source = upstream(edge)
    const from = source && findPort(source.definition.outputs, edge.from.port)
    inputs[slot] = from?.type === to.type ? source?.outputs[edge.from.port] : undefined
  }
  return inputs
}

function freeSlot(taken: Schemas, port: string, many: boolean): string | undefined {
  if (!many) return Object.hasOwn(taken, port) ? undefined : port
  let index = 0
  while (Object.hasOwn(taken, slotOf(port, index))) index++
  return slotOf(port, index)
}

function inferNode(
  node: DocumentNode,
  definition: AnyNodeDefinition,
  call: { inputs: Schemas; declared: PipelineDocument['inputs']; options: PropagateOptions },
): NodeSchemas {
  const { inputs, declared, options } = call
  const resolved = resolveParams(node, definition, { declared, values: options.inputs })
  const result = inferSchema(definition, {
    inputs: gatherSlots(definition.inputs, inputs),
    params: resolved.params,
    context: options.context,
  })
  const broken = new Set(
    resolved.problems.filter(({ severity }) => severity === 'error').map(({ field }) => field),
  )
  // A field that is wrong in itself has said so; what its stand-in would lead to is not worth saying.
  const found = (result.problems ?? []).filter(({ field }) => field === undefined || !broken.has(field))
  const outputs = Object.keys(result.outputs).length === 0 ? NONE : result.outputs
  return {
    definition,
    params: resolved.params,
    search: resolved.search,
    inputs,
    outputs,
    problems: [...resolved.problems, ...found],
  }
}
