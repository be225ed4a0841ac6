import type { PortSpec, PortType } from '../kit/ports.ts'
import type { DocumentEdge, PipelineDocument } from './document.ts'
import { findIn, findInput, findOutput } from './registry.ts'
import type { Registry } from './registry.ts'
import { createTopology, findPath } from './topology.ts'

export type Endpoint = DocumentEdge['from']

export type Connectable = { ok: true } | { ok: false; reason: string }

/** Port types with their article, for messages. */
export const portTypeWords: Readonly<Record<PortType, string>> = {
  table: 'a table',
  transform: 'a fitted transform',
  blueprint: 'a blueprint',
  model: 'a model',
  report: 'a report',
  signal: 'a signal',
}

/** Why two ports don't fit, in words; undefined where they do. */
export function portMismatch(
  from: PortSpec,
  to: PortSpec,
  names: { from: string; to: string },
): string | undefined {
  if (from.type === to.type) return undefined
  const hint = from.type === 'blueprint' && to.type === 'model' ? ' Put Train between them.' : ''
  return `*${names.from}* gives ${portTypeWords[from.type]} there, and *${names.to}* takes ${portTypeWords[to.type]}.${hint}`
}

/** Names of nodes in a circle: `A → B → A`. */
export const circleInWords = (names: readonly string[]): string =>
  names.map((name) => `*${name}*`).join(' → ')

type Drawing = Pick<PipelineDocument, 'nodes' | 'edges'>

/** What a node is called on its card. */
export function nodeTitle(node: { type: string; title?: string | undefined }, definitions: Registry): string {
  return node.title || (findIn(definitions, node.type)?.title ?? node.type)
}

/**
 * Whether an output may be connected to an input, and if not, why, in words. With `replace` an input that is taken may
 * be connected anew (the caller then removes the edge that was there).
 */
export function canConnect(
  document: Drawing,
  ends: { from: Endpoint; to: Endpoint; replace?: boolean },
  definitions: Registry,
): Connectable {
  const no = (reason: string): Connectable => ({ ok: false, reason })
  const { from, to } = ends
  const source = document.nodes.find(({ id }) => id === from.node)
  const target = document.nodes.find(({ id }) => id === to.node)
  if (!source || !target) return no('One of the two nodes is gone.')
  const names = { from: nodeTitle(source, definitions), to: nodeTitle(target, definitions) }
  const output = findOutput(findIn(definitions, source.type), from.port)
  const input = findInput(findIn(definitions, target.type), to.port)
  if (!output) return no(`*${names.from}* has no output *${from.port}*.`)
  if (!input) return no(`*${names.to}* has no input *${to.port}*.`)
  if (from.node === to.node) return no('A node cannot feed itself.')
  const mismatch = portMismatch(output, input, names)
  if (mismatch !== undefined) return no(mismatch)
  const taking = document.edges.filter((edge) => edge.to.node === to.node && edge.to.port === to.port)
  if (taking.some((edge) => edge.from.node === from.node && edge.from.port === from.port)) {
    return no('These two are connected already.')
  }
  if (taking.length > 0 && !input.many && !ends.replace) {
    return no(`*${input.title}* of *${names.to}* is connected already. Remove that connection first.`)
  }
  const circle = findPath(createTopology(document), to.node, from.node)
  if (circle) {
    const titles = new Map(document.nodes.map((node) => [node.id, nodeTitle(node, definitions)]))
    const round = [from.node, ...circle].map((id) => titles.get(id) ?? id)
    return no(`That would go round in a circle: ${circleInWords(round)}.`)
  }
  return { ok: true }
}
