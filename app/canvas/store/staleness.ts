import { canonicalJson } from '../../../nodes/graph/canonical-json.ts'
import type { DocumentNode, PipelineDocument } from '../../../nodes/graph/document.ts'

/** Why a node's last result no longer fits the drawing; nodes that still fit, or never ran, are absent. */
export type StaleReasons = Readonly<Record<string, string>>

interface StalenessCall {
  /** The drawing as it stands, and as the run executed it. */
  document: PipelineDocument
  ran: PipelineDocument
  runNumber: number
  /** Parameters of a node of a drawing with defaults filled in, so that writing down a default is no change. */
  resolve: (node: DocumentNode, document: PipelineDocument) => unknown
  titleOf: (node: DocumentNode) => string
}

const inputsOf = (document: PipelineDocument): Map<string, string[]> => {
  const inputs = new Map<string, string[]>()
  for (const edge of document.edges) {
    const list = inputs.get(edge.to.node) ?? []
    list.push(`${edge.to.port}<${edge.from.node}.${edge.from.port}`)
    inputs.set(edge.to.node, list)
  }
  return inputs
}

function ownReason(call: StalenessCall, node: DocumentNode, before: DocumentNode): string | null {
  const same =
    node.type === before.type &&
    node.version === before.version &&
    node.seedSalt === before.seedSalt &&
    canonicalJson(call.resolve(node, call.document)) === canonicalJson(call.resolve(before, call.ran))
  return same ? null : `Edited after run ${call.runNumber}`
}

/** Compares a drawing with what a run executed. A change marks its node and everything downstream of it. */
export function findStaleNodes(call: StalenessCall): StaleReasons {
  const { document, ran, runNumber } = call
  const before = new Map(ran.nodes.map((node) => [node.id, node]))
  const reasons: Record<string, string> = {}
  const inputsNow = inputsOf(document)
  const inputsThen = inputsOf(ran)
  for (const node of document.nodes) {
    const then = before.get(node.id)
    if (!then) continue
    const connected = (inputsNow.get(node.id) ?? []).toSorted().join('|')
    const reason =
      ownReason(call, node, then) ??
      (connected === (inputsThen.get(node.id) ?? []).toSorted().join('|')
        ? null
        : `Connected anew after run ${runNumber}`) ??
      (document.seed === ran.seed ? null : `Seed changed after run ${runNumber}`)
    if (reason) reasons[node.id] = reason
  }
  spread(document, before, reasons, call.titleOf)
  return reasons
}

/** Carries reasons downstream, breadth first; the nearest changed node is named. */
function spread(
  document: PipelineDocument,
  before: ReadonlyMap<string, DocumentNode>,
  reasons: Record<string, string>,
  titleOf: (node: DocumentNode) => string,
): void {
  const byId = new Map(document.nodes.map((node) => [node.id, node]))
  const next = new Map<string, string[]>()
  for (const edge of document.edges) {
    next.set(edge.from.node, [...(next.get(edge.from.node) ?? []), edge.to.node])
  }
  // A node that is new since the run changes its successors as an edited one does.
  const fresh = document.nodes.filter((node) => !before.has(node.id)).map((node) => node.id)
  const queue = [...Object.keys(reasons), ...fresh].map((id) => ({ id, cause: id }))
  const seen = new Set(queue.map((entry) => entry.id))
  for (let entry = queue.shift(); entry; entry = queue.shift()) {
    for (const id of next.get(entry.id) ?? []) {
      if (seen.has(id)) continue
      seen.add(id)
      const cause = byId.get(entry.cause)
      if (before.has(id) && cause) reasons[id] = `Input changed: ${titleOf(cause)}`
      queue.push({ id, cause: entry.cause })
    }
  }
}
