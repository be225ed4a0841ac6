import { and, eq, gt, isNotNull, lt } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { runs, schedules } from '../../drizzle/schema.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import type { WorkflowClient } from '../../workflows/client.ts'
import { webhookAttempts } from '../../workflows/types.ts'
import { getRunSummary, listLastScheduledRuns } from '../runs/runs.ts'
import { remember } from './memory.ts'
import { failurePayload, type Webhooks, type WebhookPayload } from './webhook.ts'

/** The run for a time of a schedule, where it failed and there is a webhook to tell. */
export async function findFailureToTell(
  db: Database,
  { scheduleId, scheduledAt }: { scheduleId: string; scheduledAt: string },
): Promise<{ runId: string } | null> {
  const [failed] = await db
    .select({ runId: runs.id })
    .from(runs)
    .innerJoin(schedules, eq(schedules.id, runs.scheduleId))
    .where(
      and(
        eq(runs.scheduleId, scheduleId),
        eq(runs.scheduledAt, new Date(scheduledAt)),
        eq(runs.state, 'failed'),
        isNotNull(schedules.webhook),
      ),
    )
  return failed ?? null
}

/**
 * Tells the webhook of a schedule that a run of it failed, and remembers how that went. A refusal, and a webhook that
 * was taken away meanwhile, end it.
 * @throws OperationalError where another attempt may do better.
 */
export async function tellOfRun(
  { db, webhooks }: { db: Database; webhooks: Webhooks },
  { runId, attempt }: { runId: string; attempt: number },
): Promise<void> {
  const run = await getRunSummary(db, runId)
  if (run.schedule === null) return
  const [schedule] = await db.select().from(schedules).where(eq(schedules.id, run.schedule.id))
  if (!schedule?.webhook) return
  const told = { runId, attempts: attempt, at: new Date().toISOString() }
  try {
    await webhooks.send(schedule.webhook, failurePayload(run, webhooks.link))
    await remember(db, schedule.id, { delivery: { ...told, state: 'delivered' } })
  } catch (error) {
    const ends = error instanceof UserError || attempt >= webhookAttempts
    const message = error instanceof Error ? error.message : String(error)
    const delivery = { ...told, state: ends ? 'failed' : 'retrying', error: message } as const
    await remember(db, schedule.id, { delivery })
    if (!ends) throw error
  }
}

/** Longer than the workflow of a run takes to have it told. */
const FORGOTTEN_AFTER_MS = 60_000
const TOO_LATE_MS = 6 * 3_600_000

/** Has those failures told whose workflow was lost before it could: the last run of a schedule, if it failed lately. */
export async function tellForgottenFailures({
  db,
  workflows,
}: {
  db: Database
  workflows: WorkflowClient
}): Promise<void> {
  const now = Date.now()
  const found = await db
    .selectDistinctOn([schedules.id], {
      id: schedules.id,
      memory: schedules.memory,
      since: schedules.updatedAt,
    })
    .from(schedules)
    .innerJoin(runs, eq(runs.scheduleId, schedules.id))
    .where(
      and(
        isNotNull(schedules.webhook),
        eq(runs.state, 'failed'),
        gt(runs.finishedAt, new Date(now - TOO_LATE_MS)),
        lt(runs.finishedAt, new Date(now - FORGOTTEN_AFTER_MS)),
      ),
    )
  const last = await listLastScheduledRuns(
    db,
    found.map(({ id }) => id),
  )
  for (const { id, memory, since } of found) {
    const run = last.get(id)
    if (run?.state !== 'failed' || memory.delivery?.runId === run.id) continue
    if (run.finishedAt !== null && new Date(run.finishedAt) > since)
      await workflows.schedules.tellOfRun(run.id)
  }
}

/** What *Test* sends: a failure that is made up. */
export function testPayload(
  schedule: { id: string; name: string; pipelineId: string; pipelineName: string },
  link: Webhooks['link'],
): WebhookPayload {
  const now = new Date().toISOString()
  return {
    event: 'test',
    schedule: { id: schedule.id, name: schedule.name },
    run: { id: 'test', number: 0, scheduledAt: now, startedAt: now, finishedAt: now },
    pipeline: { id: schedule.pipelineId, name: schedule.pipelineName, version: 0 },
    state: 'failed',
    error: { code: 'test', message: 'This is a test: nothing failed.' },
    links: {
      run: link('/runs'),
      schedule: link(`/schedules/${schedule.id}`),
      pipeline: link(`/pipelines/${schedule.pipelineId}`),
    },
  }
}
