import { z } from 'zod'
import { defineNode } from '../../kit/define.ts'
import { columnTypes, foundTable, plainKinds } from '../../kit/found-table.ts'
import { choiceOf, columnOf, field } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { fileSourceKey } from './source-key.ts'

const docs = `
Reads a file that was dropped on the canvas or uploaded: CSV, JSON, JSON lines or Parquet.

**When to use it.** For your own data. Drop the file on the canvas and this node is made for it. A file on the web is
fetched on the page *Data sets* (*Upload*), or by \`millrace fetch\`; fetched again, it is the next version.

**Parameters**
- *File*: a version of an uploaded data set. Versions never change: a new upload is a new version.
- *Version*: the version chosen above, or the newest of the same name, looked up when a run starts. Take the newest where
  a file of the same name is uploaded again and again and a schedule runs the pipeline. The columns shown here are those
  of the version chosen; a newer file must have the columns that the nodes downstream use.
- *Format, delimiter, header, encoding, decimal mark*: found out by looking at the file unless you say otherwise.
  JSON is an array of objects, JSON lines one object a line. The decimal mark of a CSV file is taken to be a comma
  where its delimiter is another, a column holds only numbers written so (1,5), and no value is a number with a point
  (1.5). Separators of thousands (1.234,50) are not read.
- *Column types*: what a column means, where the guess was wrong: number, category, yes/no, date or time, text.
  A value that can't be read as its column's type stops the run with the row it stands in.
- *Target*: the column to predict. The choice is made here once; every node downstream knows it. A target of numbers is
  a regression. Where it holds two values only (0 and 1), its type is set to yes/no or category as the file is added, so
  that it is two classes; set it to number where that is meant.

**What travels to the endpoint.** The columns of the file, without the target, are the raw row that an endpoint asks
for, with the types chosen here.

**Method.** Types are guessed from the file's rows by DuckDB's sniffer; a text column with few distinct values is
taken as a category.
`

export const file = defineNode({
  type: 'data.file',
  version: 1,
  title: 'File',
  summary: 'Your own CSV, JSON or Parquet',
  category: 'data',
  icon: 'file-spreadsheet',
  docs,
  inputs: {},
  outputs: { table: port.table() },
  params: z.object({
    source: field(z.string().default(''), { title: 'File', ui: { widget: 'file' } }),
    version: choiceOf(
      { this: 'This version', newest: 'The newest of this name at each run' },
      'this',
      'Version',
    ),
    target: columnOf('table', plainKinds, 'Target', { description: 'The column to predict.' }),
    types: columnTypes(),
    format: choiceOf(
      { auto: 'Find out', csv: 'CSV', json: 'JSON', jsonl: 'JSON lines', parquet: 'Parquet' },
      'auto',
      'Format',
      { advanced: true },
    ),
    delimiter: choiceOf(
      { auto: 'Find out', ',': 'Comma', ';': 'Semicolon', tab: 'Tab', '|': 'Bar' },
      'auto',
      'Delimiter',
      { advanced: true, visibleWhen: { field: 'format', in: ['auto', 'csv'] } },
    ),
    header: choiceOf({ auto: 'Find out', yes: 'Names in the first line', no: 'No names' }, 'auto', 'Header', {
      advanced: true,
      visibleWhen: { field: 'format', in: ['auto', 'csv'] },
    }),
    encoding: choiceOf(
      { auto: 'Find out', 'utf-8': 'UTF-8', 'latin-1': 'Latin-1', 'utf-16': 'UTF-16' },
      'auto',
      'Encoding',
      { advanced: true, visibleWhen: { field: 'format', in: ['auto', 'csv', 'json', 'jsonl'] } },
    ),
    decimal: choiceOf({ auto: 'Find out', '.': 'Point (1.5)', ',': 'Comma (1,5)' }, 'auto', 'Decimal mark', {
      advanced: true,
      visibleWhen: { field: 'format', in: ['auto', 'csv'] },
    }),
  }),
  serve: 'map',
  describe: ({ source, version, target }) => {
    if (source === '') return 'no file yet'
    const aim = target === '' ? 'no target chosen' : `predicts ${target}`
    return version === 'newest' ? `newest · ${aim}` : aim
  },
  schema: ({ params, context }) => {
    if (params.source === '') {
      const message = 'No file is chosen. Drop one on this node, or pick one in Settings.'
      return {
        outputs: {},
        problems: [{ severity: 'error', code: 'file_missing', message, field: 'source' }],
      }
    }
    const known = context.sources[fileSourceKey(params)]
    // Not read yet, or read with other options: whatever is chosen downstream may still be right.
    if (!known) return { outputs: { table: { columns: [], open: true } } }
    if (known.columns.some(({ kind }) => kind === 'image')) {
      const message = 'This is a zip of images, which *File* does not read. Take *Images* in its place.'
      return {
        outputs: {},
        problems: [{ severity: 'error', code: 'zip_of_images', message, field: 'source' }],
      }
    }
    const { schema, problems } = foundTable(known, params)
    return { outputs: { table: schema }, problems }
  },
})
