import { z } from 'zod'
import { defineNode } from '../../kit/define.ts'
import { port } from '../../kit/ports.ts'

const docs = `
Hands its table on unchanged.

**When to use it.** To tidy a drawing: one place that several nodes draw from, or a name for what arrives there.

**Parameters.** None.

**What travels to the endpoint.** Nothing is changed there either.
`

export const pass = defineNode({
  type: 'control.pass',
  version: 1,
  title: 'Pass through',
  summary: 'Hand a table on unchanged',
  category: 'control',
  icon: 'arrow-right',
  docs,
  inputs: { table: port.table() },
  outputs: { table: port.table() },
  params: z.object({}),
  serve: 'map',
  describe: () => 'unchanged',
  schema: ({ inputs: { table } }) => ({ outputs: table ? { table } : {} }),
})
