import { documentSchema, type PipelineDocument } from '../../../nodes/graph/document.ts'
import type { Column } from '../../../nodes/kit/columns.ts'
import { findTemplate } from '../../../nodes/templates/templates.ts'
import { typesForTarget } from './guess-target.ts'
import { endpointNameOf } from './names.ts'

const COLUMN = 240

/** The template for images, with *Images* and *Prepare images* where its data stood. */
export function documentFromImages(file: { id: string; name: string }): PipelineDocument {
  const template = findTemplate('image-classification')
  const source = template?.document.nodes.find(({ type }) => type === 'data.builtin')
  if (!template || !source) throw new Error('The templates are gone.')
  const { nodes, edges } = template.document
  const right = { x: source.position.x + COLUMN, y: source.position.y }
  return documentSchema.parse({
    ...template.document,
    nodes: [
      { ...source, type: 'data.images', version: 1, params: { source: file.id } },
      { id: 'prepare', type: 'features.image', version: 1, params: {}, position: right },
      ...nodes
        .filter((node) => node !== source)
        .map((node) => ({
          ...node,
          position: { ...node.position, x: node.position.x + COLUMN },
          params:
            node.type === 'deploy.deploy' ? { ...node.params, name: endpointNameOf(file.name) } : node.params,
        })),
    ],
    edges: [
      { from: { node: source.id, port: 'table' }, to: { node: 'prepare', port: 'table' } },
      ...edges.map((edge) =>
        edge.from.node === source.id ? { ...edge, from: { node: 'prepare', port: 'table' } } : edge,
      ),
    ],
  })
}

/**
 * The template that fits the target, with a *File* node where its data stood. A number of two values is typed as what
 * it is taken for: two classes.
 */
export function documentFromFile(
  file: { id: string; name: string },
  target: Pick<Column, 'name' | 'kind' | 'twoValues'>,
): PipelineDocument {
  const types = typesForTarget(target)
  const isRegression = target.kind === 'number' && !types
  const template = findTemplate(isRegression ? 'tabular-regression' : 'tabular-classification')
  if (!template) throw new Error('The templates are gone.')
  const nodes = template.document.nodes.map((node) => {
    if (node.type === 'data.builtin')
      return {
        ...node,
        type: 'data.file',
        params: { source: file.id, target: target.name, ...(types && { types }) },
      }
    if (node.type === 'deploy.deploy')
      return { ...node, params: { ...node.params, name: endpointNameOf(file.name) } }
    return node
  })
  return documentSchema.parse({ ...template.document, nodes })
}
