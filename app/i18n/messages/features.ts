import type { MessagePair } from '../messages.ts'

/** What nodes say that clean columns and make new ones. */
export const featureMessages: readonly MessagePair[] = [
  // The line on a card.
  ['target mean', '目标均值'],
  ['frequency', '频率'],
  ['hash', '哈希'],
  ['power', '幂变换'],
  ['logarithm', '对数'],
  ['length 1', '长度归一'],
  // Problems.
  [
    'No target column arrives here, and the target mean is the mean of one. Choose the target at the source, or take another method.',
    '没有传入目标列，而目标均值需要它。请在数据源处选择目标列，或改用其他方法。',
  ],
  [
    'The target has more than {0#} classes, and the target mean makes a column of each. Take another method.',
    '目标的类别超过 {0} 个，而目标均值会为每个类别生成一列。请改用其他方法。',
  ],
]
