import { z } from 'zod'
import { defineNode } from '../../kit/define.ts'
import { choiceOf, columnOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { sourceSchema } from '../../kit/table-schemas.ts'
import { catalogue, datasetTitles } from './catalogue.ts'

const docs = `
Brings one of the data sets that come with Millrace into the drawing: real, small, and with a licence that allows it.

**When to use it.** To try a model or a step without looking for data, to learn, and to compare with published figures.
For your own data use *File*.

**Parameters**
- *Data set*: which one. ${Object.values(catalogue)
  .map(({ title, rows, description }) => `*${title}* (${rows} rows): ${description}`)
  .join(' ')}
- *Target*: the column to predict. Empty means the data set's own. The choice is made here once; every node
  downstream knows it.

**What travels to the endpoint.** The columns of the data set, without the target, are the raw row that an endpoint
asks for.

**Sources.** The licence and the origin of each file are in \`nodes/data/builtin/LICENCES.md\`.
`

export const builtin = defineNode({
  type: 'data.builtin',
  version: 1,
  title: 'Built-in data',
  summary: 'A real data set that comes with Millrace',
  category: 'data',
  icon: 'library',
  docs,
  inputs: {},
  outputs: { table: port.table() },
  params: z.object({
    dataset: choiceOf(datasetTitles, 'penguins', 'Data set'),
    target: columnOf('table', ['number', 'category', 'boolean'], 'Target', {
      description: 'The column to predict. Empty: the data set’s own.',
    }),
  }),
  serve: 'map',
  describe: ({ dataset }) => `${catalogue[dataset].title} · ${catalogue[dataset].rows} rows`,
  schema: ({ params }) => {
    const { schema, problems } = sourceSchema(catalogue[params.dataset].columns, params.target)
    return { outputs: { table: schema }, problems }
  },
})
