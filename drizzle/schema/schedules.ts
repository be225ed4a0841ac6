import { boolean, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import type { ScheduleTiming } from '../../nodes/schedules/timing.ts'
import { pipelines } from './pipelines.ts'

/** What happens where the run before has not ended yet. */
export const overlapPolicies = ['skip', 'bufferOne', 'bufferAll', 'cancelOther', 'allowAll'] as const
export type OverlapPolicy = (typeof overlapPolicies)[number]

/** Times in a row at which a schedule was due and nothing was run, for the same reason. */
export interface LeftOutTimes {
  from: string
  to: string
  count: number
  /** `overlap`: run `run` had not ended. `missed`: Millrace was not running, and the time was too long ago later. */
  reason: 'overlap' | 'missed'
  run?: number
}

/** How it went to tell a webhook of a run that failed. */
export interface WebhookDelivery {
  runId: string
  state: 'delivered' | 'retrying' | 'failed'
  attempts: number
  /** Of the last attempt. */
  at: string
  error?: string
}

/** Past times that are run after all, one by one or side by side. */
export interface ScheduleBackfill {
  id: string
  from: string
  to: string
  count: number
  startedAt: string
  endedAt?: string
}

/** What a schedule has to know from one look to the next. */
export interface ScheduleMemory {
  /** Newest versions of its data sets that a run has been started for, by name; 0 where there was none. */
  data?: Record<string, number>
  /** It was told from outside that there is new data, which has not been run yet. */
  toldAt?: string
  /** Who last turned it off or on, and when. */
  noted?: { by: 'page' | 'api' | 'cli'; at: string }
  /** Up to here its times were compared with its runs. */
  checkedAt?: string
  leftOut?: LeftOutTimes[]
  delivery?: WebhookDelivery
  backfill?: ScheduleBackfill
}

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
  memory: jsonb('seen').$type<ScheduleMemory>().notNull().default({}),
  /** The version that is run; null for the newest at the time. */
  pipelineVersion: integer('pipeline_version'),
  /** Values for the pipeline's inputs, by name. */
  inputs: jsonb('inputs').$type<Record<string, string | number | boolean>>().notNull().default({}),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().defaultNow(),
  deletedAt: timestamp('deleted_at', { withTimezone: true }),
})
