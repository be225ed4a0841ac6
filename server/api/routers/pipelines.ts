import { z } from 'zod'
import { documentSchema } from '../../../nodes/graph/document.ts'
import { runInputs } from '../../runs/start-run.ts'
import * as domain from '../../pipelines/pipelines.ts'
import { setPipelineRemoved } from '../../schedules/schedules.ts'
import { procedure, router } from '../trpc.ts'

const byId = z.object({ id: z.string() })

export const pipelinesRouter = router({
  list: procedure.query(({ ctx }) => domain.listPipelines(ctx.db)),
  create: procedure
    .input(
      z.object({
        name: z.string().max(120).optional(),
        template: z.string().optional(),
        document: documentSchema.optional(),
        parameters: runInputs.optional(),
      }),
    )
    .mutation(({ ctx, input }) => domain.createPipeline(ctx.db, { ...input, freeEndpoints: true })),
  get: procedure
    .input(byId.extend({ version: z.number().int().positive().optional() }))
    .query(({ ctx, input }) => domain.getPipeline(ctx.db, input.id, input.version)),
  save: procedure
    .input(byId.extend({ document: documentSchema, baseVersion: z.number().int().positive() }))
    .mutation(({ ctx, input }) => domain.savePipeline(ctx.db, input)),
  rename: procedure
    .input(byId.extend({ name: z.string() }))
    .mutation(({ ctx, input }) => domain.renamePipeline(ctx.db, input.id, input.name)),
  remove: procedure.input(byId).mutation(({ ctx, input }) => setPipelineRemoved(ctx, input.id, true)),
  unremove: procedure.input(byId).mutation(({ ctx, input }) => setPipelineRemoved(ctx, input.id, false)),
  duplicate: procedure.input(byId).mutation(({ ctx, input }) => domain.duplicatePipeline(ctx.db, input.id)),
  versions: procedure.input(byId).query(({ ctx, input }) => domain.listVersions(ctx.db, input.id)),
  restore: procedure
    .input(byId.extend({ version: z.number().int().positive() }))
    .mutation(({ ctx, input }) => domain.restoreVersion(ctx.db, input.id, input.version)),
})
