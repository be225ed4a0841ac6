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
  ['Take a day at most.', '最多一天。'],
  ['Write a time of the day like 9:00, 17:30 or 23:59:30.', '请写成 9:00、17:30 或 23:59:30 这样的时间。'],
  ['Give a time of the day.', '请给出一天中的时间。'],
  ['Take days from 1 to 31.', '日期须为 1 到 31。'],
  ['Give a moment like 2026-03-01T09:00:00Z.', '请给出 2026-03-01T09:00:00Z 这样的时刻。'],
  ['Catch up with 10 seconds at least, a year at most.', '补偿时间须在 10 秒到一年之间。'],
  ['Put off by a day at most.', '最多推迟一天。'],
  ['The last day comes before the first.', '结束时间早于开始时间。'],
  ['Give an address that begins with http:// or https://.', '请给出以 http:// 或 https:// 开头的地址。'],
  [
    '{0} is an address of this machine or of a private network, which is not called. Take a public address, or start Millrace with MILLRACE_ALLOW_PRIVATE_ADDRESSES=1.',
    '{0}是本机或私有网络的地址，不会被访问。请使用公网地址，或以 MILLRACE_ALLOW_PRIVATE_ADDRESSES=1 启动 Millrace。',
  ],
  ['{0} did not answer. {1}', '{0}没有应答。{1}'],
  ['It took longer than 10 seconds.', '超过 10 秒未响应。'],
  ['There is no such host.', '没有这个主机。'],
  ['Its name could not be looked up.', '无法解析其名称。'],
  ['It refuses connections.', '它拒绝连接。'],
  ['It broke the connection off.', '它中断了连接。'],
  ['{0} answered with status {1}.', '{0}返回了状态码 {1}。'],
  [
    '{0} answered with status {1}. Redirects are not followed: give the address it leads to.',
    '{0}返回了状态码 {1}。不会跟随重定向：请给出它指向的地址。',
  ],
  ['A schedule that waits for new data has no past times to run.', '等待新数据的计划没有可补跑的过去时间。'],
  ['The range begins after it ends, or has not passed yet.', '该范围的开始晚于结束，或尚未过去。'],
  ['These are more than {0} times. Take a shorter range.', '超过 {0} 次。请缩短范围。'],
  [
    'Past times of this schedule are being run already. Wait for them, or stop them.',
    '此计划已在补跑过去的时间。请等待其结束，或将其停止。',
  ],
  [
    'The past times could not be run: Temporal did not answer. Try again in a moment.',
    '无法补跑过去的时间：Temporal 没有响应。请稍后再试。',
  ],
  [
    'No *File* of the drawing reads the newest version of its name, so new data would change nothing. Choose that in a *File*, or name the data sets to wait for.',
    '流程图中没有“文件”节点读取其名称的最新版本，因此新数据不会带来变化。请在“文件”中选择最新版本，或指明要等待的数据集。',
  ],
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
