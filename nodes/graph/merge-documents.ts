import { edgeKey } from './document.ts'
import type { DocumentEdge, DocumentNode, PipelineDocument } from './document.ts'
import { isPlace, titleOfChangedField, titleOfEntry } from './diff-documents.ts'
import type { FindDefinition } from './diff-documents.ts'
import { fieldsOf, fromFields, isFields, putTogether, sameValue, takeApart } from './document-parts.ts'
import type { Entries, Part } from './document-parts.ts'

export type Side = 'mine' | 'theirs'

/** One thing that both changed, each in another way. */
export interface MergeConflict {
  /** Names it in `choices`. */
  id: string
  part: string
  key: string
  /** The field that both set; empty where the whole thing is at stake: one changed it, the other removed it. */
  field: string
  /** What people call the thing, and the field. */
  title: string
  fieldTitle: string
  /** Undefined where it isn't there, or not set. */
  base: unknown
  mine: unknown
  theirs: unknown
  /** Whose stands in the merged drawing. */
  taken: Side
}

export interface MergeOptions {
  find: FindDefinition
  /** Whose to take, by the id of a conflict. Without a choice mine stands, and nothing changed is removed. */
  choices?: Readonly<Record<string, Side>>
}

export interface Merge {
  document: PipelineDocument
  conflicts: readonly MergeConflict[]
}

type Nodes = ReadonlyMap<string, unknown>

interface Sides {
  part: string
  kind: Part['kind']
  base: Entries
  mine: Entries
  theirs: Entries
}

/**
 * Merges two drawings that were both made from a third: what one alone changed is taken from it, thing by thing and
 * field by field (a three-way merge). Where both changed one field differently, or one removed what the other changed,
 * that is a conflict, and a choice says whose stands. Things that both added under one id are two things: mine is given
 * another id. A wire into a port that takes one is the same field for both. Wires to nodes that are gone are left out,
 * also out of groups.
 */
export function mergeDocuments(
  base: PipelineDocument,
  mine: PipelineDocument,
  theirs: PipelineDocument,
  options: MergeOptions,
): Merge {
  if (sameValue(mine, theirs) || sameValue(base, theirs)) return { document: mine, conflicts: [] }
  if (sameValue(base, mine)) return { document: theirs, conflicts: [] }
  const apart = renamed(base, mine, theirs)
  const parts = takeApart([base, apart, theirs])
  const nodes = parts.get('nodes')?.entries ?? []
  const all: Nodes = new Map([...(nodes[0] ?? []), ...(nodes[2] ?? []), ...(nodes[1] ?? [])])
  const context = { ...options, all, conflicts: [] as MergeConflict[] }
  const merged = new Map<string, { kind: Part['kind']; entries: Entries }>()
  for (const [part, { kind, entries }] of parts) {
    const [b = new Map(), m = new Map(), t = new Map()] = entries as Entries[]
    const sides: Sides = { part, kind, base: b, mine: m, theirs: t }
    const merge = kind === 'edges' ? mergeEdges : mergeEntries
    const result = merge(sides, context, parts)
    // What one did away with altogether leaves no empty list behind.
    if (result.size > 0 || [mine, theirs].every((document) => Object.hasOwn(document, part)))
      merged.set(part, { kind, entries: result })
  }
  return { document: withoutLooseEnds(putTogether(merged)), conflicts: context.conflicts }
}

interface Context extends MergeOptions {
  all: Nodes
  conflicts: MergeConflict[]
}

type Parts = ReadonlyMap<string, Part>

/** Records a conflict and says whose is taken. */
function settle(
  context: Context,
  conflict: Omit<MergeConflict, 'id' | 'taken' | 'title' | 'fieldTitle'> & { kind: Part['kind'] },
  otherwise: Side = 'mine',
): Side {
  const { kind, ...rest } = conflict
  const id = [rest.part, rest.key, rest.field].join(' ')
  const taken = context.choices?.[id] ?? otherwise
  const thing = context.all.get(rest.key)
  const value = kind === 'nodes' ? thing : (rest.mine ?? rest.theirs ?? rest.base)
  context.conflicts.push({
    ...rest,
    id,
    title: titleOfEntry({ part: rest.part, kind, key: rest.key }, value, context.all, context.find),
    fieldTitle: rest.field === '' ? '' : titleOfChangedField(rest.field, thing, context.find),
    taken,
  })
  return taken
}

/** The nodes at the ends of wires that a drawing has beyond those of the base. */
function newlyWired(edges: Part | undefined, side: 1 | 2): Set<string> {
  const [base, own] = [edges?.entries[0], edges?.entries[side]]
  const ends = new Set<string>()
  for (const [key, edge] of own ?? [])
    if (!base?.has(key))
      for (const end of [(edge as DocumentEdge).from, (edge as DocumentEdge).to]) ends.add(end.node)
  return ends
}

const onlyMoved = (kind: Part['kind'], before: unknown, after: unknown): boolean => {
  if (!isFields(before) || !isFields(after)) return false
  const [old, now] = [fieldsOf(kind, before), fieldsOf(kind, after)]
  return [...new Set([...old.keys(), ...now.keys()])].every(
    (field) => isPlace(field) || sameValue(old.get(field), now.get(field)),
  )
}

function mergeEntries(sides: Sides, context: Context, parts: Parts): Entries {
  const { part, kind, base, mine, theirs } = sides
  const isNodes = kind === 'nodes'
  const wired = {
    mine: isNodes ? newlyWired(parts.get('edges'), 1) : new Set<string>(),
    theirs: isNodes ? newlyWired(parts.get('edges'), 2) : new Set<string>(),
  }
  const merged = new Map<string, unknown>()
  for (const key of new Set([...theirs.keys(), ...mine.keys()])) {
    const [b, m, t] = [base.get(key), mine.get(key), theirs.get(key)]
    if (sameValue(m, t)) merged.set(key, m)
    else if (b === undefined && (m === undefined || t === undefined)) merged.set(key, m ?? t)
    else if (m === undefined || t === undefined) {
      // One removed it. Where the other did no more than move it, it goes.
      const [keeper, kept] = m === undefined ? (['theirs', t] as const) : (['mine', m] as const)
      if ((sameValue(kept, b) || onlyMoved(kind, b, kept)) && !wired[keeper].has(key)) continue
      if (kind === 'values') merged.set(key, kept)
      else if (
        settle(context, { part, kind, key, field: '', base: b, mine: m, theirs: t }, keeper) === keeper
      )
        merged.set(key, kept)
    } else if (isFields(m) && isFields(t) && kind !== 'values')
      merged.set(key, mergeFields(sides, key, context))
    else if (sameValue(m, b)) merged.set(key, t)
    else if (sameValue(t, b)) merged.set(key, m)
    else {
      const taken = settle(context, { part, kind, key, field: key, base: b, mine: m, theirs: t })
      merged.set(key, taken === 'mine' ? m : t)
    }
  }
  return merged
}

function mergeFields({ part, kind, base, mine, theirs }: Sides, key: string, context: Context): unknown {
  const read = (entries: Entries): Map<string, unknown> => {
    const value = entries.get(key)
    return isFields(value) ? fieldsOf(kind, value) : new Map()
  }
  const [b, m, t] = [read(base), read(mine), read(theirs)]
  const fields = new Map<string, unknown>()
  for (const field of new Set([...t.keys(), ...m.keys()])) {
    const [was, own, other] = [b.get(field), m.get(field), t.get(field)]
    let value = own
    if (!sameValue(own, other) && !sameValue(other, was)) {
      if (sameValue(own, was)) value = other
      else if (kind === 'list' && field === 'nodes') value = mergeMembers(was, own, other)
      // Both may have laid it elsewhere, which is nothing to ask about.
      else if (!isPlace(field)) {
        const at = { part, kind, key, field, base: was, mine: own, theirs: other }
        if (settle(context, at) === 'theirs') value = other
      }
    }
    if (value !== undefined) fields.set(field, value)
  }
  return fromFields(kind, fields)
}

const asNames = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []

/** Who belongs to a group: what one of both took out is out, what one put in is in. */
function mergeMembers(base: unknown, mine: unknown, theirs: unknown): string[] {
  const [was, own, other] = [new Set(asNames(base)), asNames(mine), asNames(theirs)]
  return [...new Set([...other, ...own])].filter(
    (name) => !was.has(name) || (own.includes(name) && other.includes(name)),
  )
}

/** A wire by the port it leads to where that takes one only: there both may have wired it up anew. */
function mergeEdges(sides: Sides, context: Context, parts: Parts): Entries {
  const nodes = parts.get('nodes')?.entries ?? []
  const crowded = new Set<string>()
  const target = (edge: DocumentEdge): string => `${edge.to.node}.${edge.to.port}`
  for (const entries of [sides.base, sides.mine, sides.theirs]) {
    const seen = new Set<string>()
    for (const edge of entries.values() as Iterable<DocumentEdge>) {
      const node = context.all.get(edge.to.node) as DocumentNode | undefined
      const many = (node && context.find(node.type)?.inputs[edge.to.port]?.many) ?? false
      if (many || edge.to.port === 'when' || seen.has(target(edge))) crowded.add(target(edge))
      seen.add(target(edge))
    }
  }
  const byPort = (entries: Entries): Map<string, unknown> =>
    new Map(
      ([...entries.values()] as DocumentEdge[]).map((edge) => [
        crowded.has(target(edge)) ? edgeKey(edge) : target(edge),
        edge,
      ]),
    )
  const [base, mine, theirs] = [byPort(sides.base), byPort(sides.mine), byPort(sides.theirs)]
  const merged = new Map<string, unknown>()
  for (const key of new Set([...theirs.keys(), ...mine.keys()])) {
    const b = base.get(key) as DocumentEdge | undefined
    // A wire that went with its node says nothing of the wire: whether the node stays is settled by itself.
    const hasEnds = (edge: DocumentEdge, side: 1 | 2): boolean =>
      [edge.from.node, edge.to.node].every((id) => nodes[side]?.has(id))
    const opinion = (entries: Entries, side: 1 | 2): unknown =>
      entries.get(key) ?? (b && !hasEnds(b, side) ? b : undefined)
    const [m, t] = [opinion(mine, 1), opinion(theirs, 2)]
    let edge = m
    if (!sameValue(m, t) && !sameValue(t, b)) {
      if (sameValue(m, b)) edge = t
      else {
        const at = { part: 'edges', kind: 'edges' as const, key, field: '', base: b, mine: m, theirs: t }
        if (settle(context, at) === 'theirs') edge = t
      }
    }
    if (edge !== undefined) merged.set(key, edge)
  }
  return merged
}

/** What both added under one id are two things: mine gets an id that is free. */
function renamed(base: PipelineDocument, mine: PipelineDocument, theirs: PipelineDocument): PipelineDocument {
  const parts = takeApart([base, mine, theirs])
  let document = mine
  for (const [part, { kind, entries }] of parts) {
    if (kind !== 'nodes' && kind !== 'list') continue
    const [b, m, t] = entries as [Entries, Entries, Entries]
    const taken = new Set([...b.keys(), ...m.keys(), ...t.keys()])
    const names = new Map<string, string>()
    for (const [key, value] of m) {
      if (b.has(key) || !t.has(key) || sameValue(value, t.get(key))) continue
      const stem = key.replace(/-\d+$/, '').slice(0, 56)
      let count = 2
      while (taken.has(`${stem}-${count}`)) count += 1
      names.set(key, `${stem}-${count}`)
      taken.add(`${stem}-${count}`)
    }
    if (names.size === 0) continue
    document = rename(document, part, names)
  }
  return document
}

function rename(document: PipelineDocument, part: string, names: ReadonlyMap<string, string>) {
  const fresh = (id: string): string => names.get(id) ?? id
  const next: Record<string, unknown> = { ...document }
  next[part] = (next[part] as { id: string }[]).map((one) => ({ ...one, id: fresh(one.id) }))
  if (part !== 'nodes') return next as PipelineDocument
  next.edges = document.edges.map(({ from, to }) => ({
    from: { ...from, node: fresh(from.node) },
    to: { ...to, node: fresh(to.node) },
  }))
  for (const [field, list] of Object.entries(next)) {
    if (field === 'nodes' || field === 'edges' || !Array.isArray(list)) continue
    next[field] = list.map((one: unknown) =>
      isFields(one) && Array.isArray(one.nodes) ? { ...one, nodes: asNames(one.nodes).map(fresh) } : one,
    )
  }
  return next as PipelineDocument
}

/** Leaves out wires to nodes that are not there, and such nodes out of groups. */
function withoutLooseEnds(document: PipelineDocument): PipelineDocument {
  const ids = new Set(document.nodes.map((node) => node.id))
  return {
    ...document,
    edges: document.edges.filter((edge) => ids.has(edge.from.node) && ids.has(edge.to.node)),
    groups: document.groups
      .map((group) =>
        group.nodes.every((id) => ids.has(id))
          ? group
          : { ...group, nodes: group.nodes.filter((id) => ids.has(id)) },
      )
      .filter((group) => group.nodes.length > 0),
  }
}
