import { definitions, findDefinition } from '../definitions.ts'
import { canConnect } from '../../../nodes/graph/connect.ts'
import { findInput, findOutput } from '../../../nodes/graph/registry.ts'
import type { DocumentEdge, PipelineDocument } from '../../../nodes/graph/document.ts'
import { connectPorts } from './actions.ts'
import type { CanvasStore } from './canvas-store.ts'
import type { LooseWire } from './view-slice.ts'
import { say } from '../../i18n/current.ts'

type Endpoint = DocumentEdge['from']

/** The wire that a drag from a port draws; null where there is no such port. */
export function startWire(
  document: PipelineDocument,
  from: { node: string; port: string; side: LooseWire['side'] },
): LooseWire | null {
  const node = document.nodes.find((candidate) => candidate.id === from.node)
  const definition = node && findDefinition(node.type)
  const spec = (from.side === 'source' ? findOutput : findInput)(definition, from.port)
  return spec ? { ...from, type: spec.type } : null
}

export function edgeOf(wire: LooseWire, end: Endpoint): DocumentEdge {
  const own = { node: wire.node, port: wire.port }
  return wire.side === 'source' ? { from: own, to: end } : { from: end, to: own }
}

/** Why a wire may not end at a port; null where it may. */
export function refusalAt(
  document: PipelineDocument,
  wire: LooseWire,
  end: Endpoint & { side: LooseWire['side'] },
): string | null {
  if (wire.node === end.node && wire.port === end.port && wire.side === end.side) return null
  if (wire.side === end.side) return say('A wire goes from an output to an input.')
  const answer = canConnect(document, { ...edgeOf(wire, end), replace: true }, definitions)
  return answer.ok ? null : answer.reason
}

/** A wire dropped on a card, not on a port: it goes to the first port that takes it. Returns why not, or null. */
export function connectToCard(store: CanvasStore, wire: LooseWire, nodeId: string): string | null {
  if (nodeId === wire.node) return null
  const { document } = store.getState()
  const node = document.nodes.find((candidate) => candidate.id === nodeId)
  const definition = node && findDefinition(node.type)
  const side = wire.side === 'source' ? 'target' : 'source'
  const own = Object.keys((side === 'target' ? definition?.inputs : definition?.outputs) ?? {})
  const ports = wire.type === 'signal' && side === 'target' ? [...own, 'when'] : own
  const [first] = ports
  if (first === undefined) {
    const title = definition ? say(definition.title) : say('This node')
    return side === 'target'
      ? say('{{title}} has no input.', { title })
      : say('{{title}} has no output.', { title })
  }
  const fitting = ports.find((port) => refusalAt(document, wire, { node: nodeId, port, side }) === null)
  return fitting === undefined
    ? refusalAt(document, wire, { node: nodeId, port: first, side })
    : connectPorts(store, edgeOf(wire, { node: nodeId, port: fitting }))
}
