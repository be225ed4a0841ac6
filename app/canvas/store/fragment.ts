import { z } from 'zod'
import { documentEdge, documentNode, documentSchema } from '../../../nodes/graph/document.ts'
import type { PipelineDocument } from '../../../nodes/graph/document.ts'
import { referenceOf } from '../../../nodes/graph/pipeline-inputs.ts'
import { addNodes, createNodeId } from './document.ts'
import type { Point } from './document.ts'

/** Part of a drawing as it lies on the clipboard: readable JSON, so that it travels between windows and into chats. */
const fragmentSchema = z.object({
  millrace: z.literal('fragment/1'),
  nodes: z.array(documentNode).min(1).max(1000),
  edges: z.array(documentEdge),
  /** Parameters of the pipeline that its fields take. */
  inputs: documentSchema.shape.inputs,
})
export type Fragment = z.infer<typeof fragmentSchema>

/** The chosen nodes and the edges among them; null where nothing is chosen. */
export function copyFragment(document: PipelineDocument, ids: readonly string[]): Fragment | null {
  const chosen = new Set(ids)
  const nodes = document.nodes.filter((node) => chosen.has(node.id))
  if (nodes.length === 0) return null
  const edges = document.edges.filter((edge) => chosen.has(edge.from.node) && chosen.has(edge.to.node))
  const taken = new Set(nodes.flatMap(({ params }) => Object.values(params).map(referenceOf)))
  const inputs = Object.fromEntries(Object.entries(document.inputs).filter(([name]) => taken.has(name)))
  return { millrace: 'fragment/1', nodes, edges, inputs }
}

export const formatFragment = (fragment: Fragment): string => JSON.stringify(fragment, null, 2)

/** Reads clipboard text; null where it is anything else than a fragment. */
export function parseFragment(text: string): Fragment | null {
  if (!text.includes('fragment/1')) return null
  try {
    return fragmentSchema.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/**
 * Inserts a copy under fresh ids. Its top left corner comes to lie at `at`, or the whole is shifted by 32 pixels where
 * no place is given. Parameters of the pipeline that its fields take come along, unless there are some of their names. With `keepInputs`, edges from outside into the originals are repeated for the copies.
 */
export function insertFragment(
  document: PipelineDocument,
  fragment: Fragment,
  options: { at?: Point; keepInputs?: boolean } = {},
): { document: PipelineDocument; ids: string[] } {
  const left = Math.min(...fragment.nodes.map((node) => node.position.x))
  const top = Math.min(...fragment.nodes.map((node) => node.position.y))
  const step = options.at ? { x: options.at.x - left, y: options.at.y - top } : { x: 32, y: 32 }
  const taken = new Set<string>()
  const renamed = new Map<string, string>()
  const nodes = fragment.nodes.map((node) => {
    const id = createNodeId(document, node.type, taken)
    taken.add(id)
    renamed.set(node.id, id)
    const position = { x: Math.round(node.position.x + step.x), y: Math.round(node.position.y + step.y) }
    return { ...node, id, position }
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
  return { document: addNodes(ground, nodes, [...inner, ...outer]), ids: nodes.map((node) => node.id) }
}
