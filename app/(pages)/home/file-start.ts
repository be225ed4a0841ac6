import { documentSchema, type PipelineDocument } from '../../../nodes/graph/document.ts'
import type { Column } from '../../../nodes/kit/columns.ts'
import { findTemplate } from '../../../nodes/templates/templates.ts'
import { typesForTarget } from './guess-target.ts'
import { endpointNameOf } from './names.ts'

const COLUMN = 240

/** The drawing of a template, its endpoint called as the file. */
function drawingFor(template: string, file: { name: string }): PipelineDocument {
  const document = findTemplate(template)?.document
  if (!document) throw new Error('The templates are gone.')
  const nodes = document.nodes.map((node) =>
    node.type === 'deploy.deploy'
      ? { ...node, params: { ...node.params, name: endpointNameOf(file.name) } }
      : node,
  )
  return { ...document, nodes }
}

/** The template for images, with *Images* and *Prepare images* where its data stood. */
export function documentFromImages(file: { id: string; name: string }): PipelineDocument {
  const drawing = drawingFor('image-classification', file)
  const { nodes, edges } = drawing
  const source = nodes.find(({ type }) => type === 'data.builtin')
  if (!source) throw new Error('The template reads nothing.')
  const right = { x: source.position.x + COLUMN, y: source.position.y }
  return documentSchema.parse({
    ...drawing,
    nodes: [
      { ...source, type: 'data.images', version: 1, params: { source: file.id } },
      { id: 'prepare', type: 'features.image', version: 1, params: {}, position: right },
      ...nodes
        .filter((node) => node !== source)
        .map((node) => ({ ...node, position: { ...node.position, x: node.position.x + COLUMN } })),
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
  const drawing = drawingFor(isRegression ? 'tabular-regression' : 'tabular-classification', file)
  const params = { source: file.id, target: target.name, ...(types && { types }) }
  const nodes = drawing.nodes.map((node) =>
    node.type === 'data.builtin' ? { ...node, type: 'data.file', params } : node,
  )
  return documentSchema.parse({ ...drawing, nodes })
}
