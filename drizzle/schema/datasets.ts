import { bigint, integer, jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'
import type { TableSchema } from '../../nodes/kit/columns.ts'
import type { ErrorReport } from '../../nodes/kit/errors.ts'
import type { BlobRef } from '../../nodes/kit/values.ts'

/** An uploaded file: immutable bytes. The same bytes under the same name are the same version. */
export const datasetVersions = pgTable('dataset_versions', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  version: integer('version').notNull(),
  blob: jsonb('blob').$type<BlobRef>().notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  /** Set when it was deleted: no longer offered; its bytes go once nothing needs them. */
  deletedAt: timestamp('deleted_at', { withTimezone: true }),
})

/** A file that arrives in parts: how far it got. */
export const uploads = pgTable('uploads', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  sizeBytes: bigint('size_bytes', { mode: 'number' }).notNull(),
  receivedBytes: bigint('received_bytes', { mode: 'number' }).notNull().default(0),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().defaultNow(),
})

/** What a reading of a file with certain options looked like: feeds forms at design time. */
export const datasetReadings = pgTable(
  'dataset_readings',
  {
    datasetId: text('dataset_id')
      .notNull()
      .references(() => datasetVersions.id, { onDelete: 'cascade' }),
    /** `fileSourceKey` of the options. */
    sourceKey: text('source_key').notNull(),
    schema: jsonb('schema').$type<TableSchema>(),
    rows: bigint('rows', { mode: 'number' }),
    /** Delimiter, encoding, … that were found. */
    detected: jsonb('detected').$type<Record<string, unknown>>(),
    preview: jsonb('preview').$type<unknown[][]>(),
    error: jsonb('error').$type<ErrorReport>(),
  },
  (table) => [primaryKey({ columns: [table.datasetId, table.sourceKey] })],
)
