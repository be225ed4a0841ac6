import type { NodeType } from '../definitions.ts'
import { definitions } from '../definitions.ts'
import type { DocumentEdge, DocumentNode, PipelineDocument } from './document.ts'
import { emptyDocument } from './document.ts'

/** Short ways to write a drawing in a test. */

/** A node whose id is the last part of its type unless given: `node('split.split')` has the id `split`. */
export function node(type: string, params: DocumentNode['params'] = {}, id?: string): DocumentNode {
  return { id: id ?? type.split('.')[1] ?? type, type, version: 1, params, position: { x: 0, y: 0 } }
}

/** Edges written `from.port > to.port`; a port left out is `table`. */
export function edges(...wires: readonly string[]): DocumentEdge[] {
  const end = (text: string) => {
    const [id = '', port = 'table'] = text.trim().split('.')
    return { node: id, port }
  }
  return wires.map((wire) => {
    const [from = '', to = ''] = wire.split('>')
    return { from: end(from), to: end(to) }
  })
}

export const draw = (nodes: readonly DocumentNode[], ...wires: readonly string[]): PipelineDocument => ({
  ...emptyDocument(),
  nodes: [...nodes],
  edges: edges(...wires),
})

/** Data, Split, Scale, Train with a network, Evaluate: with no problem at all. */
export const soundDrawing = (): PipelineDocument =>
  draw(
    (
      [
        'data.builtin',
        'split.split',
        'features.scale',
        'models.mlp',
        'train.train',
        'evaluate.evaluate',
      ] as const satisfies readonly NodeType[]
    ).map((type) => node(type)),
    'builtin > split',
    'split > scale',
    'scale > train',
    'mlp.blueprint > train.blueprint',
    'train.model > evaluate.model',
    'scale > evaluate',
  )

export const options = { definitions, context: { sources: {} } }
