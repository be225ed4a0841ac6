import { implicitInputs, type implicitOutputs } from '../kit/ports.ts'
import { edgeKey } from './document.ts'
import type { DocumentEdge, DocumentNode, PipelineDocument } from './document.ts'
import { findIn, findInput, findOutput } from './registry.ts'
import type { Registry } from './registry.ts'

type Endpoint = DocumentEdge['from']

/** An input that has lost a wire because a node before it is bypassed. */
export interface CutEdge {
  edge: DocumentEdge
  /** Id of the bypassed node that ends it. */
  by: string
  /** It waited for that node to fail, which now never happens. */
  never: boolean
}

export interface Bypass {
  /** The drawing as it is drawn. */
  drawn: PipelineDocument
  /** The drawing without its disabled nodes; the very same document where none is disabled. */
  drawing: PipelineDocument
  cut: readonly CutEdge[]
  /** What arrives at the disabled nodes themselves. */
  arriving: readonly DocumentEdge[]
}

interface Passage {
  sources: readonly Endpoint[]
  /** Signals that the bypassed nodes on the way wait for: what passes them waits for these instead. */
  whens: readonly Endpoint[]
  cut?: Omit<CutEdge, 'edge'>
}

const WHEN = 'when' satisfies keyof typeof implicitInputs
const DONE = 'done' satisfies keyof typeof implicitOutputs
const FAILED = 'failed' satisfies keyof typeof implicitOutputs

/**
 * A drawing as it runs while some of its nodes are disabled: what arrives at such a node goes on to whatever reads an
 * output of the same port type, from its first input of that type, together with the signals that it waits for. Where
 * it has no such input, or nothing arrives there, the wire ends (`cut`).
 */
export function bypass(document: PipelineDocument, definitions: Registry): Bypass {
  if (!document.nodes.some(({ disabled }) => disabled)) {
    return { drawn: document, drawing: document, cut: [], arriving: [] }
  }
  const nodes = new Map(document.nodes.map((node) => [node.id, node]))
  const into = new Map<string, DocumentEdge[]>()
  for (const edge of document.edges) {
    const list = into.get(edge.to.node)
    if (list) list.push(edge)
    else into.set(edge.to.node, [edge])
  }

  const trace = (from: Endpoint, seen: readonly string[]): Passage => {
    const node = nodes.get(from.node)
    if (!node?.disabled) return { sources: [from], whens: [] }
    const ended = (never: boolean): Passage => ({ sources: [], whens: [], cut: { by: node.id, never } })
    if (from.port === FAILED) return ended(true)
    const port = seen.includes(node.id) ? undefined : passageOf(node, from.port, definitions)
    if (port === undefined) return ended(false)
    const arriving = into.get(node.id) ?? []
    const follow = (input: string): Passage[] =>
      arriving.filter(({ to }) => to.port === input).map((edge) => trace(edge.from, [...seen, node.id]))
    // It is done once all is that it would have taken.
    const before = from.port === DONE ? arriving.filter(({ to }) => to.port !== WHEN) : []
    const through = [
      ...follow(port),
      ...before.map((edge) => trace({ node: edge.from.node, port: DONE }, [...seen, node.id])),
    ]
    const waits = port === WHEN ? [] : follow(WHEN)
    const cut = [...through, ...waits].find((passage) => passage.cut?.never)?.cut
    const sources = through.flatMap((passage) => passage.sources)
    if (cut) return { sources, whens: [], cut }
    if (sources.length === 0 && port !== WHEN) return ended(false)
    return {
      sources,
      whens: [
        ...through.flatMap((passage) => passage.whens),
        ...waits.flatMap((passage) => [...passage.sources, ...passage.whens]),
      ],
    }
  }

  const cut: CutEdge[] = []
  const arriving: DocumentEdge[] = []
  const edges = new Map<string, DocumentEdge>()
  for (const edge of document.edges) {
    const target = nodes.get(edge.to.node)
    const passage = trace(edge.from, [])
    const takesMany = findInput(target && findIn(definitions, target.type), edge.to.port)?.many
    const sources = takesMany ? passage.sources : passage.sources.slice(0, 1)
    const led = sources.map((from) => ({ from, to: edge.to }))
    if (target?.disabled) {
      arriving.push(...led)
      continue
    }
    if (passage.cut) cut.push({ edge, ...passage.cut })
    const waits = passage.whens.map((from) => ({ from, to: { node: edge.to.node, port: WHEN } }))
    for (const each of [...led, ...waits]) edges.set(edgeKey(each), each)
  }
  const drawing = {
    ...document,
    nodes: document.nodes.filter(({ disabled }) => !disabled),
    edges: [...edges.values()],
  }
  return { drawn: document, drawing, cut, arriving }
}

/** The input that stands for an output while a node is bypassed: its first of that port type. */
function passageOf(node: DocumentNode, output: string, definitions: Registry): string | undefined {
  const definition = findIn(definitions, node.type)
  const type = findOutput(definition, output)?.type
  const inputs = Object.entries({ ...definition?.inputs, ...implicitInputs })
  return inputs.find(([, spec]) => spec.type === type)?.[0]
}
