import { createHash } from 'node:crypto'
import { and, eq, isNull } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { pipelines, schedules } from '../../drizzle/schema.ts'
import { toErrorReport, UserError } from '../../nodes/kit/errors.ts'
import { withScheduledTime } from '../../nodes/schedules/scheduled-time.ts'
import type { RunPipelineInput } from '../../workflows/types.ts'
import { isRunOpen } from '../runs/finish-run.ts'
import { createRun, findVersion, recordRun, toWorkflow } from '../runs/start-run.ts'

/** The same for the same schedule and time, in the form of a UUID: the run's id, so that there is one at most. */
function runIdOf(scheduleId: string, scheduledAt: string): string {
  const hex = createHash('sha256').update(`${scheduleId} ${scheduledAt}`).digest('hex')
  return hex.slice(0, 32).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-8$3-8$4-$5')
}

/**
 * Records the run for a time at which a schedule is due; the same run where it is recorded already. A drawing that can't
 * run is recorded as a run that failed, with the reason. Null where there is nothing to run: the schedule or its
 * pipeline was deleted, the drawing can't run, or the run has ended.
 */
export async function createScheduledRun(
  db: Database,
  { scheduleId, scheduledAt }: { scheduleId: string; scheduledAt: string },
): Promise<RunPipelineInput | null> {
  const [row] = await db
    .select({ schedule: schedules })
    .from(schedules)
    .innerJoin(pipelines, eq(pipelines.id, schedules.pipelineId))
    .where(and(eq(schedules.id, scheduleId), isNull(schedules.deletedAt), isNull(pipelines.deletedAt)))
  if (!row) return null
  const { pipelineId, pipelineVersion, timing } = row.schedule
  const time = new Date(scheduledAt)
  const inputs = withScheduledTime(row.schedule.inputs, time, timing)
  const runId = runIdOf(scheduleId, scheduledAt)
  const version = pipelineVersion ?? undefined
  const shared = {
    pipelineId,
    inputs,
    trigger: 'schedule',
    scheduleId,
    scheduledAt: time,
  } as const
  try {
    const { plan } = await createRun(db, { ...shared, runId, version })
    return (await isRunOpen(db, runId)) ? toWorkflow(runId, plan) : null
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    // The failure is listed, be it that the version is gone.
    const { versionId, document } = await findVersion(db, { pipelineId, version }).catch(() =>
      findVersion(db, { pipelineId }),
    )
    const report = toErrorReport(error)
    await recordRun(db, {
      ...shared,
      id: runId,
      versionId,
      plan: { schemaVersion: 1, seed: document.seed, nodes: [] },
      state: 'failed',
      error: { ...report, message: `Could not start: ${report.message}` },
      finishedAt: new Date(),
    })
    return null
  }
}
