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
  ['degree {0#}', '{0} 次'],
  ['products only', '仅乘积'],
  ['ratios', '比值'],
  ['the row before', '前一行'],
  ['the row after', '后一行'],
  ['{0#} neighbours', '{0} 个近邻'],
  ['weighted', '加权'],
  ['{0#} of a decision tree', '决策树的 {0} 个区间'],
  // Problems.
  [
    'No target column arrives here, and the tree divides by it. Choose the target at the source, or take another method.',
    '没有传入目标列，而决策树按目标划分。请在数据源处选择目标列，或改用其他方法。',
  ],
  ['No number arrives here whose gaps could be filled.', '没有传入可填补缺失的数字列。'],
  [
    'The value before or after needs an order of the rows, and no column has the role time. Choose a column under Order.',
    '取前一行或后一行的值需要行的顺序，而没有角色为时间的列。请在“顺序”下选择一列。',
  ],
  ['a feature made of it would tell each row its own answer.', '由它生成的特征会让每行知道自己的答案。'],
  ['Nothing is grouped yet. Choose a column under Groups.', '尚未分组。请在“分组列”下选择一列。'],
  ['No number arrives here of which figures could be taken.', '没有传入可用于统计的数字列。'],
  ['No figure is asked for. Choose one.', '尚未要求任何统计量。请选择一个。'],
  [
    'There is nothing to combine here. Choose more numbers, or a degree above 1.',
    '这里没有可组合的内容。请选择更多数字列，或选择大于 1 的次数。',
  ],
  [
    'More than {0#} columns would be made of {1#}. Choose fewer columns, or a lower degree.',
    '由 {1} 列将生成超过 {0} 列。请减少列数，或降低次数。',
  ],
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
