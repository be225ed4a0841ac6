import { z } from 'zod'
import { collectGarbage, getLastCollection } from '../../maintenance/collect-garbage.ts'
import { clearCache } from '../../maintenance/expire.ts'
import { getRetention, retentionChanges, setRetention } from '../../maintenance/retention.ts'
import { getEndpointLineage, getModelLineage } from '../../models/lineage.ts'
import { procedure, router } from '../trpc.ts'

export const maintenanceRouter = router({
  retention: procedure.query(({ ctx }) => getRetention(ctx.db)),
  setRetention: procedure.input(retentionChanges).mutation(({ ctx, input }) => setRetention(ctx.db, input)),
  lastCollection: procedure.query(({ ctx }) => getLastCollection(ctx.db)),
  collect: procedure
    .input(z.object({ dryRun: z.boolean().optional() }))
    .mutation(({ ctx, input }) => collectGarbage(ctx, input)),
  clearCache: procedure
    .input(z.object({ pipelineId: z.string(), nodeId: z.string().optional() }))
    .mutation(({ ctx, input }) => clearCache(ctx.db, input)),
})

export const lineageRouter = router({
  model: procedure
    .input(z.object({ id: z.string() }))
    .query(({ ctx, input }) => getModelLineage(ctx, input.id)),
  endpoint: procedure
    .input(z.object({ name: z.string() }))
    .query(({ ctx, input }) => getEndpointLineage(ctx, input.name)),
})
