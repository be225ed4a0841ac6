import type { AnyNodeDefinition } from '../kit/define.ts'
import type { NodeSchemas, Propagation } from './propagate.ts'
import { edgesOfType } from './refit.ts'
import { refitRequest } from './registry.ts'

/** Whether a node makes one model of several. */
export const combinesModels = ({ inputs }: AnyNodeDefinition): boolean =>
  Object.values(inputs).some(({ type, many }) => type === 'model' && many)

/** The node that made the model which comes out of a node: itself, or one before it that it passed on from. */
export function makerOf(propagation: Propagation, node: string): string {
  const seen = new Set<string>()
  for (let at = node; ; ) {
    const definition = propagation.nodes.get(at)?.definition
    const [passed] = edgesOfType(propagation, at, 'model')
    if (!passed || !definition || combinesModels(definition) || seen.has(at)) return at
    seen.add(at)
    at = passed.from.node
  }
}

/** Whether a node's model comes with what it says of its training rows without having seen them. */
export const isCrossFitted = (node: NodeSchemas): boolean => {
  const request = refitRequest(node.definition, node.params)
  return request?.of === 'self' && request.folds !== null
}
