import { z } from 'zod'

/** What a column means. */
export const columnKinds = [
  'number',
  'category',
  'boolean',
  'datetime',
  'text',
  'image',
  'sequence',
  'vector',
] as const
export type ColumnKind = (typeof columnKinds)[number]

/** What a column is for. `split` and `fold` columns are found by role, never by name. */
export const columnRoles = [
  'feature',
  'target',
  'id',
  'time',
  'group',
  'weight',
  'split',
  'fold',
  'ignore',
] as const
export type ColumnRole = (typeof columnRoles)[number]

/** How a column is stored in Parquet. */
export const columnStorages = [
  'double',
  'bigint',
  'varchar',
  'boolean',
  'date',
  'timestamp',
  'list',
  'blob',
] as const
export type ColumnStorage = (typeof columnStorages)[number]

export const columnSchema = z.object({
  /** Identity that survives a rename: the name at the source. */
  id: z.string(),
  name: z.string(),
  storage: z.enum(columnStorages),
  kind: z.enum(columnKinds),
  role: z.enum(columnRoles),
  /** Known values of a category or boolean column, in code-unit order. */
  categories: z.array(z.string()).readonly().optional(),
  shape: z.array(z.number().int()).readonly().optional(),
  /** Its parts stand beside it as numbers (*Date parts*), so nothing is lost where a model can't read it. */
  apart: z.literal(true).optional(),
  /** Of a column of numbers in a file that was looked at: its only two values, as text, in code-unit order. */
  twoValues: z.tuple([z.string(), z.string()]).readonly().optional(),
})
export type Column = z.infer<typeof columnSchema>

export const tableSchemaSchema = z.object({
  columns: z.array(columnSchema).readonly(),
  /** True where further columns may arrive that cannot be known before the run. */
  open: z.boolean(),
  /** The columns at the request source (the raw row): set by sources, passed on by every node that keeps rows. */
  request: z.array(columnSchema).readonly().optional(),
})
export type TableSchema = z.infer<typeof tableSchemaSchema>

/** Whether the vectors of a column are pictures: height, width, and one (grey) or three channels. */
export const holdsPictures = ({ kind, shape }: Pick<Column, 'kind' | 'shape'>): boolean =>
  kind === 'vector' && shape?.length === 3 && (shape[2] === 1 || shape[2] === 3)

/** Whether an endpoint takes a column as an image: one of encoded images, or of vectors that are pictures. */
export const takesImage = (column: Pick<Column, 'kind' | 'shape'>): boolean =>
  column.kind === 'image' || holdsPictures(column)

/** The stable row id that every table carries; not listed among a schema's columns. */
export const ROW_ID = '_row'

export const findByRole = (schema: TableSchema, role: ColumnRole): Column | undefined =>
  schema.columns.find((column) => column.role === role)

export const findByName = (schema: TableSchema, name: string): Column | undefined =>
  schema.columns.find((column) => column.name === name)

export const listByRole = (schema: TableSchema, role: ColumnRole): Column[] =>
  schema.columns.filter((column) => column.role === role)
