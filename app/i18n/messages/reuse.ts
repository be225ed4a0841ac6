import type { MessagePair } from '../messages.ts'

/** What is said of pipelines that stand as nodes of others. */
export const reuseMessages: readonly MessagePair[] = [
  [
    'With the nodes inside {0} the drawing has more than {1#} nodes.',
    '连同{0}的内部节点，此流程图超过 {1} 个节点。',
  ],
  ['Use fewer.', '请减少节点。'],
  ['{0} contains itself.', '{0}包含了它自身。'],
  ['Take it out of its own drawing.', '请将它从自己的流程图中移除。'],
  ['{0} is nested more than {1#} pipelines deep.', '{0}的嵌套超过 {1} 层流水线。'],
  ['Put its nodes in its place.', '请用其内部节点替换它。'],
  ['{0} gives no signal when it fails as a whole.', '{0}整体失败时不会发出信号。'],
  [
    'Open it and make a port of {0} of the node that you mean.',
    '请打开它，将相应节点的{0}设为流水线的端口。',
  ],
  [
    'The drawing uses its own pipeline as a node, so it would contain itself.',
    '此流程图将自己的流水线用作节点，因此会包含自身。',
  ],
  ['Take that node out.', '请移除该节点。'],
]
