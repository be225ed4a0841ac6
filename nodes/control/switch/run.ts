import type { Runner } from '../../kit/runner.ts'
import { cases, type switchNode } from './definition.ts'

export const run: Runner<typeof switchNode> = ({ params, ctx }) => {
  const same = cases.find((name) => params[name] !== '' && params[name].trim() === params.value.trim())
  ctx.log('info', `“${params.value}” goes ${same ?? 'otherwise'}.`)
  return Promise.resolve({ [same ?? 'otherwise']: {} })
}
