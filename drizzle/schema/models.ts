import {
  boolean,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import type { ModelValue } from '../../nodes/kit/values.ts'
import { pipelines } from './pipelines.ts'

/** A trained model: recorded when a node that makes one finishes. Same content, same version. */
export const modelVersions = pgTable(
  'model_versions',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    version: integer('version').notNull(),
    pipelineId: text('pipeline_id')
      .notNull()
      .references(() => pipelines.id),
    runId: text('run_id').notNull(),
    nodeId: text('node_id').notNull(),
    digest: text('digest').notNull(),
    value: jsonb('value').$type<ModelValue>().notNull(),
    tags: jsonb('tags').$type<string[]>().notNull().default([]),
    /** What people wrote on its card, by heading. */
    notes: jsonb('notes').$type<Record<string, string>>().notNull().default({}),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('model_versions_count').on(table.pipelineId, table.nodeId, table.version),
    uniqueIndex('model_versions_content').on(table.pipelineId, table.nodeId, table.digest),
  ],
)

/** A name for a version of a model, such as `champion`: one version has it at a time. */
export const modelAliases = pgTable(
  'model_aliases',
  {
    pipelineId: text('pipeline_id')
      .notNull()
      .references(() => pipelines.id),
    nodeId: text('node_id').notNull(),
    alias: text('alias').notNull(),
    modelVersionId: text('model_version_id')
      .notNull()
      .references(() => modelVersions.id, { onDelete: 'cascade' }),
    updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.pipelineId, table.nodeId, table.alias] })],
)

/** A name that clients call. */
export const endpoints = pgTable('endpoints', {
  name: text('name').primaryKey(),
  /** Version that answers where none is named. */
  version: integer('version').notNull(),
  enabled: boolean('enabled').notNull().default(true),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().defaultNow(),
})

export const endpointVersions = pgTable(
  'endpoint_versions',
  {
    id: text('id').primaryKey(),
    endpoint: text('endpoint')
      .notNull()
      .references(() => endpoints.name, { onDelete: 'cascade' }),
    version: integer('version').notNull(),
    modelVersionId: text('model_version_id')
      .notNull()
      .references(() => modelVersions.id),
    /** Run, node and iteration that deployed it: deploying twice with one key is once. */
    idempotencyKey: text('idempotency_key').notNull().unique(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [uniqueIndex('endpoint_versions_number').on(table.endpoint, table.version)],
)
