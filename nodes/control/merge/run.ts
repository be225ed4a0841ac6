import { UserError } from '../../kit/errors.ts'
import type { Runner } from '../../kit/runner.ts'
import type { merge } from './definition.ts'

export const run: Runner<typeof merge> = async ({ inputs: { first, second }, ctx }) => {
  const table = first ?? second
  if (!table) throw new UserError('nothing_came', 'Neither table was made. Connect one that is.')
  ctx.log('info', first ? 'Goes on with the first.' : 'Goes on with the second.')
  return { table: { path: await ctx.store.pathOf(table.blob), schema: table.schema } }
}
