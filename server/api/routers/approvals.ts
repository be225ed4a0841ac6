import { z } from 'zod'
import { decideApproval, listApprovals } from '../../runs/approvals.ts'
import { procedure, router } from '../trpc.ts'

export const approvalsRouter = router({
  /** What waits for a decision; of a run, also what was decided. */
  list: procedure
    .input(z.object({ runId: z.string().optional() }))
    .query(({ ctx, input }) => listApprovals(ctx.db, input.runId)),
  decide: procedure
    .input(
      z.object({
        runId: z.string(),
        nodeId: z.string(),
        decision: z.enum(['approved', 'rejected']),
        comment: z.string().max(2_000).optional(),
      }),
    )
    .mutation(({ ctx, input }) => decideApproval(ctx, { ...input, by: 'page' })),
})
