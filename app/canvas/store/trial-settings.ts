import type { PipelineDocument } from '../../../nodes/graph/document.ts'
import type { TrialSettings } from '../../../nodes/kit/refits.ts'
import { findNode, setParams } from './document.ts'

/** The drawing with the settings of a trial in place of its search ranges; nodes that are gone are passed over. */
export const withTrial = (document: PipelineDocument, settings: TrialSettings): PipelineDocument =>
  Object.entries(settings).reduce(
    (drawing, [node, fields]) => (findNode(drawing, node) ? setParams(drawing, node, fields) : drawing),
    document,
  )
