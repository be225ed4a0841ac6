import type { AnyNodeDefinition } from '../kit/define.ts'
import type { DocumentEdge, DocumentNode, PipelineDocument } from './document.ts'
import { fieldsOf, isFields, paramOf, sameValue, takeApart, VALUES } from './document-parts.ts'
import type { Part } from './document-parts.ts'
import { titleOfField } from './issue-words.ts'

export interface FieldChange {
  /** `params.method`, `title`, `disabled`, …; for a value of the drawing its name: `seed`. */
  field: string
  /** What the form calls it. */
  title: string
  /** Undefined where it was not set: its default. */
  before: unknown
  after: unknown
}

/** One thing of a drawing that is not as it was. */
export interface DocumentChange {
  /** `nodes`, `edges`, `inputs`, `groups`, …; empty for a value of the drawing itself. */
  part: string
  /** A node's id, a wire's key (`edgeKey`), an input's name. */
  key: string
  /** `moved`: it lies elsewhere, which changes no result. */
  kind: 'added' | 'removed' | 'changed' | 'moved'
  title: string
  /** What changed in it; empty where it was added or removed. */
  fields: readonly FieldChange[]
}

export type FindDefinition = (type: string) => AnyNodeDefinition | undefined

/** How a thing lies on the paper. */
const PLACE = new Set(['position', 'size', 'width', 'height', 'x', 'y', 'collapsed'])
export const isPlace = (field: string): boolean => PLACE.has(field)

const FIELD_TITLES: Readonly<Record<string, string>> = {
  title: 'Title',
  note: 'Note',
  disabled: 'Switched off',
  pin: 'Pinned output',
  onError: 'On failure',
  retry: 'Retries',
  seedSalt: 'Seed of its own',
  seed: 'Seed',
  type: 'Node type',
  version: 'Version of the node type',
  position: 'Place',
  default: 'Default',
  nodes: 'Nodes',
  text: 'Text',
  colour: 'Colour',
  groups: 'Groups',
  ports: 'Ports',
}

export const titleOfNode = (node: DocumentNode | undefined, find: FindDefinition): string =>
  node?.title ?? (node && (find(node.type)?.title ?? node.type)) ?? ''

/** What people call a field of a thing in a drawing. */
export function titleOfChangedField(field: string, node: unknown, find: FindDefinition): string {
  const param = paramOf(field)
  if (param === undefined) return FIELD_TITLES[field] ?? field
  const definition = isFields(node) && typeof node.type === 'string' ? find(node.type) : undefined
  return definition ? titleOfField(definition, param) : param
}

/** Names of the nodes that a wire leads from and to. */
export function titlesOfWire(
  edge: DocumentEdge,
  nodes: ReadonlyMap<string, unknown>,
  find: FindDefinition,
): { from: string; to: string } {
  const name = (id: string): string => titleOfNode(nodes.get(id) as DocumentNode | undefined, find) || id
  return { from: name(edge.from.node), to: name(edge.to.node) }
}

/** What people call an entry of a drawing. */
export function titleOfEntry(
  at: { part: string; kind: Part['kind']; key: string },
  value: unknown,
  nodes: ReadonlyMap<string, unknown>,
  find: FindDefinition,
): string {
  if (at.kind === 'nodes') return titleOfNode(value as DocumentNode, find)
  if (at.kind === 'edges') {
    const { from, to } = titlesOfWire(value as DocumentEdge, nodes, find)
    return `${from} → ${to}`
  }
  if (at.kind === 'values') return FIELD_TITLES[at.key] ?? at.key
  if (isFields(value))
    for (const name of ['title', 'text'] as const) {
      const text = value[name]
      if (typeof text === 'string' && text.trim() !== '') return text.trim().slice(0, 60)
    }
  return at.key
}

/** Field by field what differs between two entries of one kind. */
export function diffFields(
  kind: Part['kind'],
  before: unknown,
  after: unknown,
  find: FindDefinition,
): FieldChange[] {
  if (!isFields(before) || !isFields(after)) return []
  const [old, now] = [fieldsOf(kind, before), fieldsOf(kind, after)]
  return [...new Set([...now.keys(), ...old.keys()])].flatMap((field) =>
    sameValue(old.get(field), now.get(field))
      ? []
      : [
          {
            field,
            title: titleOfChangedField(field, after, find),
            before: old.get(field),
            after: now.get(field),
          },
        ],
  )
}

/**
 * What makes one drawing different from another, thing by thing and field by field: nodes first, in the order of the
 * newer drawing, then wires, inputs and all else. Wires of a node that was added or removed belong to it and are listed
 * too. The order of nodes and wires in the file is no difference.
 */
export function diffDocuments(
  before: PipelineDocument,
  after: PipelineDocument,
  find: FindDefinition,
): DocumentChange[] {
  if (before === after) return []
  const changes: DocumentChange[] = []
  const parts = takeApart([before, after])
  const [nodesThen = new Map(), nodesNow = new Map()] = parts.get('nodes')?.entries ?? []
  for (const [part, { kind, entries }] of parts) {
    const [then = new Map<string, unknown>(), now = new Map<string, unknown>()] = entries
    for (const key of new Set([...now.keys(), ...then.keys()])) {
      const [old, current] = [then.get(key), now.get(key)]
      if (sameValue(old, current)) continue
      const at = { part, kind, key }
      const titled = current === undefined ? [old, nodesThen] : [current, nodesNow]
      const title = titleOfEntry(at, titled[0], titled[1] as ReadonlyMap<string, unknown>, find)
      if (part === VALUES || (old !== undefined && current !== undefined && !isFields(current))) {
        const field = { field: key, title, before: old, after: current }
        changes.push({ part, key, kind: 'changed', title, fields: [field] })
      } else if (old === undefined || current === undefined) {
        changes.push({ part, key, kind: old === undefined ? 'added' : 'removed', title, fields: [] })
      } else {
        const fields = diffFields(kind, old, current, find)
        const placed = fields.every(({ field }) => isPlace(field))
        changes.push({ part, key, kind: placed ? 'moved' : 'changed', title, fields })
      }
    }
  }
  return changes
}

/** Whether a change can change a result; the place of things, their groups and notes cannot. */
export const isOfSubstance = ({ part, kind, fields }: DocumentChange): boolean =>
  kind !== 'moved' &&
  !['groups', 'notes'].includes(part) &&
  (fields.length === 0 || fields.some(({ field }) => !isPlace(field) && !['title', 'note'].includes(field)))
