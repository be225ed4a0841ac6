import { canonicalJson } from '../../../nodes/graph/canonical-json.ts'
import { explainStale, type CacheKeyParts, type StaleChange } from '../../../nodes/graph/cache-key.ts'
import { deriveSeed } from '../../../nodes/graph/compile.ts'
import type { DocumentNode, PipelineDocument } from '../../../nodes/graph/document.ts'
import { staleReasons } from '../../../nodes/graph/stale-words.ts'

/** Why a node's last result no longer fits the drawing; nodes that still fit, or are new, are absent. */
export type StaleReasons = Readonly<Record<string, string>>

export interface StalenessCall {
  /** The drawing as it stands, and as the run executed it. */
  document: PipelineDocument
  ran: PipelineDocument
  run: { id: string; number: number; backend: string | null }
  /** The numeric backend that computes now; null where none is known. */
  backend: string | null
  /** Parameters of a node of a drawing with defaults filled in, so that writing down a default is no change. */
  resolve: (node: DocumentNode, document: PipelineDocument) => unknown
  /** Whether a node draws random numbers, and whether its result depends on the numeric backend. */
  traitsOf: (node: DocumentNode) => { random: boolean; numeric: boolean }
  titleOf: (node: DocumentNode) => string
  /** What the form calls a parameter. */
  titleOfField: (node: DocumentNode, field: string) => string
}

const wiresOf = (document: PipelineDocument): Map<string, string> => {
  const wires = new Map<string, string[]>()
  for (const { from, to } of document.edges)
    wires.set(to.node, [...(wires.get(to.node) ?? []), `${to.port}<${from.node}.${from.port}`])
  return new Map([...wires].map(([id, list]) => [id, list.toSorted().join('|')]))
}

/** What a node's result depends on by itself, without what arrives. */
function partsOf(
  call: StalenessCall,
  node: DocumentNode,
  document: PipelineDocument,
  backend: string | null,
): CacheKeyParts {
  const { random, numeric } = call.traitsOf(node)
  return {
    type: node.type,
    version: node.version,
    params: (call.resolve(node, document) ?? {}) as CacheKeyParts['params'],
    inputs: {},
    ...(random && { seed: deriveSeed(document.seed, node) }),
    ...(numeric && backend !== null && { environment: backend }),
  }
}

/** What has changed on a node itself since the run. */
export function changesOf(call: StalenessCall, node: DocumentNode, then: DocumentNode): StaleChange[] {
  const { run } = call
  // Where either is not known, nothing can be said.
  const known = run.backend !== null && call.backend !== null
  return explainStale(
    partsOf(call, then, call.ran, known ? run.backend : null),
    partsOf(call, node, call.document, known ? call.backend : null),
  )
}

function pinReason({ run }: StalenessCall, node: DocumentNode, then: DocumentNode): string | undefined {
  const [now, before] = [node.pin?.runId, then.pin?.runId]
  if (now === before || now === run.id) return undefined
  return now === undefined ? `Unpinned since run ${run.number}` : `Pinned since run ${run.number}`
}

/** Compares a drawing with what a run executed. A change marks its node and everything downstream of it. */
export function findStaleNodes(call: StalenessCall): StaleReasons {
  const { document, ran, run } = call
  const before = new Map(ran.nodes.map((node) => [node.id, node]))
  const reasons: Record<string, string> = {}
  const [wiresNow, wiresThen] = [wiresOf(document), wiresOf(ran)]
  for (const node of document.nodes) {
    const then = before.get(node.id)
    if (!then) continue
    const pinned = pinReason(call, node, then)
    // What is pinned is what it is, whatever is set or wired.
    const own = node.pin ? [] : changesOf(call, node, then)
    const [changed] = staleReasons(own, {
      runNumber: run.number,
      titleOfField: (field) => call.titleOfField(node, field),
      causeOf: () => undefined,
    })
    const rewired = !node.pin && (wiresNow.get(node.id) ?? '') !== (wiresThen.get(node.id) ?? '')
    const reason = pinned ?? changed ?? (rewired ? `Connected anew since run ${run.number}` : undefined)
    if (reason !== undefined) reasons[node.id] = reason
  }
  spread(document, before, reasons, call.titleOf)
  return reasons
}

/** Carries reasons downstream, breadth first; the nearest node that changed itself is named. */
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
      if (seen.has(id) || byId.get(id)?.pin) continue
      seen.add(id)
      const cause = byId.get(entry.cause)
      if (before.has(id) && cause) reasons[id] = `What arrives changed: *${titleOf(cause)}*`
      queue.push({ id, cause: entry.cause })
    }
  }
}

export interface ChangedValue {
  title: string
  before: unknown
  after: unknown
}

/** The settings of a node that are others than in the run, old and new. */
export function changedValues(call: StalenessCall, nodeId: string): ChangedValue[] {
  const of = ({ nodes }: PipelineDocument) => nodes.find(({ id }) => id === nodeId)
  const [node, then] = [of(call.document), of(call.ran)]
  if (!node || !then || node.pin) return []
  return changesOf(call, node, then).flatMap((change) =>
    change.what === 'param'
      ? [{ title: call.titleOfField(node, change.field), before: change.before, after: change.after }]
      : [],
  )
}

/** A value of a setting in few characters. */
export const shortValue = (value: unknown): string => {
  const text = typeof value === 'string' ? value : value === undefined ? '–' : canonicalJson(value)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}
