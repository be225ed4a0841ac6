import { z } from 'zod'
import { documentSchema } from '../../../nodes/graph/document.ts'
import * as domain from '../../templates/templates.ts'
import { procedure, router } from '../trpc.ts'

const byId = z.object({ id: z.string() })
const description = z.string().max(2000).optional()

/** A pipeline is made from a template by `pipelines.create`. */
export const templatesRouter = router({
  list: procedure.query(({ ctx }) => domain.listTemplates(ctx.db)),
  get: procedure.input(byId).query(({ ctx, input }) => domain.getTemplate(ctx.db, input.id)),
  save: procedure
    .input(z.object({ title: z.string(), description, document: documentSchema }))
    .mutation(({ ctx, input }) => domain.saveTemplate(ctx.db, input)),
  change: procedure
    .input(byId.extend({ title: z.string().optional(), description }))
    .mutation(({ ctx, input }) => domain.changeTemplate(ctx.db, input)),
  delete: procedure.input(byId).mutation(({ ctx, input }) => domain.deleteTemplate(ctx.db, input.id)),
})
