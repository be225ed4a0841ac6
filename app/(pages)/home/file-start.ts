import { findTemplate } from '../../../nodes/templates/templates.ts'
import { documentSchema, type PipelineDocument } from '../../../nodes/graph/document.ts'
import type { Column, TableSchema } from '../../../nodes/kit/columns.ts'

/** A drawing from an uploaded file: which column to predict, and the template with the file in place of its data. */

export interface TargetGuess {
  column: string
  /** False where a person should be asked. */
  sure: boolean
}

const usualNames = new Set([
  'target',
  'label',
  'labels',
  'class',
  'y',
  'outcome',
  'response',
  'species',
  'survived',
  'churn',
  'churned',
  'diagnosis',
  'price',
  'quality',
  'default',
])

/** What a model here can predict. */
export const canBeTarget = (column: Column): boolean =>
  (column.kind === 'number' || column.kind === 'category' || column.kind === 'boolean') &&
  column.role !== 'id'

/**
 * The column that is probably meant: the one with the role, the one with a usual name, else the last category, else
 * the last column. Undefined where nothing can be predicted.
 */
export function guessTarget(schema: TableSchema): TargetGuess | undefined {
  const marked = schema.columns.find((column) => column.role === 'target')
  if (marked) return { column: marked.name, sure: true }
  const possible = schema.columns.filter(canBeTarget)
  const named = possible.filter((column) => usualNames.has(column.name.trim().toLowerCase()))
  if (named.length === 1) return { column: named[0]!.name, sure: true }
  const last = possible.findLast((column) => column.kind !== 'number') ?? possible.at(-1)
  return last && { column: (named[0] ?? last).name, sure: false }
}

/** `Bank marketing (2024).csv` → `Bank marketing (2024)`. */
export const titleOf = (fileName: string): string =>
  fileName.replace(/\.[A-Za-z0-9]{1,8}$/, '').trim() || fileName

/** A name that may stand in an address: lower-case letters, digits and hyphens. */
export const endpointNameOf = (fileName: string): string =>
  titleOf(fileName)
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, '') || 'my-endpoint'

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
