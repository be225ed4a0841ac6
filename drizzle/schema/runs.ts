import {
  bigserial,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
} from 'drizzle-orm/pg-core'
import type { CacheKeyParts } from '../../nodes/graph/cache-key.ts'
import type { Plan } from '../../nodes/graph/plan.ts'
import type { ErrorReport } from '../../nodes/kit/errors.ts'
import type { Checkpoint, Progress } from '../../nodes/kit/runner.ts'
import type { PortValue } from '../../nodes/kit/values.ts'
import type { TrialSettings } from '../../nodes/kit/refits.ts'
import { pipelines, pipelineVersions } from './pipelines.ts'

export const runStates = ['queued', 'running', 'paused', 'succeeded', 'failed', 'cancelled'] as const
export type RunState = (typeof runStates)[number]

/** Of a run that has not ended. */
export const openRunStates = ['queued', 'running', 'paused'] as const satisfies readonly RunState[]

export const nodeStates = [
  'queued',
  'running',
  /** For a person to decide, or for a time to come. */
  'waiting',
  'succeeded',
  'cached',
  'failed',
  'skipped',
  'cancelled',
] as const
export type NodeState = (typeof nodeStates)[number]

/** Of a node that has not ended. */
export const openNodeStates = ['queued', 'running', 'waiting'] as const satisfies readonly NodeState[]

export const runs = pgTable(
  'runs',
  {
    id: text('id').primaryKey(),
    /** Counts up within its pipeline: what people call it by. */
    number: integer('number').notNull(),
    pipelineId: text('pipeline_id')
      .notNull()
      .references(() => pipelines.id),
    versionId: text('version_id')
      .notNull()
      .references(() => pipelineVersions.id),
    state: text('state').$type<RunState>().notNull().default('queued'),
    plan: jsonb('plan').$type<Plan>().notNull(),
    /** What started it: `page`, `api`, `cli`, `schedule`. */
    trigger: text('trigger').notNull(),
    /** The schedule that started it, and the time it was meant for. */
    scheduleId: text('schedule_id'),
    scheduledAt: timestamp('scheduled_at', { withTimezone: true }),
    /** Values given for the pipeline's inputs, by name. */
    inputs: jsonb('inputs').$type<Record<string, string | number | boolean>>().notNull().default({}),
    /** Runs every node again, whatever the cache holds. */
    fresh: boolean('fresh').notNull().default(false),
    /** The only node that was wanted, with what it needs. */
    untilNodeId: text('until_node_id'),
    /** The node from which on everything was made again. */
    fromNodeId: text('from_node_id'),
    /** The run that it goes on with: what finished there is taken from it. */
    retryOfRunId: text('retry_of_run_id'),
    /** Kept whatever the retention says. */
    kept: boolean('kept').notNull().default(false),
    error: jsonb('error').$type<ErrorReport & { nodeId?: string }>(),
    /** Numeric backend that did the work, once known: `tensorflow 2.15.1`, `wasm 4.22.0`. */
    backend: text('backend'),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
    startedAt: timestamp('started_at', { withTimezone: true }),
    finishedAt: timestamp('finished_at', { withTimezone: true }),
  },
  (table) => [
    index('runs_by_pipeline').on(table.pipelineId, table.number),
    index('runs_by_schedule').on(table.scheduleId),
    index('runs_by_time').on(table.createdAt),
  ],
)

/** One execution of one node in one run. The attempt is a fencing token: only the newest may record. */
export const nodeRuns = pgTable(
  'node_runs',
  {
    runId: text('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    nodeId: text('node_id').notNull(),
    /** Which repetition of a refit: `fold:0`, `prefix:0`, `trial:3`; empty for the node itself. */
    iteration: text('iteration').notNull().default(''),
    /** Settings tried by a trial, by node and field. */
    settings: jsonb('settings').$type<TrialSettings>(),
    state: text('state').$type<NodeState>().notNull().default('queued'),
    attempt: integer('attempt').notNull().default(0),
    cacheKey: text('cache_key'),
    /** What the key is a digest of: says later why a result is stale. */
    keyParts: jsonb('key_parts').$type<CacheKeyParts>(),
    /** What a person asked of it while it runs: `stop` ends training early and keeps the best. */
    request: text('request').$type<'stop'>(),
    /** Run the outputs were taken from, where it was a cache hit. */
    cachedFromRunId: text('cached_from_run_id'),
    outputs: jsonb('outputs').$type<Record<string, PortValue>>(),
    progress: jsonb('progress').$type<Progress>(),
    error: jsonb('error').$type<ErrorReport>(),
    startedAt: timestamp('started_at', { withTimezone: true }),
    finishedAt: timestamp('finished_at', { withTimezone: true }),
  },
  (table) => [primaryKey({ columns: [table.runId, table.nodeId, table.iteration] })],
)

export const eventKinds = ['log', 'metrics', 'state'] as const
export type EventKind = (typeof eventKinds)[number]

export interface LogEvent {
  level: 'info' | 'warn' | 'error'
  message: string
}
export interface MetricsEvent {
  epoch: number
  metrics: Record<string, number>
}
export interface StateEvent {
  state: NodeState | RunState
}

/** Append-only: logs, points of live curves and state changes of a run, in order. */
export const runEvents = pgTable(
  'run_events',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    runId: text('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    /** Null where it concerns the whole run. */
    nodeId: text('node_id'),
    attempt: integer('attempt').notNull().default(0),
    kind: text('kind').$type<EventKind>().notNull(),
    data: jsonb('data').$type<LogEvent | MetricsEvent | StateEvent>().notNull(),
    at: timestamp('at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [index('run_events_by_run').on(table.runId, table.id)],
)

/** First recorded output wins: one row a key. */
export const cacheEntries = pgTable('cache_entries', {
  key: text('key').primaryKey(),
  nodeType: text('node_type').notNull(),
  runId: text('run_id').notNull(),
  outputs: jsonb('outputs').$type<Record<string, PortValue>>().notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  lastUsedAt: timestamp('last_used_at', { withTimezone: true }).notNull().defaultNow(),
})

/** A decision that a run waits for. */
export const approvals = pgTable(
  'approvals',
  {
    runId: text('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    nodeId: text('node_id').notNull(),
    /** What the person is asked. */
    question: text('question').notNull(),
    state: text('state').$type<'open' | 'approved' | 'rejected'>().notNull().default('open'),
    /** When the default decides; null for never. */
    deadlineAt: timestamp('deadline_at', { withTimezone: true }),
    /** `page`, `api`, or `deadline`. */
    decidedBy: text('decided_by'),
    comment: text('comment'),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
    decidedAt: timestamp('decided_at', { withTimezone: true }),
  },
  (table) => [primaryKey({ columns: [table.runId, table.nodeId] })],
)

/** The truth about how far a long fit got; one row per node execution, replaced epoch by epoch. */
export const checkpoints = pgTable(
  'checkpoints',
  {
    runId: text('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    nodeId: text('node_id').notNull(),
    iteration: text('iteration').notNull().default(''),
    cacheKey: text('cache_key').notNull(),
    attempt: integer('attempt').notNull(),
    epoch: integer('epoch').notNull(),
    /** Numeric backend that wrote it; another one starts over. */
    backend: text('backend').notNull(),
    checkpoint: jsonb('checkpoint').$type<Checkpoint>().notNull(),
    updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.nodeId, table.iteration] })],
)
