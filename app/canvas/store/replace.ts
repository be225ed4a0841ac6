import { canonicalJson } from '../../../nodes/graph/canonical-json.ts'
import { inputReference, searchReference } from '../../../nodes/graph/document.ts'
import type { DocumentEdge, DocumentNode, PipelineDocument } from '../../../nodes/graph/document.ts'
import { findInput, findOutput } from '../../../nodes/graph/registry.ts'
import type { AnyNodeDefinition } from '../../../nodes/kit/define.ts'
import type { PortSpecs, PortType } from '../../../nodes/kit/ports.ts'
import { listFields } from './form-fields.ts'

type FindDefinition = (type: string) => AnyNodeDefinition | undefined

export interface Replacement {
  document: PipelineDocument
  /** Wires that found no port. */
  lost: readonly DocumentEdge[]
  /** Required inputs that nothing is connected to now. */
  open: number
}

/** The port that takes over from one that was called `name`: of that name, else the first of the type that is free. */
function portFor(
  ports: PortSpecs,
  wanted: { name: string; type: PortType },
  isFree: (port: string, many: boolean) => boolean,
): string | undefined {
  const fits = ([port, spec]: [string, PortSpecs[string]]): boolean =>
    spec.type === wanted.type && isFree(port, spec.many)
  const entries = Object.entries(ports)
  return (entries.find((entry) => entry[0] === wanted.name && fits(entry)) ?? entries.find(fits))?.[0]
}

/**
 * Whether a value of one field may stand in the field of the same name of another type. What nobody has set gives way to
 * the other type's default; a field of another title means something else (L2 strength 1 of a linear model is no L2 of a
 * network).
 */
function keeps(name: string, value: unknown, from: AnyNodeDefinition, to: AnyNodeDefinition): boolean {
  const before = listFields(from).find((field) => field.name === name)
  const after = listFields(to).find((field) => field.name === name)
  if (!after || !before || before.title !== after.title) return false
  if (canonicalJson(value) === canonicalJson(before.initial ?? null)) return false
  if (inputReference.safeParse(value).success || searchReference.safeParse(value).success)
    return before.ui.widget === after.ui.widget && before.integer === after.integer
  return to.params.shape[name]?.safeParse(value).success ?? false
}

/**
 * A node as another type in its place: wires stay where a port of the same name or, failing that, of the same type
 * takes them, and so do parameters of the same name that the new type accepts. Title and notes stay.
 */
export function replaceType(
  document: PipelineDocument,
  id: string,
  call: { to: AnyNodeDefinition; find: FindDefinition },
): Replacement {
  const { to, find } = call
  const node = document.nodes.find((candidate) => candidate.id === id)
  const from = node && find(node.type)
  if (!node || !from) return { document, lost: [], open: 0 }
  const params = Object.fromEntries(
    Object.entries(node.params).filter(([name, value]) => keeps(name, value, from, to)),
  ) as DocumentNode['params']
  const { pin: _, ...rest } = node
  const replaced: DocumentNode = { ...rest, type: to.type, version: to.version, params }

  const taken = new Set<string>()
  const isFree = (port: string, many: boolean): boolean => many || !taken.has(port)
  const own = (edge: DocumentEdge): DocumentEdge | null => {
    if (edge.to.node === id) {
      const type = findInput(from, edge.to.port)?.type
      if (findInput(to, edge.to.port)?.type === 'signal' && type === 'signal') return edge
      const port = type && portFor(to.inputs, { name: edge.to.port, type }, isFree)
      if (port === undefined) return null
      taken.add(port)
      return { from: edge.from, to: { node: id, port } }
    }
    const type = findOutput(from, edge.from.port)?.type
    if (findOutput(to, edge.from.port)?.type === type) return edge
    const port = type && portFor(to.outputs, { name: edge.from.port, type }, () => true)
    return port === undefined ? null : { from: { node: id, port }, to: edge.to }
  }
  // A wire whose port keeps its name has the first claim to it.
  const rank = (edge: DocumentEdge): number => Number(!Object.hasOwn(to.inputs, edge.to.port))
  const mine = document.edges.filter((edge) => edge.from.node === id || edge.to.node === id)
  const moved = new Map(mine.toSorted((a, b) => rank(a) - rank(b)).map((edge) => [edge, own(edge)]))
  const edges = document.edges.flatMap((edge) => (moved.has(edge) ? (moved.get(edge) ?? []) : edge))
  const open = Object.entries(to.inputs).filter(([port, spec]) => !spec.optional && !taken.has(port)).length
  return {
    document: {
      ...document,
      nodes: document.nodes.map((candidate) => (candidate.id === id ? replaced : candidate)),
      edges,
    },
    lost: mine.filter((edge) => moved.get(edge) === null),
    open,
  }
}

export interface ReplacementOffer {
  definition: AnyNodeDefinition
  lost: number
}

/** Types that a node could become: those that keep most wires first, then those of its own kind. */
export function listReplacements(
  document: PipelineDocument,
  id: string,
  call: { definitions: readonly AnyNodeDefinition[]; find: FindDefinition },
): ReplacementOffer[] {
  const node = document.nodes.find((candidate) => candidate.id === id)
  const own = node && call.find(node.type)
  return call.definitions
    .filter((definition) => definition.type !== node?.type)
    .map((to) => {
      const { lost, open } = replaceType(document, id, { to, find: call.find })
      return { definition: to, lost: lost.length, open, kin: Number(to.category !== own?.category) }
    })
    .toSorted((a, b) => a.lost - b.lost || a.kin - b.kin || a.open - b.open)
    .map(({ definition, lost }) => ({ definition, lost }))
}
