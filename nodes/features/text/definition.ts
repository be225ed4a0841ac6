import { z } from 'zod'
import type { Column, TableSchema } from '../../kit/columns.ts'
import { findByName } from '../../kit/columns.ts'
import { nothingToDo, refusedColumns } from '../../kit/chosen-columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { TakenNames } from '../../kit/new-columns.ts'
import { choiceOf, columnOf, numberOf, switchOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { featuresOf, selectColumns } from '../../kit/table-schemas.ts'

const docs = `
Turns a text into columns of numbers: how much each word counts in it.

**When to use it.** After *Split*, to learn from messages, reviews, descriptions. A linear model on top is a strong first
try; trees and networks can read the columns, too.

**Parameters**
- *Column*: the text; empty: the first feature that is text.
- *Weights*: *TF-IDF* counts a word for more the fewer texts it stands in, and makes long and short texts alike; *counts* is
  how often it occurs; *presence* is 1 or 0.
- *Words in a row*: terms of up to so many words; 2 also takes *not good*.
- *Most terms*: the most frequent of the training rows. Each gets a column, such as *message: free*.
- *Texts with a term*: a term that stands in fewer training rows gets none.
- *Leave out function words*: English ones that say little by themselves (the, and, of).
- *Plain letters*: without accents, é as e. *Dampen counts*: 1 plus the logarithm of a count in its place.
- *Keep the text*: leave the column in the table.

Words are runs of two and more letters, digits and _, in small letters. Writing without spaces between words, such as
Chinese, gives whole phrases, which seldom occur twice. A missing text has no terms: 0 everywhere.

**What travels to the endpoint.** The terms found in the training rows, and their weights. An endpoint takes the text.

**Method.** As scikit-learn's *TfidfVectorizer* (smooth idf, length 1) and *CountVectorizer*.
`

const weights = { tfidf: 'TF-IDF', counts: 'Counts', presence: 'Presence' }

interface Params {
  column: string
  keep: boolean
}

/** The text, and the columns that stay. */
export function planText(table: TableSchema, { column: name, keep }: Params) {
  const chosen =
    name === ''
      ? { columns: featuresOf(table, ['text']).slice(0, 1), problems: [] as NodeProblem[] }
      : selectColumns(table, [name], { kinds: ['text', 'category'], field: 'column' })
  const text = chosen.columns[0] && findByName(table, chosen.columns[0].name)
  const kept = table.columns.filter((column) => keep || column !== text)
  return { text, kept, problems: chosen.problems }
}

/** A column for each term of a text. */
export function termColumns(table: TableSchema, text: Column, terms: readonly string[]): Column[] {
  const taken = new TakenNames(table.columns)
  return terms.map((term) =>
    taken.add({ name: `${text.name}: ${term}`, storage: 'double', kind: 'number', role: 'feature' }),
  )
}

export const text = defineNode({
  type: 'features.text',
  version: 1,
  title: 'Text to columns',
  summary: 'How much each word counts in a text',
  category: 'features',
  icon: 'whole-word',
  docs,
  inputs: { table: port.table() },
  outputs: { table: port.table(), transform: port.transform() },
  params: z.object({
    column: columnOf('table', ['text', 'category'], 'Column', {
      description: 'Empty: the first feature that is text.',
    }),
    weights: choiceOf(weights, 'tfidf', 'Weights'),
    words: numberOf(1, 'Words in a row', { min: 1, max: 5, integer: true, tunable: true }),
    most: numberOf(300, 'Most terms', { min: 1, max: 5000, integer: true, step: 50, tunable: true }),
    least: numberOf(2, 'Texts with a term', { min: 1, max: 1_000_000, integer: true, tunable: true }),
    functionWords: switchOf(false, 'Leave out function words', {
      description: 'English ones: the, and, of.',
    }),
    plainLetters: switchOf(false, 'Plain letters', { advanced: true, description: 'é as e.' }),
    dampened: switchOf(false, 'Dampen counts', {
      advanced: true,
      visibleWhen: { field: 'weights', in: ['tfidf', 'counts'] },
    }),
    keep: switchOf(false, 'Keep the text', { advanced: true }),
  }),
  serve: 'map',
  fits: true,
  widens: true,
  describe: (params) => {
    const runs = params.words === 1 ? '' : ` · up to ${params.words} words`
    return `${weights[params.weights]} · ${params.most} ${params.most === 1 ? 'term' : 'terms'}${runs}`
  },
  schema: ({ inputs: { table }, params }) => {
    if (!table) return { outputs: { transform: {} } }
    const { text: chosen, kept, problems: found } = planText(table, params)
    const target = 'a model predicts it as it is.'
    const problems = [...found, ...refusedColumns(chosen ? [chosen] : [], { field: 'column', target })]
    if (!chosen && problems.length === 0 && !table.open)
      problems.push(nothingToDo('No text arrives here, so nothing is made of it.', 'column'))
    const leaving = chosen ? { ...table, columns: kept, open: true } : table
    return { outputs: { table: leaving, transform: {} }, problems }
  },
})
