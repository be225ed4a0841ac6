import { boolean, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import type { ScheduleTiming } from '../../nodes/schedules/timing.ts'
import { pipelines } from './pipelines.ts'

/** What happens where the run before has not ended yet. */
export const overlapPolicies = ['skip', 'bufferOne', 'cancelOther', 'allowAll'] as const
export type OverlapPolicy = (typeof overlapPolicies)[number]

/** The truth about schedules; Temporal's are made to agree with it. */
export const schedules = pgTable('schedules', {
  id: text('id').primaryKey(),
  pipelineId: text('pipeline_id')
    .notNull()
    .references(() => pipelines.id),
  name: text('name').notNull(),
  timing: jsonb('timing').$type<ScheduleTiming>().notNull(),
  overlap: text('overlap').$type<OverlapPolicy>().notNull().default('skip'),
  paused: boolean('paused').notNull().default(false),
  /** The version that is run; null for the newest at the time. */
  pipelineVersion: integer('pipeline_version'),
  /** Values for the pipeline's inputs, by name. */
  inputs: jsonb('inputs').$type<Record<string, string | number | boolean>>().notNull().default({}),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().defaultNow(),
  deletedAt: timestamp('deleted_at', { withTimezone: true }),
})
