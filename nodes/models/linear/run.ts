import { parseLinearBlueprint } from '../../../ml/models/blueprint.ts'
import type { Runner } from '../../kit/runner.ts'
import type { linear } from './definition.ts'

export const run: Runner<typeof linear> = async ({ params }) => {
  const blueprint = parseLinearBlueprint(params)
  return { blueprint: { family: blueprint.family, blueprint } }
}
