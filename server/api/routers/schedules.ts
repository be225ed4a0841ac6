import { z } from 'zod'
import * as backfill from '../../schedules/backfill.ts'
import { backfillRange, newSchedule, scheduleChanges } from '../../schedules/fields.ts'
import * as domain from '../../schedules/schedules.ts'
import { checkWebhook, getSigningKey, testWebhook, webhookTest } from '../../schedules/test-webhook.ts'
import { procedure, router } from '../trpc.ts'

const byId = z.object({ id: z.string() })

export const schedulesRouter = router({
  list: procedure
    .input(z.object({ pipelineId: z.string().optional() }))
    .query(({ ctx, input }) => domain.listSchedules(ctx.db, input)),
  get: procedure.input(byId).query(({ ctx, input }) => domain.getSchedule(ctx.db, input.id)),
  create: procedure.input(newSchedule).mutation(async ({ ctx, input }) => {
    await checkWebhook(ctx, input)
    return domain.createSchedule(ctx, input)
  }),
  update: procedure.input(scheduleChanges.extend(byId.shape)).mutation(async ({ ctx, input }) => {
    await checkWebhook(ctx, input)
    await domain.updateSchedule(ctx, { ...input, by: 'page' })
  }),
  remove: procedure.input(byId).mutation(({ ctx, input }) => domain.deleteSchedule(ctx, input.id)),
  runNow: procedure.input(byId).mutation(({ ctx, input }) => domain.runScheduleNow(ctx, input.id)),
  previewBackfill: procedure
    .input(backfillRange.extend(byId.shape))
    .query(({ ctx, input }) => backfill.previewBackfill(ctx.db, input.id, input)),
  backfill: procedure
    .input(backfillRange.extend(byId.shape))
    .mutation(({ ctx, input }) => backfill.startBackfill(ctx, input.id, input)),
  stopBackfill: procedure.input(byId).mutation(({ ctx, input }) => backfill.stopBackfill(ctx, input.id)),
  testWebhook: procedure.input(webhookTest).mutation(({ ctx, input }) => testWebhook(ctx, input)),
  signingKey: procedure.input(byId).query(({ ctx, input }) => getSigningKey(ctx, input.id)),
})
