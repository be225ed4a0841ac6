import type { Column } from './columns.ts'

/**
 * The kind that makes two classes of a column of numbers: boolean where its values are 0 and 1, category where they are
 * another two; undefined for any other column.
 */
export function classKindOf({
  kind,
  twoValues,
}: Pick<Column, 'kind' | 'twoValues'>): 'boolean' | 'category' | undefined {
  if (kind !== 'number' || !twoValues) return undefined
  return twoValues[0] === '0' && twoValues[1] === '1' ? 'boolean' : 'category'
}
