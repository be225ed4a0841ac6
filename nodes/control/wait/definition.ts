import { z } from 'zod'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { choiceOf, numberOf, textOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'

const docs = `
Waits, then gives a signal. The run may be shut down meanwhile: the time is kept.

**When to use it.** To give another system time to take up what was deployed or exported before it is checked, or to put
the heavy part of a run off until the night. Connect *When* (at the top left of the card) to say after what the wait
begins, and *Then* to the *When* of what comes after it.

**Parameters**
- *Wait*: for a while, or until a time of the day.
- *For*, *Unit*: how long, counted from the moment at which the node begins.
- *Time of day*: the next time that the clock shows it, in UTC, as *22:30*.

**What travels to the endpoint.** Nothing.
`

/** Seconds in a unit. */
export const unitSeconds = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 } as const

export const waitParams = z.object({
  mode: choiceOf({ for: 'For a while', until: 'Until a time of day' }, 'for', 'Wait'),
  amount: numberOf(5, 'For', { min: 0, max: 100_000, visibleWhen: { field: 'mode', in: ['for'] } }),
  unit: choiceOf(
    { seconds: 'Seconds', minutes: 'Minutes', hours: 'Hours', days: 'Days' },
    'minutes',
    'Unit',
    { visibleWhen: { field: 'mode', in: ['for'] } },
  ),
  time: textOf('22:00', 'Time of day', {
    placeholder: '22:30',
    description: 'In UTC.',
    visibleWhen: { field: 'mode', in: ['until'] },
  }),
})
export type WaitParams = z.infer<typeof waitParams>

export const timeOfDay = /^([01]?\d|2[0-3]):([0-5]\d)$/

export const wait = defineNode({
  type: 'control.wait',
  version: 1,
  title: 'Wait',
  summary: 'Go on after a while, or at a time of day',
  category: 'control',
  icon: 'timer',
  docs,
  inputs: {},
  outputs: { after: port.signal({ title: 'Then' }) },
  params: waitParams,
  serve: 'boundary',
  effect: true,
  waits: true,
  describe: ({ mode, amount, unit, time }) => (mode === 'for' ? `${amount} ${unit}` : `until ${time} UTC`),
  schema: ({ params }) => {
    const problems: NodeProblem[] = []
    if (params.mode === 'until' && !timeOfDay.test(params.time.trim()))
      problems.push({
        severity: 'error',
        code: 'time_of_day',
        message: 'Write the time of day as hours and minutes, such as 22:30.',
        field: 'time',
      })
    return { outputs: { after: {} }, problems }
  },
})
