import type { Column, TableSchema } from '../../../nodes/kit/columns.ts'

const usual = [
  'target',
  'label',
  'class',
  'y',
  'outcome',
  'species',
  'diagnosis',
  'price',
  'churn',
  'survived',
]

const isPossible = (column: Column): boolean =>
  (column.kind === 'number' || column.kind === 'category' || column.kind === 'boolean') &&
  (column.role === 'feature' || column.role === 'target')

/**
 * The column that a person most likely wants to predict: one that is called so, else the last category, yes/no or
 * number of the table. The empty string where nothing fits. A guess only; it is shown and easily changed.
 */
export function guessTarget(schema: TableSchema): string {
  const marked = schema.columns.find((column) => column.role === 'target')
  if (marked) return marked.name
  const possible = schema.columns.filter(isPossible)
  for (const word of usual) {
    const named = possible.find((column) => column.name.trim().toLowerCase() === word)
    if (named) return named.name
  }
  const last = schema.columns.at(-1)
  if (last && isPossible(last)) return last.name
  return possible.findLast((column) => column.kind !== 'number')?.name ?? possible.at(-1)?.name ?? ''
}
