import { documentSchema, type PipelineDocument } from '../../../nodes/graph/document.ts'
import type { Column } from '../../../nodes/kit/columns.ts'
import { findTemplate } from '../../../nodes/templates/templates.ts'
import { typesForTarget } from './guess-target.ts'
import { endpointNameOf } from './names.ts'

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
