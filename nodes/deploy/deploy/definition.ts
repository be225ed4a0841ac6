import { z } from 'zod'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { field } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'

const docs = `
Puts a model behind an endpoint: a name on the serving process that answers raw rows.

**When to use it.** When something else is to ask the model: an application, a script, a colleague. Running the
pipeline again replaces the model behind the same name, at once and without an interruption.

**Parameters**
- *Name*: the endpoint's name, part of its address. Small letters, digits and hyphens.

**What travels to the endpoint.** The model and every fitted step between the source of the data and *Train*. An
endpoint asks for the columns of the source, without the target; steps that only choose rows (*Split*) are left out.

**How to ask it.** With rows as JSON, \`{"rows": [{…}]}\`, or by the Open Inference Protocol, version 2. The endpoint's
page has a line to copy and a form to try.
`

export const deploy = defineNode({
  type: 'deploy.deploy',
  version: 1,
  title: 'Deploy',
  summary: 'Make an endpoint that answers raw rows',
  category: 'deploy',
  icon: 'rocket',
  docs,
  inputs: { model: port.model() },
  outputs: { signal: port.signal({ title: 'Deployed' }) },
  params: z.object({
    name: field(
      z
        .string()
        .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'small letters, digits and hyphens only, at most 63')
        .default('my-endpoint'),
      {
        title: 'Name',
        description: 'Part of its address.',
        ui: { widget: 'text', placeholder: 'my-endpoint' },
      },
    ),
  }),
  serve: 'skip',
  effect: true,
  describe: ({ name }) => name,
  schema: ({ inputs: { model } }) => {
    const problems: NodeProblem[] = []
    if (model?.target && model.request.length === 0) {
      const message = 'No column is left for the endpoint to ask for. Check the roles at the source.'
      problems.push({ severity: 'error', code: 'request_empty', message, port: 'model' })
    }
    return { outputs: { signal: {} }, problems }
  },
})
