import { definitionsFor } from './components.ts'
import { nodeTitle } from './connect.ts'
import { edgeKey } from './document.ts'
import type {
  DocumentEdge,
  DocumentNode,
  PipelineComponent,
  PipelineDocument,
  PipelinePorts,
} from './document.ts'
import { referenceOf } from './pipeline-inputs.ts'
import { findIn, findInput, findOutput } from './registry.ts'
import type { Registry } from './registry.ts'
import { tidied, withComponent } from './reuse.ts'

type Endpoint = DocumentEdge['from']

const keyOf = ({ node, port }: Endpoint): string => `${node}.${port}`

/** Names of ports that every node has. */
const reserved = ['when', 'failed']

/** A name for a port, of letters that a name may have, that is not taken yet. */
export function freePortName(wanted: string, taken: ReadonlySet<string>): string {
  const base =
    wanted
      .replaceAll(/[^A-Za-z0-9_-]+/g, '-')
      .replaceAll(/^[-_]+|-+$/g, '')
      .slice(0, 56) || 'port'
  for (let count = 1; ; count++) {
    const name = count === 1 ? base : `${base}-${count}`
    if (!taken.has(name) && !reserved.includes(name)) return name
  }
}

export interface Extracted {
  /** The chosen nodes as a drawing of their own, with `ports`. */
  document: PipelineDocument
  /** The input of the new pipeline that stands for each edge into it, by `edgeKey`; likewise outputs. */
  inputs: ReadonlyMap<string, string>
  outputs: ReadonlyMap<string, string>
}

/**
 * Chosen nodes as a pipeline to be used as a node. What came from outside comes in by a port for each source, and so
 * does what a required input still lacks; what went outside, or nowhere yet, goes out by a port for each output.
 * Parameters of the drawing that the nodes take become those of the pipeline.
 */
export function extract(document: PipelineDocument, ids: readonly string[], base: Registry): Extracted {
  const definitions = definitionsFor(document, base)
  const chosen = new Set(ids)
  const nodes = document.nodes
    .filter((node) => chosen.has(node.id))
    // A pin is to a run of this drawing.
    .map((pinned) => {
      const { pin: _, ...node } = pinned
      return node
    })
  const within = document.edges.filter(({ from, to }) => chosen.has(from.node) && chosen.has(to.node))
  const into = document.edges.filter(({ from, to }) => !chosen.has(from.node) && chosen.has(to.node))
  const outOf = document.edges.filter(({ from, to }) => chosen.has(from.node) && !chosen.has(to.node))
  const definitionOf = (id: string) => findIn(definitions, nodes.find((node) => node.id === id)?.type ?? '')
  const ports: PipelinePorts = { inputs: [], outputs: [] }
  const taken = { inputs: new Set<string>(), outputs: new Set<string>() }
  const titles = { inputs: new Set<string>(), outputs: new Set<string>() }
  const label = (side: 'inputs' | 'outputs', end: Endpoint): { name: string; title: string } => {
    const definition = definitionOf(end.node)
    const spec = side === 'inputs' ? findInput(definition, end.port) : findOutput(definition, end.port)
    const node = nodes.find((each) => each.id === end.node)
    const plain = spec?.title ?? end.port
    const title = titles[side].has(plain) && node ? `${nodeTitle(node, definitions)}: ${plain}` : plain
    const name = freePortName(end.port, taken[side])
    taken[side].add(name)
    titles[side].add(title)
    return { name, title }
  }

  const inputs = new Map<string, string>()
  for (const source of new Set(into.map(({ from }) => keyOf(from)))) {
    const edges = into.filter(({ from }) => keyOf(from) === source)
    const [first] = edges
    if (!first) continue
    const port = { ...label('inputs', first.to), to: edges.map(({ to }) => to) }
    ports.inputs.push(port)
    for (const edge of edges) inputs.set(edgeKey(edge), port.name)
  }
  for (const node of nodes) {
    for (const [port, spec] of Object.entries(definitionOf(node.id)?.inputs ?? {})) {
      const fed = [...within, ...into].some(({ to }) => to.node === node.id && to.port === port)
      const to = { node: node.id, port }
      if (!spec.optional && !fed) ports.inputs.push({ ...label('inputs', to), to: [to] })
    }
  }

  const outputs = new Map<string, string>()
  const open = nodes.flatMap((node): Endpoint[] => {
    if (document.edges.some(({ from }) => from.node === node.id)) return []
    return Object.keys(definitionOf(node.id)?.outputs ?? {}).map((port) => ({ node: node.id, port }))
  })
  for (const from of [...outOf.map((edge) => edge.from), ...open]) {
    if (ports.outputs.some((port) => keyOf(port.from) === keyOf(from))) continue
    ports.outputs.push({ ...label('outputs', from), from })
  }
  for (const edge of outOf) {
    const port = ports.outputs.find((each) => keyOf(each.from) === keyOf(edge.from))
    if (port) outputs.set(edgeKey(edge), port.name)
  }

  const names = new Set(nodes.flatMap(({ params }) => Object.values(params).map(referenceOf)))
  const { notes: _, components, ...rest } = document
  const extracted: PipelineDocument = {
    ...rest,
    nodes,
    edges: within,
    inputs: Object.fromEntries(Object.entries(document.inputs).filter(([name]) => names.has(name))),
    groups: document.groups.filter(
      (group) => group.nodes.every((id) => chosen.has(id)) && group.nodes.length < nodes.length,
    ),
    ports,
    ...(components && { components }),
  }
  return { document: tidied(extracted), inputs, outputs }
}

/** Replaces the nodes that a pipeline was extracted from by one card that stands for it, wired as they were. */
export function replaceByCard(
  document: PipelineDocument,
  ids: readonly string[],
  call: { component: PipelineComponent; extracted: Extracted; cardId: string },
): PipelineDocument {
  const { component, extracted, cardId } = call
  const chosen = new Set(ids)
  const gone = document.nodes.filter((node) => chosen.has(node.id))
  const embedded = withComponent(document, component)
  const card: DocumentNode = {
    id: cardId,
    type: embedded.type,
    version: component.version,
    // It goes on taking the parameters of the drawing that its nodes took.
    params: Object.fromEntries(Object.keys(component.document.inputs).map((name) => [name, { input: name }])),
    position: {
      x: Math.min(...gone.map(({ position }) => position.x)),
      y: Math.min(...gone.map(({ position }) => position.y)),
    },
  }
  const edges = new Map<string, DocumentEdge>()
  for (const edge of document.edges) {
    const inward = extracted.inputs.get(edgeKey(edge))
    const outward = extracted.outputs.get(edgeKey(edge))
    if (chosen.has(edge.from.node) && chosen.has(edge.to.node)) continue
    const next = {
      from: outward === undefined ? edge.from : { node: cardId, port: outward },
      to: inward === undefined ? edge.to : { node: cardId, port: inward },
    }
    edges.set(edgeKey(next), next)
  }
  const [first] = gone
  const nodes = document.nodes.flatMap((node) =>
    node === first ? [card] : chosen.has(node.id) ? [] : [node],
  )
  const groups = document.groups
    .map((group) => ({
      ...group,
      nodes: [...new Set(group.nodes.map((id) => (chosen.has(id) ? cardId : id)))],
    }))
    // A frame about just these nodes has become the card.
    .filter((group) => group.nodes.some((id) => id !== cardId))
  const own = component.document.ports
  const ports = document.ports && {
    inputs: document.ports.inputs.map((port) => ({
      ...port,
      to: port.to.map((end) => {
        const name = own?.inputs.find(({ to }) => to.some((each) => keyOf(each) === keyOf(end)))?.name
        return chosen.has(end.node) && name !== undefined ? { node: cardId, port: name } : end
      }),
    })),
    outputs: document.ports.outputs.map((port) => {
      const name = own?.outputs.find(({ from }) => keyOf(from) === keyOf(port.from))?.name
      return chosen.has(port.from.node) && name !== undefined
        ? { ...port, from: { node: cardId, port: name } }
        : port
    }),
  }
  return tidied({ ...embedded.document, nodes, edges: [...edges.values()], groups, ...(ports && { ports }) })
}
