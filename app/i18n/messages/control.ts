import type { MessagePair } from '../messages.ts'

/** What nodes that steer a run say. */
export const controlMessages: readonly MessagePair[] = [
  [
    'The compute process stopped before it could work; the worker’s log says why.',
    '计算进程在开始工作之前就停止了；原因见工作进程的日志。',
  ],
  ['Waiting for a free worker slot', '等待空闲的计算进程'],
  ['Connect the report that the figure is in.', '请连接包含该指标的报告。'],
  ['Connect the table whose rows are counted.', '请连接要统计行数的表。'],
  ['Texts can only be equal or not equal.', '文本只能比较是否相等。'],
  ['Choose one of the two.', '请选择两者之一。'],
  ['Write the time of day as hours and minutes, such as 22:30.', '请以“时:分”填写时刻，例如 22:30。'],
]
