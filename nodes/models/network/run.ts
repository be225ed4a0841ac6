import { parseNetworkBlueprint } from '../../../ml/models/network-blueprint.ts'
import { networkLayer } from '../../kit/network-layers.ts'
import type { Runner } from '../../kit/runner.ts'
import type { network } from './definition.ts'

export const run: Runner<typeof network> = async ({ params }) => {
  const { l2, layers, ...training } = params
  // Those of a search come as they were written: what a layer does not say has its default.
  const whole = layers.map((layer) => networkLayer.parse(layer))
  const blueprint = parseNetworkBlueprint({ family: 'network', layers: whole, l2, training })
  return { blueprint: { family: blueprint.family, blueprint } }
}
