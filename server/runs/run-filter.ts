import { and, eq, gte, ilike, lt, or, sql as raw, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import { approvals, pipelines, runs, schedules } from '../../drizzle/schema.ts'
import { runStates } from '../../drizzle/schema/runs.ts'

/** `waiting`: it is running, and asks a person for a decision. */
export const runFilterStates = [...runStates, 'waiting'] as const

export const runTriggers = ['page', 'api', 'cli', 'schedule'] as const

/** Which runs are listed; what is absent lets all through. Also the query parameters of the public interface. */
export const runFilter = z.object({
  pipelineId: z.string().optional(),
  scheduleId: z.string().optional(),
  state: z
    .enum(runFilterStates)
    .optional()
    .describe('“waiting” are the running ones that wait for an approval; “running” has these, too'),
  trigger: z.enum(runTriggers).optional(),
  /** Recorded at this time or later. */
  since: z.iso.datetime().optional(),
  /** Recorded earlier than this. */
  before: z.iso.datetime().optional(),
  /** In the name of its pipeline or schedule, or in its error; a number is that of the run. */
  text: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
})
export type RunFilter = z.infer<typeof runFilter>

/** True of a run that is running and asks a person for a decision. */
export const awaitsApproval = raw<boolean>`(${runs.state} = 'running' and exists (
  select 1 from ${approvals} where ${approvals.runId} = ${runs.id} and ${approvals.state} = 'open'))`

/** For a query over runs joined with their pipelines and schedules. */
export function conditionOf(filter: RunFilter): SQL | undefined {
  const { pipelineId, scheduleId, state, trigger, since, before, text = '' } = filter
  return and(
    pipelineId === undefined ? undefined : eq(runs.pipelineId, pipelineId),
    scheduleId === undefined ? undefined : eq(runs.scheduleId, scheduleId),
    state === undefined ? undefined : state === 'waiting' ? awaitsApproval : eq(runs.state, state),
    trigger === undefined ? undefined : eq(runs.trigger, trigger),
    since === undefined ? undefined : gte(runs.createdAt, new Date(since)),
    before === undefined ? undefined : lt(runs.createdAt, new Date(before)),
    textCondition(text.trim()),
  )
}

function textCondition(text: string): SQL | undefined {
  if (text === '') return undefined
  const pattern = `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  const number = /^(?:run\s*)?(\d{1,9})$/i.exec(text)?.[1]
  return or(
    ilike(pipelines.name, pattern),
    ilike(schedules.name, pattern),
    raw`${runs.error} ->> 'message' ilike ${pattern}`,
    number === undefined ? undefined : eq(runs.number, Number(number)),
  )
}
