import { z } from 'zod'
import * as domain from '../../schedules/schedules.ts'
import { procedure, router } from '../trpc.ts'

const byId = z.object({ id: z.string() })

export const schedulesRouter = router({
  list: procedure
    .input(z.object({ pipelineId: z.string().optional() }))
    .query(({ ctx, input }) => domain.listSchedules(ctx.db, input)),
  get: procedure.input(byId).query(({ ctx, input }) => domain.getSchedule(ctx.db, input.id)),
  create: procedure.input(domain.newSchedule).mutation(({ ctx, input }) => domain.createSchedule(ctx, input)),
  update: procedure
    .input(domain.scheduleChanges.extend(byId.shape))
    .mutation(({ ctx, input }) => domain.updateSchedule(ctx, input)),
  remove: procedure.input(byId).mutation(({ ctx, input }) => domain.deleteSchedule(ctx, input.id)),
  runNow: procedure.input(byId).mutation(({ ctx, input }) => domain.runScheduleNow(ctx, input.id)),
})
