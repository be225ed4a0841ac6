import type { PipelineDocument } from '../../../nodes/graph/document.ts'
import { findNode, setParams } from './document.ts'

/** How a training ended: epochs run, that of the weights kept, and whether patience ended it. */
export interface TrainingEnd {
  epochs: number
  bestEpoch: number
  /** For lack of patience, not by hand. */
  stoppedEarly: boolean
}

/**
 * The drawing in which the training of a node is longer by so many epochs; null where its model node is not there, or
 * takes its epochs from a parameter. One that patience ended gets as much more of it.
 */
export function withMoreEpochs(
  document: PipelineDocument,
  nodeId: string,
  end: TrainingEnd,
  more: number,
): PipelineDocument | null {
  const wire = document.edges.find(({ to }) => to.node === nodeId && to.port === 'blueprint')
  const node = wire && findNode(document, wire.from.node)
  if (!node) return null
  const { epochs, patience } = node.params
  if (typeof epochs === 'object' || typeof patience === 'object') return null
  const wanted = end.epochs + more
  return setParams(document, node.id, {
    epochs: end.stoppedEarly && typeof epochs === 'number' ? Math.max(epochs, wanted) : wanted,
    ...(end.stoppedEarly && { patience: wanted - end.bestEpoch }),
  })
}
