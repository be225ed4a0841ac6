import { documentSchema, type PipelineDocument } from '../../../nodes/graph/document.ts'
import type { Column } from '../../../nodes/kit/columns.ts'
import { findTemplate } from '../../../nodes/templates/templates.ts'
import { endpointNameOf } from './names.ts'

/** The template that fits the target, with a *File* node where its data stood. */
export function documentFromFile(
  file: { id: string; name: string },
  target: Pick<Column, 'name' | 'kind'>,
): PipelineDocument {
  const template = findTemplate(target.kind === 'number' ? 'tabular-regression' : 'tabular-classification')
  if (!template) throw new Error('The templates are gone.')
  const nodes = template.document.nodes.map((node) => {
    if (node.type === 'data.builtin')
      return { ...node, type: 'data.file', params: { source: file.id, target: target.name } }
    if (node.type === 'deploy.deploy')
      return { ...node, params: { ...node.params, name: endpointNameOf(file.name) } }
    return node
  })
  return documentSchema.parse({ ...template.document, nodes })
}
