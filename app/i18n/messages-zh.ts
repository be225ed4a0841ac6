import { cardMessages } from './messages/cards.ts'
import { contractMessages } from './messages/contract.ts'
import { evaluationMessages } from './messages/evaluation.ts'
import { featureMessages } from './messages/features.ts'
import { graphMessages } from './messages/graph.ts'
import { controlMessages } from './messages/control.ts'
import { imageMessages } from './messages/images.ts'
import { loopMessages } from './messages/loops.ts'
import { modelMessages } from './messages/models.ts'
import { networkMessages } from './messages/networks.ts'
import { nodeMessages } from './messages/nodes.ts'
import { reuseMessages } from './messages/reuse.ts'
import { runtimeMessages } from './messages/runtime.ts'
import { scheduleMessages } from './messages/schedules.ts'
import { treeMessages } from './messages/trees.ts'
import { versionMessages } from './messages/versions.ts'
import type { MessagePair } from './messages.ts'

/** Sentences that are made elsewhere, in Simplified Chinese. */
export const messages: readonly MessagePair[] = [
  ...graphMessages,
  ...cardMessages,
  ...nodeMessages,
  ...contractMessages,
  ...imageMessages,
  ...featureMessages,
  ...evaluationMessages,
  ...controlMessages,
  ...loopMessages,
  ...reuseMessages,
  ...runtimeMessages,
  ...scheduleMessages,
  ...versionMessages,
  ...modelMessages,
  ...networkMessages,
  ...treeMessages,
]
