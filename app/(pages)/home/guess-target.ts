import type { Column, TableSchema } from '../../../nodes/kit/columns.ts'

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
