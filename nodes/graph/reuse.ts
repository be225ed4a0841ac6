import { componentKey, componentOf, componentType, definitionsFor, describeComponent } from './components.ts'
import { edgeKey } from './document.ts'
import type { DocumentEdge, DocumentNode, PipelineComponent, PipelineDocument } from './document.ts'
import { referenceOf } from './pipeline-inputs.ts'
import { findIn, findPort } from './registry.ts'
import type { Registry } from './registry.ts'

type Endpoint = DocumentEdge['from']

/** Pure edits of the cards that stand for pipelines. */

/** A drawing without embedded pipelines that no node stands for, and without ports of nodes that are gone. */
export function tidied(document: PipelineDocument): PipelineDocument {
  const { components, ports } = document
  const types = new Set(document.nodes.map(({ type }) => type))
  const used = Object.entries(components ?? {}).filter(([key]) => types.has(componentType(key)))
  const ids = new Set(document.nodes.map(({ id }) => id))
  const here = ({ node }: Endpoint): boolean => ids.has(node)
  const kept = ports && {
    inputs: ports.inputs
      .map((port) => (port.to.every(here) ? port : { ...port, to: port.to.filter(here) }))
      .filter(({ to }) => to.length > 0),
    outputs: ports.outputs.filter(({ from }) => here(from)),
  }
  const sameComponents = used.length === Object.keys(components ?? {}).length
  const samePorts =
    !ports ||
    !kept ||
    (kept.outputs.length === ports.outputs.length &&
      kept.inputs.length === ports.inputs.length &&
      kept.inputs.every((port, at) => port === ports.inputs[at]))
  if (sameComponents && samePorts) return document
  const { components: _, ports: __, ...rest } = document
  const noPorts = kept && kept.inputs.length === 0 && kept.outputs.length === 0
  return {
    ...rest,
    ...(used.length > 0 && { components: sameComponents ? components : Object.fromEntries(used) }),
    ...(kept && !noPorts && { ports: samePorts ? ports : kept }),
  }
}

/** A drawing with a pipeline embedded under a key; the very same where it is there. */
function embed(document: PipelineDocument, key: string, component: PipelineComponent): PipelineDocument {
  if (document.components && Object.hasOwn(document.components, key)) return document
  return { ...document, components: { ...document.components, [key]: component } }
}

/** Names of ports that every node has. */
const isImplicit = (port: string): boolean => port === 'when' || port === 'failed'

/** The key of a pipeline in the drawings that it is embedded in. */
export const keyFor = ({ pipelineId, version, title }: PipelineComponent): string =>
  componentKey(pipelineId ?? (title.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 40) || 'node'), version)

/** A saved pipeline as a node of a drawing: the drawing with it embedded, and the type that stands for it. */
export function withComponent(
  document: PipelineDocument,
  component: PipelineComponent,
): { document: PipelineDocument; type: string } {
  const key = keyFor(component)
  return { document: embed(document, key, component), type: componentType(key) }
}

/**
 * Puts the nodes of a pipeline in the place of its card. They keep their ids where these are free; `freeId` makes
 * others. Returns the very same document where the node is no such card.
 */
export function dissolve(
  document: PipelineDocument,
  cardId: string,
  freeId: (type: string, taken: ReadonlySet<string>) => string,
): { document: PipelineDocument; ids: readonly string[] } {
  const card = document.nodes.find(({ id }) => id === cardId)
  const component = card && componentOf(document, card.type)
  if (!card || !component) return { document, ids: [] }
  const inner = component.document
  const left = Math.min(...inner.nodes.map(({ position }) => position.x))
  const top = Math.min(...inner.nodes.map(({ position }) => position.y))
  const taken = new Set(document.nodes.flatMap(({ id }) => (id === cardId ? [] : [id])))
  const ids = new Map<string, string>()
  for (const node of inner.nodes) {
    const id = taken.has(node.id) ? freeId(node.type, taken) : node.id
    taken.add(id)
    ids.set(node.id, id)
  }
  const at = ({ node, port }: Endpoint): Endpoint => ({ node: ids.get(node) ?? node, port })
  const valueOf = (value: DocumentNode['params'][string]): DocumentNode['params'][string] => {
    const name = referenceOf(value)
    const declared = name === undefined || !Object.hasOwn(inner.inputs, name) ? undefined : inner.inputs[name]
    if (name === undefined || !declared) return value
    return card.params[name] ?? declared.default
  }
  const nodes = inner.nodes.map((node): DocumentNode => {
    const salt = [card.seedSalt, node.seedSalt].filter((each) => each !== undefined).join('/')
    return {
      ...node,
      id: ids.get(node.id) ?? node.id,
      position: {
        x: card.position.x + node.position.x - left,
        y: card.position.y + node.position.y - top,
      },
      params: Object.fromEntries(
        Object.entries(node.params).map(([field, value]) => [field, valueOf(value)]),
      ),
      ...(salt !== '' && { seedSalt: salt }),
      ...(card.disabled && { disabled: true }),
      ...(card.onError && { onError: card.onError }),
    }
  })
  const { inputs = [], outputs = [] } = inner.ports ?? {}
  const outOf = (end: Endpoint): Endpoint | undefined => {
    if (end.node !== cardId) return end
    const from = outputs.find(({ name }) => name === end.port)?.from
    return from && at(from)
  }
  const into = (end: Endpoint): Endpoint[] => {
    if (end.node !== cardId) return [end]
    const all = end.port === 'when' ? inner.nodes.map(({ id }) => ({ node: id, port: end.port })) : []
    return (inputs.find(({ name }) => name === end.port)?.to ?? all).map(at)
  }
  const outer = document.edges.flatMap(({ from, to }): DocumentEdge[] => {
    const start = outOf(from)
    return start ? into(to).map((end) => ({ from: start, to: end })) : []
  })
  const whole: PipelineDocument = {
    ...document,
    nodes: document.nodes.flatMap((node) => (node === card ? nodes : [node])),
    edges: [...outer, ...inner.edges.map(({ from, to }) => ({ from: at(from), to: at(to) }))],
    groups: document.groups.map((group) => ({
      ...group,
      nodes: group.nodes.flatMap((id) => (id === cardId ? [...ids.values()] : [id])),
    })),
    ...(inner.components && { components: { ...inner.components, ...document.components } }),
    ...(document.ports && {
      ports: {
        inputs: document.ports.inputs.map((port) => ({ ...port, to: port.to.flatMap(into) })),
        outputs: document.ports.outputs.map((port) => ({ ...port, from: outOf(port.from) ?? port.from })),
      },
    }),
  }
  return { document: tidied(whole), ids: [...ids.values()] }
}

/** What would go if a card stood for another version of its pipeline. */
export interface ComponentChange {
  /** Edges at ports that are no more. */
  edges: readonly DocumentEdge[]
  /** Titles of those ports, and of the ports that are new. */
  lost: readonly string[]
  added: readonly string[]
  /** Parameters that are no more, though the card sets them, and those that are new; by title. */
  lostParameters: readonly string[]
  addedParameters: readonly string[]
}

/** What an update would change for some cards of one pipeline. */
export function compareComponent(
  document: PipelineDocument,
  cardIds: readonly string[],
  newer: PipelineComponent,
  base: Registry,
): ComponentChange {
  const definition = describeComponent(withComponent(document, newer).type, newer, base)
  const definitions = definitionsFor(document, base)
  const cards = document.nodes.filter(({ id }) => cardIds.includes(id))
  const old = findIn(definitions, cards[0]?.type ?? '')
  const before = cards[0] && componentOf(document, cards[0].type)
  const fits = (from: 'inputs' | 'outputs', port: string): boolean => {
    const spec = findPort(definition[from], port)
    const own = old && findPort(old[from], port)
    return spec !== undefined && (own === undefined || own.type === spec.type)
  }
  const ids = new Set(cards.map(({ id }) => id))
  const portTitles = (one: typeof old, other: typeof old): string[] =>
    (['inputs', 'outputs'] as const).flatMap((side) =>
      Object.entries(one?.[side] ?? {}).flatMap(([name, { type, title }]) =>
        other && findPort(other[side], name)?.type === type ? [] : [title],
      ),
    )
  const has = (inputs: PipelineDocument['inputs'] | undefined, name: string): boolean =>
    inputs !== undefined && Object.hasOwn(inputs, name)
  const now = newer.document.inputs
  const then = before?.document.inputs
  const set = new Set(cards.flatMap(({ params }) => Object.keys(params)))
  return {
    edges: document.edges.filter(
      ({ from, to }) =>
        (ids.has(from.node) && !isImplicit(from.port) && !fits('outputs', from.port)) ||
        (ids.has(to.node) && !isImplicit(to.port) && !fits('inputs', to.port)),
    ),
    lost: portTitles(old, definition),
    added: portTitles(definition, old),
    lostParameters: [...set].filter((name) => !has(now, name)).map((name) => then?.[name]?.title ?? name),
    addedParameters: Object.entries(now).flatMap(([name, { title }]) =>
      has(then, name) ? [] : [title ?? name],
    ),
  }
}

/** Lets cards stand for another version of their pipeline. Edges at ports that are no more go, and so do settings. */
export function updateCards(
  document: PipelineDocument,
  cardIds: readonly string[],
  newer: PipelineComponent,
  base: Registry,
): PipelineDocument {
  const gone = new Set(compareComponent(document, cardIds, newer, base).edges.map(edgeKey))
  const { document: embedded, type } = withComponent(document, newer)
  const nodes = document.nodes.map((node) => {
    if (!cardIds.includes(node.id)) return node
    const params = Object.entries(node.params).filter(([name]) => Object.hasOwn(newer.document.inputs, name))
    return { ...node, type, version: newer.version, params: Object.fromEntries(params) }
  })
  const edges = gone.size === 0 ? document.edges : document.edges.filter((edge) => !gone.has(edgeKey(edge)))
  return tidied({ ...embedded, nodes, edges })
}

/** Whether a pipeline uses itself, at any depth, once a component stands in it. */
export function contains(document: PipelineDocument, pipelineId: string): boolean {
  return Object.values(document.components ?? {}).some(
    (component) => component.pipelineId === pipelineId || contains(component.document, pipelineId),
  )
}
