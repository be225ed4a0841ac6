import { z } from 'zod'
import { nothingToDo, refusedColumns } from '../../kit/chosen-columns.ts'
import type { Column, TableSchema } from '../../kit/columns.ts'
import { findByName } from '../../kit/columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { columnOf, numberOf, switchOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { featuresOf, selectColumns, withColumns } from '../../kit/table-schemas.ts'

const docs = `
Turns a text into the list of its words, each as a number, so that a network can read them in turn.

**When to use it.** After *Split* and before *Train*, with *Network by layers*: an *Embedding*, then an *LSTM*, a *GRU* or a
*Convolution 1D*. It pays where the order of words matters and there are thousands of texts; with fewer, *Text to columns*
and a linear model are mostly better.

**Parameters**
- *Column*: the text; empty: the first feature that is text. Let it arrive at *Train* as the only feature.
- *Words a text*: so many are read; of a longer text the first ones.
- *Most words*: the most frequent of the training rows have numbers of their own.
- *Texts with a word*: a word that stands in fewer training rows has none.
- *Plain letters*: without accents, é as e.

The list holds 0 where there is no word (in front, so that reading ends with the last word), 1 for a word without a number,
and numbers from 2 on for the words in code-unit order. Words are runs of two and more letters, digits and _, in small
letters. A missing text stays missing, which a network reads as 0 everywhere.

**What travels to the endpoint.** The words of the training rows and their numbers. An endpoint takes the text.

**Method.** Words as in *Text to columns*.
`

interface Params {
  column: string
  length: number
}

/** The text, and what becomes of it. */
export function planTokens(table: TableSchema, { column: name, length }: Params) {
  const chosen =
    name === ''
      ? { columns: featuresOf(table, ['text']).slice(0, 1), problems: [] as NodeProblem[] }
      : selectColumns(table, [name], { kinds: ['text', 'category'], field: 'column' })
  const text = chosen.columns[0] && findByName(table, chosen.columns[0].name)
  const { categories: _, ...plain } = text ?? {}
  const made = text && ({ ...plain, kind: 'sequence', storage: 'list', shape: [length] } as Column)
  return { text, made, problems: chosen.problems }
}

export const tokens = defineNode({
  type: 'features.tokens',
  version: 1,
  title: 'Text to tokens',
  summary: 'The words of a text in turn, for a network',
  category: 'features',
  icon: 'list-ordered',
  docs,
  inputs: { table: port.table() },
  outputs: { table: port.table(), transform: port.transform() },
  params: z.object({
    column: columnOf('table', ['text', 'category'], 'Column', {
      description: 'Empty: the first feature that is text.',
    }),
    length: numberOf(40, 'Words a text', { min: 1, max: 2000, integer: true, step: 10, tunable: true }),
    most: numberOf(2000, 'Most words', { min: 1, max: 50_000, integer: true, step: 500, tunable: true }),
    least: numberOf(2, 'Texts with a word', { min: 1, max: 1_000_000, integer: true, tunable: true }),
    plainLetters: switchOf(false, 'Plain letters', { advanced: true, description: 'é as e.' }),
  }),
  serve: 'map',
  fits: true,
  describe: ({ length, most }) => `${length} words of ${most}`,
  schema: ({ inputs: { table }, params }) => {
    if (!table) return { outputs: { transform: {} } }
    const { text, made, problems: found } = planTokens(table, params)
    const target = 'a model predicts it as it is.'
    const problems = [...found, ...refusedColumns(text ? [text] : [], { field: 'column', target })]
    if (!text && problems.length === 0 && !table.open)
      problems.push(nothingToDo('No text arrives here, so nothing is made of it.', 'column'))
    return { outputs: { table: made ? withColumns(table, [made]) : table, transform: {} }, problems }
  },
})
