import { parseNetworkBlueprint } from '../../../ml/models/network-blueprint.ts'
import type { Runner } from '../../kit/runner.ts'
import type { network } from './definition.ts'

export const run: Runner<typeof network> = async ({ params }) => {
  const { layers, l2, ...training } = params
  const blueprint = parseNetworkBlueprint({ family: 'network', layers, l2, training })
  return { blueprint: { family: blueprint.family, blueprint } }
}
