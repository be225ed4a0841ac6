import { integer, jsonb, pgTable, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core'
import type { PipelineDocument } from '../../nodes/graph/document.ts'

const createdAt = () => timestamp('created_at', { withTimezone: true }).notNull().defaultNow()

export const pipelines = pgTable('pipelines', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  /** Number of the newest version. */
  version: integer('version').notNull(),
  /** Template it was made from, if any. */
  template: text('template'),
  createdAt: createdAt(),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().defaultNow(),
  /** Set when it was put in the bin; runs keep pointing at it. */
  deletedAt: timestamp('deleted_at', { withTimezone: true }),
})

/** Every save is a version; versions are immutable. */
export const pipelineVersions = pgTable(
  'pipeline_versions',
  {
    id: text('id').primaryKey(),
    pipelineId: text('pipeline_id')
      .notNull()
      .references(() => pipelines.id),
    version: integer('version').notNull(),
    document: jsonb('document').$type<PipelineDocument>().notNull(),
    /** Why it was made: `save`, `restore of 3`, … */
    label: text('label'),
    /** Name that a person gave it; a named version is never thinned out. */
    name: text('name'),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex('pipeline_versions_number').on(table.pipelineId, table.version)],
)
