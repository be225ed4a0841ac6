import type { MessagePair } from '../messages.ts'

/** What models made of trees say. */
export const treeMessages: readonly MessagePair[] = [
  ['decision tree', '决策树'],
  ['random forest', '随机森林'],
  ['gradient boosting model', '梯度提升模型'],
  // The line on a card.
  ['depth {0#}', '深度 {0}'],
  ['{0#} leaves', '{0} 个叶子'],
  ['{0#} leaf', '{0} 个叶子'],
  ['any size', '大小不限'],
  ['{0#} trees', '{0} 棵树'],
  ['{0#} tree', '{0} 棵树'],
  ['{0#} rounds', '{0} 轮'],
  ['{0#} round', '{0} 轮'],
  // What training says.
  ['Tree {0#} of {1#}', '第 {0} / {1} 棵树'],
  ['Round {0#} of {1#}', '第 {0} / {1} 轮'],
  ['There are no validation rows, so all rounds are run.', '没有验证行，因此将运行所有轮次。'],
  ['The checkpoint is of another training: starting afresh.', '检查点属于另一次训练：将重新开始。'],
  [
    'Stopped by hand after round {0#}; kept the trees up to round {1#}.',
    '在第 {0} 轮后手动停止；保留到第 {1} 轮为止的树。',
  ],
  [
    'Stopped after round {0#}; the trees are those up to round {1#}.',
    '在第 {0} 轮后停止；保留到第 {1} 轮为止的树。',
  ],
  [
    '{0}: of more than 255 categories the most frequent are told apart; the others count as missing.',
    '{0}：类别超过 255 个，只区分最常见的类别；其余视为缺失。',
  ],
  // What it refuses.
  [
    'The training rows would need {0#} MB ({1#} columns), more than a node may use.',
    '训练行需要 {0} MB（{1} 列），超过了一个节点可用的内存。',
  ],
  [
    'The weight column {0} has {1#} values that are missing, below 0 or infinite.',
    '权重列 {0} 有 {1} 个值缺失、小于 0 或为无穷大。',
  ],
  [
    'Fill or remove them before Train, or take the role away from it.',
    '请在“训练”之前填补或删除它们，或取消该列的角色。',
  ],
  [
    "The target {0} is below 0 in some rows, which the Poisson loss can't learn from.",
    '目标列 {0} 在某些行小于 0，泊松损失无法从中学习。',
  ],
  [
    "The target {0} is never above 0, which the Poisson loss can't learn from.",
    '目标列 {0} 从不大于 0，泊松损失无法从中学习。',
  ],
  ['Choose the squared error as the loss of Gradient boosting.', '请将“梯度提升”的损失设为平方误差。'],
  [
    'Rising and falling columns are for numbers and for two classes; this target has more.',
    '递增列与递减列只适用于数值目标和两个类别；此目标的类别更多。',
  ],
  ['Clear both fields of Gradient boosting.', '请清空“梯度提升”的这两个字段。'],
  [
    'Gradient boosting is to keep its answer rising along {0}, which is none of the number columns that arrive at Train.',
    '“梯度提升”要让答案沿 {0} 递增，但它不在到达“训练”的数字列之中。',
  ],
  [
    'Gradient boosting is to keep its answer falling along {0}, which is none of the number columns that arrive at Train.',
    '“梯度提升”要让答案沿 {0} 递减，但它不在到达“训练”的数字列之中。',
  ],
  ['Mend the name, or leave it out.', '请更正名称，或将其去掉。'],
  ["{0} can't be rising and falling at once.", '{0} 不能同时递增和递减。'],
  ['Leave it in one field of Gradient boosting.', '请只在“梯度提升”的一个字段中保留它。'],
  [
    'This model is made of trees: questions about columns, which have no weights to store in fewer bits.',
    '此模型由树组成：树是关于各列的问题，没有可用更少位数存储的权重。',
  ],
  ['Leave Quantise out, or grow fewer or smaller trees.', '请去掉“量化”，或减少树的数量、缩小树的大小。'],
]
