import type { z } from 'zod'
import type { inputReference, searchReference } from '../graph/document.ts'
import type { DocumentEdge, DocumentNode, PipelineDocument } from '../graph/document.ts'
import type { NodeType } from '../definitions.ts'
import { definitions } from '../definitions.ts'

/** Distance of columns and rows of a template's grid, in canvas pixels. */
const COLUMN = 240
const ROW = 120

/** Parameters of a node; each may be an input of the pipeline or a search range instead. */
type ParamsOf<T extends NodeType> = {
  [K in keyof z.input<(typeof definitions)[T]['params']>]:
    | z.input<(typeof definitions)[T]['params']>[K]
    | z.infer<typeof inputReference>
    | z.infer<typeof searchReference>
}

/** A node of a template at a place of the grid, column and row from 0; parameters are checked by its definition. */
export function place<T extends NodeType>(
  id: string,
  type: T,
  at: readonly [column: number, row: number],
  params: ParamsOf<T>,
): DocumentNode {
  return {
    id,
    type,
    version: definitions[type].version,
    // What a definition's parameters take is plain JSON.
    params: params as DocumentNode['params'],
    position: { x: at[0] * COLUMN, y: at[1] * ROW },
  }
}

/** An edge written `from.port > to.port`. */
export function wire(text: `${string}.${string} > ${string}.${string}`): DocumentEdge {
  const [from = '', to = ''] = text.split(' > ')
  const end = (name: string) => {
    const [node = '', port = ''] = name.split('.')
    return { node, port }
  }
  return { from: end(from), to: end(to) }
}

export const drawing = (
  nodes: readonly DocumentNode[],
  edges: readonly DocumentEdge[],
  inputs: PipelineDocument['inputs'] = {},
): PipelineDocument => ({
  schemaVersion: 1,
  seed: 42,
  nodes: [...nodes],
  edges: [...edges],
  inputs,
  groups: [],
})
