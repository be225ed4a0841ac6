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
  /** Why it was paused or resumed, in the words of who did it. */
  note: text('note').notNull().default(''),
  /** A time missed by no more than this is caught up with. */
  catchUpSeconds: integer('catch_up_seconds').notNull().default(3_600),
  /** Each start is put off by a random while of at most this. */
  jitterSeconds: integer('jitter_seconds').notNull().default(0),
  startsAt: timestamp('starts_at', { withTimezone: true }),
  endsAt: timestamp('ends_at', { withTimezone: true }),
  /** Is told of every run that fails. */
  webhook: text('webhook'),
  /** Of a schedule that waits for data: the versions that its last run saw, by name. */
  seen: jsonb('seen').$type<Record<string, string>>().notNull().default({}),
  /** The version that is run; null for the newest at the time. */
  pipelineVersion: integer('pipeline_version'),
  /** Values for the pipeline's inputs, by name. */
  inputs: jsonb('inputs').$type<Record<string, string | number | boolean>>().notNull().default({}),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().defaultNow(),
  deletedAt: timestamp('deleted_at', { withTimezone: true }),
})
