import { z } from 'zod'
import type { TableProfile } from '../../../ml/tables/profile.ts'
import { getProfile, getReport, readRows } from '../../runs/values.ts'
import { procedure, router } from '../trpc.ts'

const at = z.object({ runId: z.string(), nodeId: z.string(), port: z.string() })

export const valuesRouter = router({
  profile: procedure
    .input(at)
    .query(async ({ ctx, input }) => (await getProfile(ctx, input)) as TableProfile),
  rows: procedure
    .input(
      at.extend({
        offset: z.number().int().min(0),
        limit: z.number().int().min(1).max(500),
        sort: z.object({ column: z.string(), descending: z.boolean() }).optional(),
      }),
    )
    .query(({ ctx, input }) => readRows(ctx, input)),
  report: procedure.input(at).query(({ ctx, input }) => getReport(ctx, input)),
})
