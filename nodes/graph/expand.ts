import { implicitInputs, implicitOutputs } from '../kit/ports.ts'
import { bypass } from './bypass.ts'
import { componentOf, definitionsFor } from './components.ts'
import { nodeTitle } from './connect.ts'
import { edgeKey } from './document.ts'
import type { DocumentEdge, DocumentNode, PipelineComponent, PipelineDocument } from './document.ts'
import { referenceOf } from './pipeline-inputs.ts'
import type { GraphProblem } from './plan.ts'
import type { Registry } from './registry.ts'

type Endpoint = DocumentEdge['from']

/** A node of an expanded drawing. */
export type ExpandedNode = DocumentNode & {
  /** What its random numbers are made of: its id in its own pipeline, so that reuse changes no number. */
  seedId?: string
}

/** A card that stands for a pipeline, and what became of it. */
export interface Card {
  id: string
  title: string
  /** The inner ports behind its own, by name. */
  inputs: Readonly<Record<string, readonly Endpoint[]>>
  outputs: Readonly<Record<string, Endpoint>>
  /** Names of its parameters, by `<inner id>.<field>` of what takes them. */
  takes: Readonly<Record<string, string>>
}

export interface Expanded extends PipelineDocument {
  nodes: ExpandedNode[]
  /** Cards that were expanded; those inside of others, too. */
  cards?: readonly Card[]
  /** Problems of the cards themselves. */
  faults?: readonly GraphProblem[]
  /** Keys of the edges as drawn, by those of the edges in their places. */
  drawnEdges?: ReadonlyMap<string, string>
}

const MAX_DEPTH = 8
const MAX_NODES = 10_000

/** The card that a node of an expanded drawing belongs to; the node itself where it stands in the drawing. */
export const outerNodeOf = (id: string): string => id.split('/', 1)[0] as string

/** Whether a node is a certain one, or lies inside the card of that id. */
export const isWithin = (id: string, card: string): boolean => id === card || id.startsWith(`${card}/`)

const [WHEN] = Object.keys(implicitInputs)

const error = (code: string, message: string, at: Partial<GraphProblem>): GraphProblem => ({
  severity: 'error',
  code,
  message,
  ...at,
})

const known = new WeakMap<PipelineDocument, Expanded>()

/**
 * A drawing with the inner nodes of every pipeline that it uses in the place of its card: their ids are
 * `<card>/<inner>`, at any depth; the pipeline's ports are wired through, its parameters have the card's values. A card
 * that can't be expanded stays, and `faults` says why. A disabled card stays as well: what arrives goes past it as a
 * whole. The very same document where nothing is to be expanded. `definitions` name the inner nodes.
 */
export function expand(document: PipelineDocument | Expanded, definitions: Registry): Expanded {
  if (!document.nodes.some((node) => isCard(document, node))) return document
  const before = known.get(document)
  if (before) return before
  const expanded = expandWithin(document, definitionsFor(document, definitions), [])
  known.set(document, expanded)
  return expanded
}

const isCard = (document: PipelineDocument, node: DocumentNode): boolean =>
  !node.disabled && componentOf(document, node.type) !== undefined

function expandWithin(
  document: PipelineDocument,
  definitions: Registry,
  within: readonly string[],
): Expanded {
  const expanded = new Map<string, Inlined>()
  const faults: GraphProblem[] = []
  let size = document.nodes.length
  for (const node of document.nodes) {
    const component = node.disabled ? undefined : componentOf(document, node.type)
    if (!component || expanded.has(node.id)) continue
    const refused = refusal(component, node, within)
    const inlined = refused ? undefined : inline(node, component, definitions, within)
    size += inlined?.nodes.length ?? 0
    if (inlined && size <= MAX_NODES) {
      expanded.set(node.id, inlined)
      faults.push(...inlined.faults)
    } else {
      const tooLarge = `With the nodes inside *${node.title ?? component.title}* the drawing has more than ${MAX_NODES} nodes. Use fewer.`
      faults.push(refused ?? error('too_large', tooLarge, { nodeId: node.id }))
    }
  }
  const drawnEdges = new Map<string, string>()
  const edges = document.edges.flatMap((edge) => {
    const led = rewire(edge, expanded)
    if ('fault' in led) {
      faults.push(error('port_unknown', led.fault, { nodeId: led.nodeId, edge: edgeKey(edge) }))
      return []
    }
    for (const each of led.edges) if (each !== edge) drawnEdges.set(edgeKey(each), edgeKey(edge))
    return led.edges
  })
  const inlined = [...expanded.values()]
  return {
    ...document,
    nodes: document.nodes.flatMap((node) => expanded.get(node.id)?.nodes ?? [node]),
    edges: [...edges, ...inlined.flatMap((each) => each.edges)],
    cards: inlined.flatMap((each) => [each.card, ...each.cards]),
    faults,
    drawnEdges,
  }
}

function refusal(
  { pipelineId, title }: PipelineComponent,
  node: DocumentNode,
  within: readonly string[],
): GraphProblem | undefined {
  const name = node.title ?? title
  const at = { nodeId: node.id }
  if (pipelineId !== null && within.includes(pipelineId))
    return error('recursion', `*${name}* contains itself. Take it out of its own drawing.`, at)
  if (within.length < MAX_DEPTH) return undefined
  const message = `*${name}* is nested more than ${MAX_DEPTH} pipelines deep. Put its nodes in its place.`
  return error('too_deep', message, at)
}

interface Inlined {
  nodes: ExpandedNode[]
  edges: DocumentEdge[]
  card: Card
  cards: readonly Card[]
  faults: readonly GraphProblem[]
}

const memos = new WeakMap<PipelineComponent, Map<string, { of: DocumentNode; inlined: Inlined }>>()

const sameCard = (a: DocumentNode, b: DocumentNode): boolean =>
  (['type', 'title', 'params', 'seedSalt', 'pin', 'onError', 'retry'] as const).every(
    (key) => a[key] === b[key],
  )

/** The nodes of a component under the ids of a card. The same objects again while the card says the same. */
function inline(
  card: DocumentNode,
  component: PipelineComponent,
  definitions: Registry,
  within: readonly string[],
): Inlined {
  const memo = memos.get(component) ?? new Map<string, { of: DocumentNode; inlined: Inlined }>()
  memos.set(component, memo)
  const key = JSON.stringify([card.id, ...within])
  const before = memo.get(key)
  if (before && sameCard(before.of, card)) return before.inlined
  const inlined = inlineAnew(card, component, definitions, within)
  memo.set(key, { of: card, inlined })
  return inlined
}

function inlineAnew(
  card: DocumentNode,
  component: PipelineComponent,
  definitions: Registry,
  within: readonly string[],
): Inlined {
  const { pipelineId } = component
  const own = definitionsFor(component.document, definitions)
  const inner = expandWithin(
    withoutDisabledCards(component.document, own),
    own,
    // One that is no pipeline here counts for the depth, too.
    [...within, pipelineId ?? `?${within.length}`],
  )
  const id = (of: string): string => `${card.id}/${of}`
  const at = <T extends Endpoint>(end: T): T => ({ ...end, node: id(end.node) })
  const title = card.title ?? component.title
  const takes: Record<string, string> = {}
  // What is pinned in there are runs of the pipeline itself, under other ids.
  const nodes = inner.nodes.map((pinned): ExpandedNode => {
    const { pin: _, ...node } = pinned
    const salt = [card.seedSalt, node.seedSalt].filter((each) => each !== undefined).join('/')
    for (const [field, value] of Object.entries(node.params)) {
      const name = referenceOf(value)
      if (name !== undefined) takes[`${id(node.id)}.${field}`] = name
    }
    return {
      ...node,
      id: id(node.id),
      seedId: node.seedId ?? node.id,
      title: `${title} › ${nodeTitle(node, own)}`,
      params: resolve(node, card, component),
      ...(salt !== '' && { seedSalt: salt }),
      ...(card.pin && { pin: card.pin }),
      ...(card.onError && { onError: card.onError }),
      ...(card.retry && { retry: node.retry ?? card.retry }),
    }
  })
  const ids = new Set(inner.nodes.map((node) => node.id))
  const cards = new Map(inner.cards?.map((each) => [each.id, each]))
  const { inputs = [], outputs = [] } = component.document.ports ?? {}
  const into = ({ node, port }: Endpoint): readonly Endpoint[] =>
    cards.get(node)?.inputs[port] ?? (ids.has(node) ? [{ node, port }] : [])
  const outOf = ({ node, port }: Endpoint): Endpoint | undefined =>
    cards.get(node)?.outputs[port] ?? (ids.has(node) ? { node, port } : undefined)
  return {
    nodes,
    edges: inner.edges.map(({ from, to }) => ({ from: at(from), to: at(to) })),
    card: {
      id: card.id,
      title,
      inputs: Object.fromEntries(inputs.map(({ name, to }) => [name, to.flatMap(into).map(at)])),
      outputs: Object.fromEntries(
        outputs.flatMap(({ name, from }) => {
          const end = outOf(from)
          return end ? [[name, at(end)]] : []
        }),
      ),
      takes,
    },
    cards: (inner.cards ?? []).map((each) => ({
      id: id(each.id),
      title: `${title} › ${each.title}`,
      inputs: Object.fromEntries(Object.entries(each.inputs).map(([name, ends]) => [name, ends.map(at)])),
      outputs: Object.fromEntries(Object.entries(each.outputs).map(([name, end]) => [name, at(end)])),
      takes: Object.fromEntries(Object.entries(each.takes).map(([field, name]) => [id(field), name])),
    })),
    faults: (inner.faults ?? []).map((fault) => error(fault.code, fault.message, { nodeId: card.id })),
  }
}

/** Disabled cards inside a component are bypassed where they stand: outside nobody knows their ports. */
function withoutDisabledCards(document: PipelineDocument, definitions: Registry): PipelineDocument {
  const off = document.nodes.some((node) => node.disabled && componentOf(document, node.type))
  return off ? bypass(document, definitions).drawing : document
}

/** An inner node's parameters with the card's values for those of the pipeline; what is not set has its default. */
function resolve(
  node: DocumentNode,
  card: DocumentNode,
  { document }: PipelineComponent,
): DocumentNode['params'] {
  const entries = Object.entries(node.params)
  if (!entries.some(([, value]) => referenceOf(value) !== undefined)) return node.params
  return Object.fromEntries(
    entries.map(([field, value]) => {
      const name = referenceOf(value)
      if (name === undefined) return [field, value]
      const declared = Object.hasOwn(document.inputs, name) ? document.inputs[name] : undefined
      // A name that the pipeline lacks must not be found among those of the drawing around it.
      if (!declared) return [field, { input: `${card.id}/${name}` }]
      return [field, Object.hasOwn(card.params, name) ? card.params[name] : declared.default]
    }),
  ) as DocumentNode['params']
}

type Rewired = { edges: readonly DocumentEdge[] } | { fault: string; nodeId: string }

/** The edges that stand for one at cards: from the inner output, to every inner input behind the card's port. */
function rewire(edge: DocumentEdge, expanded: ReadonlyMap<string, Inlined>): Rewired {
  const source = expanded.get(edge.from.node)
  const target = expanded.get(edge.to.node)
  if (!source && !target) return { edges: [edge] }
  const from = source ? source.card.outputs[edge.from.port] : edge.from
  if (!from) {
    const title = source?.card.title ?? ''
    const fault = Object.hasOwn(implicitOutputs, edge.from.port)
      ? `*${title}* gives no signal when it fails as a whole. Open it and make a port of *If it fails* of the node that you mean.`
      : `*${title}* has no output *${edge.from.port}*. Remove the connection.`
    return { fault, nodeId: edge.to.node }
  }
  const to = target ? inputsOf(target, edge.to.port) : [edge.to]
  if (!to) {
    const fault = `*${target?.card.title ?? ''}* has no input *${edge.to.port}*. Remove the connection.`
    return { fault, nodeId: edge.to.node }
  }
  return { edges: to.map((end) => ({ from, to: end })) }
}

const inputsOf = ({ card, nodes }: Inlined, port: string): readonly Endpoint[] | undefined => {
  if (Object.hasOwn(card.inputs, port)) return card.inputs[port]
  return port === WHEN ? nodes.map(({ id }) => ({ node: id, port })) : undefined
}

/** A problem of an expanded drawing as one of the drawing: on the card, its parameter or its port. */
export function toDrawn(problem: GraphProblem, { cards = [], drawnEdges }: Expanded): GraphProblem {
  if (cards.length === 0) return problem
  const { nodeId, field, port, edge, ...rest } = problem
  const card = cards.find(({ id }) => nodeId !== undefined && nodeId !== id && id === outerNodeOf(nodeId))
  const drawn =
    edge === undefined ? undefined : (drawnEdges?.get(edge) ?? (edge.includes('/') ? undefined : edge))
  const name = card && field !== undefined ? card.takes[`${nodeId}.${field}`] : field
  const own = card
    ? Object.entries(card.inputs).find(([, ends]) =>
        ends.some((end) => end.node === nodeId && end.port === port),
      )?.[0]
    : port
  return {
    ...rest,
    ...(nodeId !== undefined && { nodeId: outerNodeOf(nodeId) }),
    ...(name !== undefined && { field: name }),
    ...(own !== undefined && { port: own }),
    ...(drawn !== undefined && { edge: drawn }),
  }
}
