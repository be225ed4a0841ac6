import { z } from 'zod'
import { defineNode } from '../../kit/define.ts'
import { textOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'

const docs = `
Compares a value with up to four others and gives the signal of the first that is the same.

**When to use it.** Where a parameter of the pipeline says which way a run goes: *daily* or *full*, *train* or *score*.
Connect its signals to the *When* (at the top left of the card) of what hangs on them.

**Parameters**
- *Value*: usually a parameter of the pipeline.
- *First*, *Second*, *Third*, *Fourth*: what it is compared with, as text; a number is written as the page shows it. Empty ones are never
  the same as anything.

**What travels to the endpoint.** Nothing.
`

export const cases = ['first', 'second', 'third', 'fourth'] as const

export const switchNode = defineNode({
  type: 'control.switch',
  version: 1,
  title: 'Switch',
  summary: 'Go one of several ways, by a value',
  category: 'control',
  icon: 'route',
  docs,
  inputs: {},
  outputs: {
    first: port.signal({ title: 'First' }),
    second: port.signal({ title: 'Second' }),
    third: port.signal({ title: 'Third' }),
    fourth: port.signal({ title: 'Fourth' }),
    otherwise: port.signal({ title: 'Otherwise' }),
  },
  params: z.object({
    value: textOf('', 'Value'),
    first: textOf('', 'First'),
    second: textOf('', 'Second'),
    third: textOf('', 'Third'),
    fourth: textOf('', 'Fourth'),
  }),
  serve: 'boundary',
  describe: ({ value, ...params }) => {
    const named = cases.map((name) => params[name]).filter((text) => text !== '')
    return named.length === 0 ? 'no values yet' : `“${value}”: ${named.join(', ')}`
  },
  schema: () => ({ outputs: { first: {}, second: {}, third: {}, fourth: {}, otherwise: {} } }),
})
