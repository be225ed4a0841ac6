import { z } from 'zod'
import { documentSchema } from '../../../nodes/graph/document.ts'
import { runInputs } from '../../runs/start-run.ts'
import * as components from '../../pipelines/components.ts'
import * as domain from '../../pipelines/pipelines.ts'
import { compareVersions, getNewestVersion, listVersions, nameVersion } from '../../pipelines/versions.ts'
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
    .input(
      byId.extend({
        document: documentSchema,
        baseVersion: z.number().int().positive(),
        /** Why, where it is more than an autosave. */
        label: z.string().max(120).optional(),
      }),
    )
    .mutation(({ ctx, input }) => domain.savePipeline(ctx.db, input)),
  rename: procedure
    .input(byId.extend({ name: z.string() }))
    .mutation(({ ctx, input }) => domain.renamePipeline(ctx.db, input.id, input.name)),
  remove: procedure.input(byId).mutation(({ ctx, input }) => setPipelineRemoved(ctx, input.id, true)),
  unremove: procedure.input(byId).mutation(({ ctx, input }) => setPipelineRemoved(ctx, input.id, false)),
  duplicate: procedure.input(byId).mutation(({ ctx, input }) => domain.duplicatePipeline(ctx.db, input.id)),
  /** The number of the newest version alone: what an open canvas asks again and again. */
  newest: procedure.input(byId).query(({ ctx, input }) => getNewestVersion(ctx.db, input.id)),
  components: procedure.query(({ ctx }) => components.listComponents(ctx.db)),
  users: procedure.input(byId).query(({ ctx, input }) => components.listUsers(ctx.db, input.id)),
  versions: procedure
    .input(byId.extend({ before: z.number().int().positive().optional() }))
    .query(({ ctx, input: { id, ...filter } }) => listVersions(ctx.db, id, filter)),
  nameVersion: procedure
    .input(byId.extend({ version: z.number().int().positive(), name: z.string() }))
    .mutation(({ ctx, input }) => nameVersion(ctx.db, input)),
  compareVersions: procedure
    .input(byId.extend({ from: z.number().int().positive(), to: z.number().int().positive().optional() }))
    .query(({ ctx, input }) => compareVersions(ctx.db, input)),
  restore: procedure
    .input(byId.extend({ version: z.number().int().positive() }))
    .mutation(({ ctx, input }) => domain.restoreVersion(ctx.db, input.id, input.version)),
})
