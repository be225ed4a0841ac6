import { canonicalJson } from './canonical-json.ts'
import { edgeKey } from './document.ts'
import type { DocumentEdge, DocumentNode, PipelineDocument } from './document.ts'

/**
 * A drawing taken apart into named entries, so that any two can be held against each other without knowing every kind
 * of thing that a drawing may hold: nodes by id, wires by their ends, lists of things with an `id` by that, records by
 * name, and all else by the name of the field.
 */
export type Entries = ReadonlyMap<string, unknown>

export interface Part {
  kind: 'nodes' | 'edges' | 'list' | 'record' | 'values'
  /** One for each of the drawings, in their order. */
  entries: readonly Entries[]
}

/** The part that holds what is a plain value of the drawing: its seed and the like. */
export const VALUES = ''

type Fields = Readonly<Record<string, unknown>>

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const sameValue = (a: unknown, b: unknown): boolean =>
  a === b || (a !== undefined && b !== undefined && canonicalJson(a) === canonicalJson(b))

const isNamedList = (value: unknown): value is { id: string }[] =>
  Array.isArray(value) && value.every((one) => isFields(one) && typeof one.id === 'string')

const byId = (list: readonly { id: string }[]): Entries => new Map(list.map((one) => [one.id, one]))

/** Takes drawings apart together: a field that is a list or a record in all of them is one. */
export function takeApart(documents: readonly PipelineDocument[]): Map<string, Part> {
  const parts = new Map<string, Part>()
  parts.set('nodes', { kind: 'nodes', entries: documents.map(({ nodes }) => byId(nodes)) })
  parts.set('edges', {
    kind: 'edges',
    entries: documents.map(({ edges }) => new Map(edges.map((edge) => [edgeKey(edge), edge]))),
  })
  const fields = documents as readonly Fields[]
  const names = [...new Set(fields.flatMap((document) => Object.keys(document)))]
  const values: Map<string, unknown>[] = documents.map(() => new Map())
  for (const name of names) {
    if (name === 'nodes' || name === 'edges' || name === 'schemaVersion') continue
    const given = fields.map((document) => document[name])
    const present = given.filter((value) => value !== undefined)
    if (present.every(isNamedList))
      parts.set(name, {
        kind: 'list',
        entries: given.map((list) => byId((list as { id: string }[] | undefined) ?? [])),
      })
    else if (present.every(isFields))
      parts.set(name, {
        kind: 'record',
        entries: given.map((record) => new Map(Object.entries((record as Fields | undefined) ?? {}))),
      })
    else
      given.forEach((value, at) => {
        if (value !== undefined) values[at]?.set(name, value)
      })
  }
  parts.set(VALUES, { kind: 'values', entries: values })
  return parts
}

const PARAMS = 'params.'

/** The fields of an entry one by one; a node's parameters each by itself, as `params.<name>`. */
export function fieldsOf(kind: Part['kind'], value: Fields): Map<string, unknown> {
  const fields = new Map<string, unknown>()
  for (const [name, field] of Object.entries(value)) {
    if (kind === 'nodes' && name === 'params' && isFields(field)) {
      for (const [param, given] of Object.entries(field)) fields.set(`${PARAMS}${param}`, given)
    } else if (field !== undefined) fields.set(name, field)
  }
  return fields
}

/** The entry that has these fields: the reverse of `fieldsOf`. */
export function fromFields(kind: Part['kind'], fields: ReadonlyMap<string, unknown>): Fields {
  const plain = [...fields].filter(([name]) => !(kind === 'nodes' && name.startsWith(PARAMS)))
  if (kind !== 'nodes') return Object.fromEntries(plain)
  const params = [...fields]
    .filter(([name]) => name.startsWith(PARAMS))
    .map(([name, value]): [string, unknown] => [name.slice(PARAMS.length), value])
  return Object.fromEntries([...plain, ['params', Object.fromEntries(params)]])
}

/** The parameter that a field of a node is; undefined for its other fields. */
export const paramOf = (field: string): string | undefined =>
  field.startsWith(PARAMS) ? field.slice(PARAMS.length) : undefined

/** A drawing of entries: the reverse of `takeApart`, for one drawing. */
export function putTogether(parts: ReadonlyMap<string, { kind: Part['kind']; entries: Entries }>) {
  const document: Record<string, unknown> = { schemaVersion: 1 }
  for (const [name, { kind, entries }] of parts) {
    if (kind === 'values') for (const [field, value] of entries) document[field] = value
    else if (kind === 'record') document[name] = Object.fromEntries(entries)
    else document[name] = [...entries.values()]
  }
  return document as unknown as PipelineDocument & { nodes: DocumentNode[]; edges: DocumentEdge[] }
}
