import { parseMlpBlueprint } from '../../../ml/models/blueprint.ts'
import type { Runner } from '../../kit/runner.ts'
import type { mlp } from './definition.ts'

export const run: Runner<typeof mlp> = async ({ params }) => {
  const { layers, dropout, l2, ...training } = params
  const blueprint = parseMlpBlueprint({ family: 'mlp', layers, dropout, l2, training })
  return { blueprint: { family: blueprint.family, blueprint } }
}
