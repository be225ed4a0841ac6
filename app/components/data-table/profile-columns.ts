import type { Column } from '../../../nodes/kit/columns.ts'
import type { DataColumn } from './layout.ts'

/** Columns for the table, with what the profile says of each. */
export function dataColumns(columns: readonly Column[], _profile: unknown): DataColumn[] {
  return columns.map((column) => ({ name: column.name, kind: column.kind, role: column.role }))
}
