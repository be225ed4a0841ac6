import { z } from 'zod'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { differingInputs, missingInputs } from '../../kit/model-schemas.ts'
import { choiceOf, field } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'

const docs = `
Answers every row of a table and writes the result to a file that can be downloaded from the run.

**When to use it.** For many rows at once, with nobody waiting: a list to score overnight. For single rows in real
time use *Deploy*.

**Parameters**
- *Format*: CSV (UTF-8, comma, header), JSON lines, or Parquet.
- *File name*: without its ending.
- *Rows*: *prepared* rows went through the same steps as those that the model was trained on. *Raw* rows are as they come,
  from another file or query for example: the fitted steps behind the model are applied to them, as an endpoint does.

The file holds the columns of the table, the prediction, and for classes the probability of each.

**What travels to the endpoint.** Nothing.

**Method.** The same as *Predict*.
`

export const batch = defineNode({
  type: 'deploy.batch',
  version: 1,
  title: 'Batch predict',
  summary: 'Answer all rows into a file',
  category: 'deploy',
  icon: 'file-output',
  docs,
  inputs: { model: port.model(), table: port.table() },
  outputs: { report: port.report({ title: 'File' }) },
  params: z.object({
    format: choiceOf({ csv: 'CSV', parquet: 'Parquet', jsonl: 'JSON lines' }, 'csv', 'Format'),
    name: field(
      z
        .string()
        .regex(
          /^[\p{L}\p{N}_][\p{L}\p{N}_ .-]{0,99}$/u,
          'letters, digits, spaces and . _ - only, at most 100, and a letter or digit first',
        )
        .default('predictions'),
      { title: 'File name', ui: { widget: 'text', placeholder: 'predictions' } },
    ),
    rows: choiceOf(
      { prepared: 'Prepared as for training', raw: 'Raw, as an endpoint takes them' },
      'prepared',
      'Rows',
    ),
  }),
  serve: 'boundary',
  numeric: true,
  describe: ({ format, name }) => `${name}.${format}`,
  schema: ({ inputs: { model, table }, params: { rows } }) => {
    const read = model && (rows === 'raw' ? { ...model, inputs: model.request } : model)
    const problems: NodeProblem[] = read && table ? missingInputs(read, table) : []
    // Of raw rows it is known only later which of them the model needs.
    if (model && table && rows === 'prepared') problems.push(...differingInputs(model, table))
    return { outputs: { report: { kind: 'file' } }, problems }
  },
})
