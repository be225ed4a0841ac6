import { DataError } from '../errors.ts'
import { columnOfBatch, type ColumnBatch } from '../tables/column-batch.ts'
import { type TermOptions, termsOf } from '../text/terms.ts'

type TermWeights = 'tfidf' | 'counts' | 'presence'

/** Columns of numbers made of one text: how much each term of a vocabulary counts in it. */
export interface TextStep {
  version: 1
  kind: 'text'
  column: string
  options: TermOptions
  weights: TermWeights
  /** The logarithm of a count, plus 1, in place of the count. */
  dampened: boolean
  /** The vocabulary with the columns that it fills, and how much a term counts by its rareness. */
  terms: readonly { name: string; term: string; idf: number }[]
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** Throws DataError `bad_transform` where JSON is no such step. */
export function parseTextStep(json: unknown): TextStep {
  const { column, options, terms, weights } = json as Partial<TextStep>
  const isWhole =
    typeof column === 'string' &&
    ['tfidf', 'counts', 'presence'].includes(String(weights)) &&
    isObject(options) &&
    Array.isArray(options.without) &&
    Array.isArray(terms) &&
    terms.every(
      (each: unknown) => isObject(each) && typeof each.name === 'string' && typeof each.term === 'string',
    )
  if (isWhole) return json as TextStep
  throw new DataError(
    'bad_transform',
    'The fitted terms of a text can’t be read: they were written by another version of Millrace. Run the pipeline again.',
  )
}

/**
 * A text step as a function over batches: term frequencies, weighted and, for `tfidf`, of length 1 over the whole
 * vocabulary, as scikit-learn's `TfidfVectorizer` and `CountVectorizer`. A missing text has no terms. The function
 * throws DataError `missing_column` or `wrong_type`.
 */
export function compileText(step: TextStep): (batch: ColumnBatch) => ColumnBatch {
  const { column, options, weights, dampened, terms } = step
  const split = termsOf(options)
  const places = new Map(terms.map(({ term }, place) => [term, place]))
  return (batch) => {
    const texts = columnOfBatch(batch, column)
    if (texts instanceof Float64Array)
      throw new DataError('wrong_type', `Column "${column}" must hold texts.`, { field: column })
    const columns: ColumnBatch['columns'] = Object.assign(Object.create(null), batch.columns)
    const made = terms.map(({ name }) => (columns[name] = new Float64Array(batch.rows)))
    for (let row = 0; row < batch.rows; row++) {
      const text = texts[row]
      const counts = new Map<number, number>()
      for (const term of typeof text === 'string' ? split(text) : []) {
        const place = places.get(term)
        if (place !== undefined) counts.set(place, (counts.get(place) ?? 0) + 1)
      }
      const valueOf = (count: number, place: number): number => {
        if (weights === 'presence') return 1
        const frequency = dampened ? 1 + Math.log(count) : count
        return weights === 'tfidf' ? frequency * terms[place]!.idf : frequency
      }
      let squares = 0
      for (const [place, count] of counts) squares += valueOf(count, place) ** 2
      const length = weights === 'tfidf' ? Math.sqrt(squares) : 1
      for (const [place, count] of counts) made[place]![row] = valueOf(count, place) / length
    }
    return { rows: batch.rows, columns }
  }
}
