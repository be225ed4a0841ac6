import { UserError } from '../../kit/errors.ts'
import { passOn, type Runner } from '../../kit/runner.ts'
import type { mergeModel } from './definition.ts'

export const run: Runner<typeof mergeModel> = ({ inputs: { first, second }, ctx }) => {
  const model = first ?? second
  if (!model) throw new UserError('nothing_came', 'Neither model was made. Connect one that is.')
  ctx.log('info', first ? 'Goes on with the first.' : 'Goes on with the second.')
  return Promise.resolve({ model: passOn(model) })
}
