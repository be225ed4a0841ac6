import { z } from 'zod'
import { overlapPolicies } from '../../drizzle/schema/schedules.ts'
import { scheduleTiming } from '../../nodes/schedules/timing.ts'
import { runInputs } from '../runs/start-run.ts'
import { webhookAddress } from './webhook.ts'

const moment = z.iso
  .datetime({ offset: true, error: 'Give a moment like 2026-03-01T09:00:00Z.' })
  .transform((text) => new Date(text))

const seconds = (least: number, most: number, error: string) =>
  z.number().int('Take whole seconds.').min(least, error).max(most, error)

const fields = {
  name: z.string().trim().min(1, 'Give the schedule a name.').max(120),
  timing: scheduleTiming,
  overlap: z.enum(overlapPolicies),
  paused: z.boolean(),
  /** Why it is off or on. */
  note: z.string().trim().max(500),
  /** A time that passed while Millrace was stopped is made up for if it is no older. */
  catchUpSeconds: seconds(10, 366 * 86_400, 'Catch up with 10 seconds at least, a year at most.'),
  /** Each start is put off by a random while of at most this. */
  jitterSeconds: seconds(0, 86_400, 'Put off by a day at most.'),
  startsAt: moment.nullable(),
  endsAt: moment.nullable(),
  webhook: webhookAddress.nullable(),
  pipelineVersion: z.number().int().positive().nullable(),
  inputs: runInputs,
}

/** What says where a change comes from. */
const by = z.enum(['page', 'api', 'cli']).default('api')

export const scheduleChanges = z.object(fields).partial().extend({ by })
export const newSchedule = z.object({
  ...fields,
  pipelineId: z.string(),
  overlap: fields.overlap.default('skip'),
  paused: fields.paused.default(false),
  note: fields.note.default(''),
  catchUpSeconds: fields.catchUpSeconds.default(3_600),
  jitterSeconds: fields.jitterSeconds.default(0),
  startsAt: fields.startsAt.default(null),
  endsAt: fields.endsAt.default(null),
  webhook: fields.webhook.default(null),
  pipelineVersion: fields.pipelineVersion.default(null),
  inputs: fields.inputs.default({}),
})

/** Which times are run after all, and whether one after another or side by side. */
export const backfillRange = z.object({
  from: moment,
  to: moment,
  overlap: z.enum(['bufferAll', 'allowAll']).default('bufferAll'),
})
