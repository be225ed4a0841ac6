import { checkedSchema } from '../../kit/checked-schema.ts'
import type { Runner } from '../../kit/runner.ts'
import { roles } from './definition.ts'

export const run: Runner<typeof roles> = async ({ inputs, params, ctx }) => {
  const { leaving } = checkedSchema(roles, inputs, params)
  return { table: { path: await ctx.store.pathOf(inputs.table.blob), schema: leaving } }
}
