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
  ['{0#} best by F', 'F 值最高的 {0} 列'],
  ['{0#} % best by F', 'F 值最高的 {0}%'],
  ['{0#} best by χ²', '卡方最高的 {0} 列'],
  ['{0#} % best by χ²', '卡方最高的 {0}%'],
  ['correlation up to {0#}', '相关系数不超过 {0}'],
  ['lasso', '套索回归'],
  ['penalty {0#}', '惩罚强度 {0}'],
  ['SMOTE', 'SMOTE'],
  // Problems.
  [
    'χ² needs classes, and the target *{0}* is a number. Take *ANOVA F* or *Mutual information*.',
    '卡方需要类别目标，而目标 *{0}* 是数字。请改用*方差分析 F* 或*互信息*。',
  ],
  [
    'Column "{0}" has values below 0, and χ² compares counts and amounts. Leave it out of the columns, scale it by minimum and maximum first, or take another method.',
    '列“{0}”含有负值，而卡方比较的是计数和数量。请将其移出列表、先按最小值和最大值缩放，或改用其他方法。',
  ],
  [
    'The penalty leaves no column, so nothing would be left to learn from. Lower it.',
    '该惩罚强度不会留下任何列，模型将无从学习。请调低它。',
  ],
  [
    'No target column arrives here, and the target mean is the mean of one. Choose the target at the source, or take another method.',
    '没有传入目标列，而目标均值需要它。请在数据源处选择目标列，或改用其他方法。',
  ],
  [
    'The target has more than {0#} classes, and the target mean makes a column of each. Take another method.',
    '目标的类别超过 {0} 个，而目标均值会为每个类别生成一列。请改用其他方法。',
  ],
]
