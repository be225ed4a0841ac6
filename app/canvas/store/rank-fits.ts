import type { PipelineDocument } from '../../../nodes/graph/document.ts'
import type { AnyNodeDefinition, Category } from '../../../nodes/kit/define.ts'
import type { LooseWire } from './view-slice.ts'
import { suggestEdges } from './wiring.ts'
import type { Fit } from './wiring.ts'

type FindDefinition = (type: string) => AnyNodeDefinition | undefined

const LIKELY = 5

/** What commonly comes after nodes of a kind, the most common first. */
const after: Readonly<Record<Category, readonly Category[]>> = {
  data: ['split', 'clean', 'features'],
  clean: ['clean', 'split', 'features'],
  features: ['train', 'features', 'evaluate'],
  split: ['features', 'clean', 'train'],
  models: ['train', 'combine', 'evaluate'],
  train: ['evaluate', 'deploy', 'compress'],
  combine: ['features', 'split', 'clean'],
  compress: ['evaluate', 'deploy'],
  evaluate: ['deploy', 'evaluate', 'control'],
  deploy: ['control'],
  control: ['control'],
  yours: ['features', 'train', 'evaluate'],
}

/** 0…3: how common it is that one kind follows another. */
const commonness = (earlier: Category, later: Category): number => {
  const at = after[earlier].indexOf(later)
  return at === -1 ? 0 : 3 - at
}

/**
 * The types that most likely come next at the end of a wire (or before it): of a kind that commonly does, for which
 * the wire is the main thing, that need no second input of its type, and have all they need once they are wired.
 */
export function likelyFits(
  document: PipelineDocument,
  fits: readonly Fit[],
  call: { wire: LooseWire; find: FindDefinition },
): Fit[] {
  const { wire, find } = call
  const forward = wire.side === 'source'
  const node = document.nodes.find(({ id }) => id === wire.node)
  const kind = (node && find(node.type))?.category ?? 'data'
  const scored = fits.flatMap((fit) => {
    const { definition, port } = fit
    const common = forward ? commonness(kind, definition.category) : commonness(definition.category, kind)
    if (common === 0 || definition.type === node?.type) return []
    const needed = Object.entries(definition.inputs).filter(([, spec]) => !spec.optional)
    const added = { id: '', type: definition.type, anchors: [wire.node] }
    const wired = forward ? suggestEdges(document, find, added).map(({ to }) => to.port) : []
    const isComplete = needed.every(([name]) => name === port || wired.includes(name))
    const wantsMore = forward && needed.filter(([, spec]) => spec.type === wire.type).length > 1
    const [main] = Object.keys(forward ? definition.inputs : definition.outputs)
    const score = 2 * common + (main === port ? 2 : 0) + (isComplete ? 1 : 0) - (wantsMore ? 5 : 0)
    return [{ fit, score }]
  })
  return scored
    .toSorted((a, b) => b.score - a.score)
    .slice(0, LIKELY)
    .map(({ fit }) => fit)
}
