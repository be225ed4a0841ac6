import type { MessagePair } from '../messages.ts'

/** What *Feature importance* and *Gate* say. */
export const evaluationMessages: readonly MessagePair[] = [
  [
    'The metric has no value on these rows, as of a single class or of numbers that are all the same.',
    '该指标在这些行上没有值，例如只有一个类别，或数字全部相同。',
  ],
  ['Choose another metric, or other rows.', '请选择其他指标或其他行。'],
  ['The model reads no column of this table.', '模型不读取此表的任何列。'],
  ['{0#} of {1#} rows were drawn to be scored.', '从 {1} 行中抽取了 {0} 行进行评分。'],
  ['Shuffling columns', '正在打乱各列'],
  ['Write the name of the figure, as the report has it.', '请填写报告中的指标名称。'],
  ['Nothing is connected to Reference.', '“参照”没有连接。'],
  ['Connect the report to hold against, or hold against a number.', '请连接用于对照的报告，或改为对照数字。'],
  ['Connect the report to hold against.', '请连接用于对照的报告。'],
  ['{0} is {1#}, at least the {2#} asked for.', '{0}为 {1}，不低于要求的 {2}。'],
  ['{0} is {1#}, at least the {2#} of the reference.', '{0}为 {1}，不低于参照的 {2}。'],
  [
    '{0} is {1#}, at least the {2#} allowed, since the reference has {3#}.',
    '{0}为 {1}，不低于允许的 {2}（参照为 {3}）。',
  ],
  ['{0} is {1#}, at most the {2#} asked for.', '{0}为 {1}，不高于要求的 {2}。'],
  ['{0} is {1#}, at most the {2#} of the reference.', '{0}为 {1}，不高于参照的 {2}。'],
  [
    '{0} is {1#}, at most the {2#} allowed, since the reference has {3#}.',
    '{0}为 {1}，不高于允许的 {2}（参照为 {3}）。',
  ],
  ['{0} is {1#}, below the {2#} asked for.', '{0}为 {1}，低于要求的 {2}。'],
  ['{0} is {1#}, below the {2#} of the reference.', '{0}为 {1}，低于参照的 {2}。'],
  [
    '{0} is {1#}, below the {2#} allowed, since the reference has {3#}.',
    '{0}为 {1}，低于允许的 {2}（参照为 {3}）。',
  ],
  ['{0} is {1#}, above the {2#} asked for.', '{0}为 {1}，高于要求的 {2}。'],
  ['{0} is {1#}, above the {2#} of the reference.', '{0}为 {1}，高于参照的 {2}。'],
  [
    '{0} is {1#}, above the {2#} allowed, since the reference has {3#}.',
    '{0}为 {1}，高于允许的 {2}（参照为 {3}）。',
  ],
]
