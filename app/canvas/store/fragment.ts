import { z } from 'zod'
import { documentEdge, documentNode, documentNote, documentSchema } from '../../../nodes/graph/document.ts'
import type { PipelineDocument } from '../../../nodes/graph/document.ts'
import { parseDocument } from '../../../nodes/graph/parse-document.ts'
import { referenceOf } from '../../../nodes/graph/pipeline-inputs.ts'
import { componentType, keyOfType } from '../../../nodes/graph/components.ts'
import { addNodes, createNodeId } from './document.ts'
import type { Point } from './document.ts'
import { changeGroup, groupNodes } from './groups.ts'
import { addNotes } from './notes.ts'

/** Part of a drawing as it lies on the clipboard: readable JSON, so that it travels between windows and into chats. */
const fragmentSchema = z.object({
  millrace: z.literal('fragment/1'),
  nodes: z.array(documentNode).max(10_000),
  edges: z.array(documentEdge),
  notes: z.array(documentNote).max(1000).optional(),
  /** Parameters of the pipeline that its fields take. */
  inputs: documentSchema.shape.inputs,
  /** Frames about nodes that are all in it, and pipelines that stand as nodes. */
  groups: documentSchema.shape.groups.removeDefault().optional(),
  components: documentSchema.shape.components,
})
export type Fragment = z.infer<typeof fragmentSchema>

/** The chosen nodes with the edges among them, and the chosen notes; null where nothing is chosen. */
export function copyFragment(
  document: PipelineDocument,
  ids: readonly string[],
  noteIds: readonly string[] = [],
): Fragment | null {
  const chosen = new Set(ids)
  const nodes = document.nodes.filter((node) => chosen.has(node.id))
  const notes = (document.notes ?? []).filter((note) => noteIds.includes(note.id))
  if (nodes.length + notes.length === 0) return null
  const edges = document.edges.filter((edge) => chosen.has(edge.from.node) && chosen.has(edge.to.node))
  const taken = new Set(nodes.flatMap(({ params }) => Object.values(params).map(referenceOf)))
  const inputs = Object.fromEntries(Object.entries(document.inputs).filter(([name]) => taken.has(name)))
  const groups = document.groups.filter((group) => group.nodes.every((id) => chosen.has(id)))
  const used = Object.entries(document.components ?? {}).filter(([key]) =>
    nodes.some(({ type }) => type === componentType(key)),
  )
  return {
    millrace: 'fragment/1',
    nodes,
    edges,
    ...(notes.length > 0 && { notes }),
    inputs,
    ...(groups.length > 0 && { groups }),
    ...(used.length > 0 && { components: Object.fromEntries(used) }),
  }
}

export const formatFragment = (fragment: Fragment): string => JSON.stringify(fragment, null, 2)

/** What a text holds: part of a drawing, or all of one, which comes with `whole`. */
export type ReadText =
  | { ok: true; fragment: Fragment; whole?: PipelineDocument }
  | { ok: false; message: string }

const NOT_A_DRAWING =
  'This text is not a drawing. Copy nodes of a canvas, or the JSON of a whole drawing, and paste again.'

/** Reads text from the clipboard or a file: a fragment, a drawing, or a template with its drawing. */
export function readDrawing(text: string): ReadText {
  const json = parseJson(text)
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return { ok: false, message: NOT_A_DRAWING }
  if ('millrace' in json && json.millrace === 'fragment/1') {
    const parsed = fragmentSchema.safeParse(json)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      return {
        ok: false,
        message: `This part of a drawing is not well formed: ${issue?.path.join('.')}: ${issue?.message}.`,
      }
    }
    return parsed.data.nodes.length + (parsed.data.notes ?? []).length === 0
      ? { ok: false, message: 'There is no node in this drawing.' }
      : { ok: true, fragment: parsed.data }
  }
  const drawing = 'document' in json ? json.document : json
  if (typeof drawing !== 'object' || drawing === null || !('nodes' in drawing))
    return { ok: false, message: NOT_A_DRAWING }
  const parsed = parseDocument({ schemaVersion: 1, ...drawing })
  if (!parsed.ok) return { ok: false, message: parsed.message }
  const { nodes, edges, inputs, notes, groups, components } = parsed.document
  if (nodes.length + (notes ?? []).length === 0)
    return { ok: false, message: 'There is no node in this drawing.' }
  return {
    ok: true,
    fragment: {
      millrace: 'fragment/1',
      nodes,
      edges,
      inputs,
      groups,
      ...(notes && { notes }),
      ...(components && { components }),
    },
    whole: parsed.document,
  }
}

/** Whether a text sets out to be a drawing, be it well formed or not; other JSON is data. */
export function isDrawing(text: string): boolean {
  const json = parseJson(text)
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false
  return 'millrace' in json || ('schemaVersion' in json && 'nodes' in json)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Reads clipboard text; null where it is anything else than a drawing. */
export function parseFragment(text: string): Fragment | null {
  const read = readDrawing(text)
  return read.ok ? read.fragment : null
}

/** The drawing with the frames and the embedded pipelines of a fragment; a pipeline that is there already stays. */
function pasteGroups(
  document: PipelineDocument,
  { groups = [], components }: Fragment,
  renamed: ReadonlyMap<string, string>,
): PipelineDocument {
  const framed = groups.reduce((current, group) => {
    const ids = group.nodes.flatMap((id) => renamed.get(id) ?? [])
    if (ids.length === 0) return current
    const { document: next, id } = groupNodes(current, ids, group.title)
    return group.collapsed ? changeGroup(next, id, { collapsed: true }) : next
  }, document)
  return components ? { ...framed, components: { ...components, ...framed.components } } : framed
}

/**
 * Inserts a copy under fresh ids. Its top left corner comes to lie at `at`, or the whole is shifted by 32 pixels where
 * no place is given. Parameters of the pipeline that its fields take come along, unless there are some of their names. With `keepInputs`, edges from outside into the originals are repeated for the copies.
 */
export function insertFragment(
  document: PipelineDocument,
  fragment: Fragment,
  options: { at?: Point; keepInputs?: boolean } = {},
): { document: PipelineDocument; ids: string[]; noteIds: string[] } {
  const corners = [...fragment.nodes.map((node) => node.position), ...(fragment.notes ?? [])]
  const left = corners.reduce((least, { x }) => Math.min(least, x), Infinity)
  const top = corners.reduce((least, { y }) => Math.min(least, y), Infinity)
  const step = options.at ? { x: options.at.x - left, y: options.at.y - top } : { x: 32, y: 32 }
  const taken = new Set<string>()
  const renamed = new Map<string, string>()
  const nodes = fragment.nodes.map((node) => {
    const id = createNodeId(document, node.type, taken)
    taken.add(id)
    renamed.set(node.id, id)
    const position = { x: Math.round(node.position.x + step.x), y: Math.round(node.position.y + step.y) }
    // A pin names a node of its run, which a copy is not.
    const { pin: _, ...copy } = node
    // A second card of a pipeline would draw the same random numbers.
    const again = keyOfType(node.type) !== undefined && document.nodes.some(({ type }) => type === node.type)
    return { ...copy, id, position, ...(again && { seedSalt: id }) }
  })
  const inner = fragment.edges.flatMap((edge) => {
    const from = renamed.get(edge.from.node)
    const to = renamed.get(edge.to.node)
    return from && to ? [{ from: { ...edge.from, node: from }, to: { ...edge.to, node: to } }] : []
  })
  const outer = options.keepInputs
    ? document.edges.flatMap((edge) => {
        const to = renamed.get(edge.to.node)
        return to && !renamed.has(edge.from.node) ? [{ from: edge.from, to: { ...edge.to, node: to } }] : []
      })
    : []
  const missing = Object.entries(fragment.inputs).filter(([name]) => !Object.hasOwn(document.inputs, name))
  const ground =
    missing.length === 0
      ? document
      : { ...document, inputs: { ...document.inputs, ...Object.fromEntries(missing) } }
  const pasted = addNodes(ground, nodes, [...inner, ...outer])
  const notes = (fragment.notes ?? []).map((note) => ({ ...note, x: note.x + step.x, y: note.y + step.y }))
  const withNotes = addNotes(pasteGroups(pasted, fragment, renamed), notes)
  return { document: withNotes.document, ids: nodes.map((node) => node.id), noteIds: withNotes.ids }
}
