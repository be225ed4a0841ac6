import { z } from 'zod'
import * as domain from '../../connections/connections.ts'
import { describeQuery, getReading } from '../../connections/readings.ts'
import { testAddress, testConnection } from '../../connections/test-connection.ts'
import { procedure, router } from '../trpc.ts'

const byId = z.object({ id: z.string() })
const query = z.object({ connection: z.string(), query: z.string().min(1).max(100_000) })

export const connectionsRouter = router({
  list: procedure.query(({ ctx }) => domain.listConnections(ctx.db)),
  create: procedure
    .input(domain.connectionInput)
    .mutation(({ ctx, input }) => domain.createConnection(ctx, input)),
  update: procedure
    .input(domain.connectionChange.extend(byId.shape))
    .mutation(({ ctx, input }) => domain.updateConnection(ctx, input)),
  remove: procedure.input(byId).mutation(({ ctx, input }) => domain.removeConnection(ctx.db, input.id)),
  test: procedure.input(byId).mutation(({ ctx, input }) => testConnection(ctx, input.id)),
  /** Tries what is not saved yet. */
  tryOut: procedure
    .input(
      domain.connectionChange.pick({ address: true, password: true }).extend({ id: z.string().optional() }),
    )
    .mutation(({ ctx, input }) => testAddress(ctx, input)),
  /** By `querySourceKey`: a query itself may be too long for an address. */
  reading: procedure
    .input(z.object({ key: z.string().regex(/^postgres\/[^/]+\/[0-9a-f]{64}$/) }))
    .query(({ ctx, input }) => getReading(ctx, input.key)),
  describe: procedure.input(query).mutation(({ ctx, input }) => describeQuery(ctx, input)),
})
