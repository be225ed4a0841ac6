import { jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import type { PipelineDocument } from '../../nodes/graph/document.ts'

/** Drawings that people saved to begin others from; those that come with the product are code. */
export const savedTemplates = pgTable('saved_templates', {
  id: text('id').primaryKey(),
  title: text('title').notNull(),
  description: text('description').notNull().default(''),
  /** Its `inputs` are the template's parameters. */
  document: jsonb('document').$type<PipelineDocument>().notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().defaultNow(),
})
