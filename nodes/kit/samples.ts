import type { Column, ColumnKind, ColumnStorage, TableSchema } from './columns.ts'

/** Columns and tables for tests. */

const storageOf: Readonly<Record<ColumnKind, ColumnStorage>> = {
  number: 'double',
  category: 'varchar',
  boolean: 'boolean',
  datetime: 'timestamp',
  text: 'varchar',
  image: 'blob',
  sequence: 'list',
  vector: 'list',
}

export const sampleColumn = (name: string, kind: ColumnKind, more: Partial<Column> = {}): Column => ({
  id: name,
  name,
  storage: storageOf[kind],
  kind,
  role: 'feature',
  ...more,
})

export const sampleTable = (...columns: readonly Column[]): TableSchema => ({ columns, open: false })

/** A table of which nothing is known before the run. */
export const openTable: TableSchema = { columns: [], open: true }

export const splitColumn = sampleColumn('part', 'category', {
  role: 'split',
  categories: ['test', 'train', 'validation'],
})
