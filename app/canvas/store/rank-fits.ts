import type { PipelineDocument } from '../../../nodes/graph/document.ts'
import { categories } from '../../../nodes/kit/define.ts'
import type { AnyNodeDefinition } from '../../../nodes/kit/define.ts'
import type { LooseWire } from './view-slice.ts'
import { suggestEdges } from './wiring.ts'
import type { Fit } from './wiring.ts'

type FindDefinition = (type: string) => AnyNodeDefinition | undefined

const LIKELY = 5

/**
 * The types that most likely come next at the end of a wire: those that have all they need once they are wired, for
 * which the wire is the main thing, and that come soon after (or before) in the order of the work.
 */
export function likelyFits(
  document: PipelineDocument,
  fits: readonly Fit[],
  call: { wire: LooseWire; find: FindDefinition },
): Fit[] {
  const { wire, find } = call
  const forward = wire.side === 'source'
  const node = document.nodes.find(({ id }) => id === wire.node)
  const origin = categories.indexOf((node && find(node.type))?.category ?? 'data')
  const scored = fits.flatMap((fit) => {
    const { definition, port } = fit
    const added = { id: '', type: definition.type, anchors: [wire.node] }
    const wired = forward ? suggestEdges(document, find, added).map(({ to }) => to.port) : []
    const has = new Set([...wired, ...(forward ? [port] : [])])
    const complete = Object.entries(definition.inputs).every(([name, spec]) => spec.optional || has.has(name))
    if (forward && !complete) return []
    const [main] = Object.keys(forward ? definition.inputs : definition.outputs)
    const ahead = (categories.indexOf(definition.category) - origin) * (forward ? 1 : -1)
    const score = (complete ? 4 : 0) + (main === port ? 2 : 0) + (ahead < 0 ? -2 : 3 - ahead / 2)
    return [{ fit, score }]
  })
  return scored
    .toSorted((a, b) => b.score - a.score)
    .slice(0, LIKELY)
    .map(({ fit }) => fit)
}
