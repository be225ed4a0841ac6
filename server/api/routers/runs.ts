import { tracked } from '@trpc/server'
import { z } from 'zod'
import { eventKinds } from '../../../drizzle/schema/runs.ts'
import { cancelRun } from '../../runs/cancel-run.ts'
import { compareRuns, getRunParameters } from '../../runs/compare-runs.ts'
import { pauseRun, resumeRun } from '../../runs/pause-run.ts'
import { deleteRun, setRunKept } from '../../runs/delete-run.ts'
import { explainReuse } from '../../runs/explain-reuse.ts'
import { describePins } from '../../runs/pins.ts'
import { listItems } from '../../runs/items.ts'
import { listIterations } from '../../runs/iterations.ts'
import * as domain from '../../runs/runs.ts'
import { rerunRun, retryRun } from '../../runs/repeat-run.ts'
import { runFilter } from '../../runs/run-filter.ts'
import { runInputs, startRun } from '../../runs/start-run.ts'
import { stopNode } from '../../runs/stop-node.ts'
import { watchRun } from '../../runs/watch-run.ts'
import { procedure, router } from '../trpc.ts'

const MOST_COMPARED = 8

const byId = z.object({ id: z.string() })

export const runsRouter = router({
  start: procedure
    .input(
      z.object({
        pipelineId: z.string(),
        version: z.number().int().positive().optional(),
        until: z.string().optional(),
        from: z.string().optional(),
        fresh: z.boolean().optional(),
        inputs: runInputs.optional(),
      }),
    )
    .mutation(({ ctx, input }) => startRun(ctx, { ...input, trigger: 'page' })),
  list: procedure.input(runFilter).query(({ ctx, input }) => domain.listRuns(ctx.db, input)),
  countWaiting: procedure.query(({ ctx }) => domain.countWaiting(ctx.db)),
  get: procedure.input(byId).query(({ ctx, input }) => domain.getRun(ctx.db, input.id)),
  latest: procedure
    .input(z.object({ pipelineId: z.string() }))
    .query(({ ctx, input }) => domain.getLatestRun(ctx.db, input.pipelineId)),
  pins: procedure
    .input(z.object({ pins: z.array(z.object({ runId: z.string(), nodeId: z.string() })).max(1_000) }))
    .query(({ ctx, input }) => describePins(ctx.db, input.pins)),
  parameters: procedure.input(byId).query(({ ctx, input }) => getRunParameters(ctx.db, input.id)),
  compare: procedure
    .input(z.object({ ids: z.array(z.string()).min(1).max(MOST_COMPARED) }))
    .query(({ ctx, input }) => compareRuns(ctx.db, input.ids)),
  cancel: procedure.input(byId).mutation(({ ctx, input }) => cancelRun(ctx, input.id)),
  pause: procedure.input(byId).mutation(({ ctx, input }) => pauseRun(ctx, input.id)),
  resume: procedure.input(byId).mutation(({ ctx, input }) => resumeRun(ctx, input.id)),
  /** Ends a training after the epoch in hand; it keeps the best weights. */
  stopNode: procedure
    .input(byId.extend({ nodeId: z.string() }))
    .mutation(({ ctx, input: { id, nodeId } }) => stopNode(ctx, { runId: id, nodeId })),
  retry: procedure
    .input(byId)
    .mutation(({ ctx, input }) => retryRun(ctx, { runId: input.id, trigger: 'page' })),
  rerun: procedure
    .input(byId)
    .mutation(({ ctx, input }) => rerunRun(ctx, { runId: input.id, trigger: 'page' })),
  remove: procedure.input(byId).mutation(({ ctx, input }) => deleteRun(ctx.db, input.id)),
  keep: procedure
    .input(byId.extend({ kept: z.boolean() }))
    .mutation(({ ctx, input }) => setRunKept(ctx.db, input.id, input.kept)),
  reuse: procedure
    .input(byId.extend({ nodeId: z.string() }))
    .query(({ ctx, input: { id, nodeId } }) => explainReuse(ctx.db, { runId: id, nodeId })),
  items: procedure
    .input(byId.extend({ nodeId: z.string() }))
    .query(({ ctx, input: { id, nodeId } }) => listItems(ctx.db, { runId: id, nodeId })),
  iterations: procedure.input(byId).query(({ ctx, input }) => listIterations(ctx.db, input.id)),
  events: procedure
    .input(
      byId.extend({
        after: z.number().int().optional(),
        nodeId: z.string().optional(),
        kinds: z.array(z.enum(eventKinds)).optional(),
        limit: z.number().int().min(1).max(10_000).optional(),
      }),
    )
    .query(({ ctx, input: { id, ...filter } }) => domain.listEvents(ctx.db, { runId: id, ...filter })),
  watch: procedure
    .input(
      byId.extend({
        after: z.number().int().optional(),
        /** Set by the client when it reconnects. */
        lastEventId: z.coerce.number().optional(),
      }),
    )
    .subscription(async function* ({ ctx, input, signal }) {
      const abort = signal ?? new AbortController().signal
      let seen = input.lastEventId ?? input.after ?? 0
      for await (const update of watchRun(ctx, { runId: input.id, after: seen, signal: abort })) {
        if (update.type === 'event') seen = update.event.id
        yield tracked(String(seen), update)
      }
    }),
})
