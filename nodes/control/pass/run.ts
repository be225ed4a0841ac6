import type { Runner } from '../../kit/runner.ts'
import type { pass } from './definition.ts'

export const run: Runner<typeof pass> = async ({ inputs: { table }, ctx }) => ({
  table: { path: await ctx.store.pathOf(table.blob), schema: table.schema },
})
