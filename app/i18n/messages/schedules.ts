import type { MessagePair } from '../messages.ts'

/** What is said of the times of schedules: `nodes/schedules`, `server/schedules`. */
export const scheduleMessages: readonly MessagePair[] = [
  [
    'A cron expression has five fields, with spaces between: minute, hour, day of the month, month, day of the week.',
    'cron 表达式有五个字段，以空格分隔：分、时、日、月、星期。',
  ],
  [
    "The {0} can't be {1}: it takes {2}, * for every one, lists (1,3), ranges (1-5) and steps (*/2).",
    '{0}不能是{1}：可以是 {2}、表示全部的 *、列表（1,3）、范围（1-5）和步长（*/2）。',
  ],
  ['minute', '分'],
  ['hour', '时'],
  ['day of the month', '日'],
  ['month', '月'],
  ['day of the week', '星期'],
  ['There is no such day.', '没有这样的日期。'],
  [
    'There is no such time zone. Take one like Europe/Berlin or UTC.',
    '没有这个时区。请使用 Europe/Berlin 或 UTC 之类的时区。',
  ],
  ['Take whole seconds.', '请用整秒。'],
  ['Take 5 seconds at least.', '至少 5 秒。'],
  ['Take a year at most.', '最多一年。'],
  ['There is no such schedule. It may have been deleted.', '没有这个计划，它可能已被删除。'],
  [
    'Run {0} of this schedule has not ended, and the schedule skips what overlaps. Wait for it, or cancel it.',
    '此计划的运行 {0} 尚未结束，而计划会跳过重叠的运行。请等它结束，或将其取消。',
  ],
  ['Could not start: {0}', '无法启动：{0}'],
  [
    'The run could not be started: Temporal did not answer. Try again in a moment.',
    '无法启动运行：Temporal 没有响应。请稍后再试。',
  ],
]
