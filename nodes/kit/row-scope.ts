import type { TableSchema } from './columns.ts'
import { findByRole } from './columns.ts'
import type { NodeProblem } from './define.ts'

/** Titles of the parts of a split, for the parameter `on` of nodes that use some of the rows. */
export const rowScopes = {
  test: 'Test rows',
  validation: 'Validation rows',
  train: 'Training rows',
  all: 'All rows',
} as const
export type RowScope = keyof typeof rowScopes

/** Rows in words, for cards. */
export const rowScopeWords: Readonly<Record<RowScope, string>> = {
  test: 'test rows',
  validation: 'validation rows',
  train: 'training rows',
  all: 'all rows',
}

export const hasSplit = (table: TableSchema): boolean => findByRole(table, 'split') !== undefined

/** A part is asked for, and no Split stands upstream: all rows are used, which must be said. */
export function scopeWithoutSplit(table: TableSchema, on: RowScope): NodeProblem[] {
  if (on === 'all' || hasSplit(table) || table.open) return []
  const message = `No Split stands upstream, so there are no ${rowScopeWords[on]}: all rows are used.`
  return [{ severity: 'warning', code: 'no_split', message, field: 'on' }]
}
