import { DataError } from '../errors.ts'
import type { Engine } from '../tables/engine.ts'
import { quoteName } from '../tables/sql.ts'
import { type TermOptions, termsOf } from '../text/terms.ts'
import { refuseNoRows } from './statistics.ts'
import type { TrainingRelation } from './training-rows.ts'

const MOST_TERMS = 3_000_000

interface TextFit {
  column: string
  options: TermOptions
  /** Of more terms the most frequent, of equally frequent ones the first in code-unit order. */
  most: number
  /** A term has to stand in so many texts. */
  least: number
}

/**
 * The terms of the training rows' texts in code-unit order, with ln((1 + n) / (1 + texts with the term)) + 1 over the n
 * texts, as scikit-learn's `TfidfVectorizer`. Throws DataError `no_training_rows`, `no_terms`, and `too_many_terms` past
 * three million different ones.
 */
export async function fitText(
  engine: Engine,
  relation: TrainingRelation,
  { column, options, most, least }: TextFit,
): Promise<{ term: string; idf: number }[]> {
  const split = termsOf(options)
  const found = new Map<string, { texts: number; times: number }>()
  let texts = 0
  const sql = `SELECT CAST(${quoteName(column)} AS VARCHAR) AS text FROM ${relation.sql} WHERE ${quoteName(column)} IS NOT NULL`
  await engine.scan(sql, { text: 'text' }, ({ columns, rows }) => {
    texts += rows
    for (const text of (columns.text ?? []) as string[]) {
      const terms = split(text)
      for (const term of terms) {
        const entry = found.get(term)
        if (entry) entry.times++
        else found.set(term, { texts: 0, times: 1 })
      }
      for (const term of new Set(terms)) found.get(term)!.texts++
    }
    if (found.size > MOST_TERMS) {
      throw new DataError(
        'too_many_terms',
        `The texts have more than ${MOST_TERMS.toLocaleString('en')} different terms. Use shorter runs of words.`,
        { field: 'words' },
      )
    }
  })
  refuseNoRows(texts)
  const kept = [...found].filter(([, entry]) => entry.texts >= least)
  if (kept.length === 0) {
    const message = `No term stands in ${least} or more of the ${texts} training texts. Ask for fewer texts, or choose another column.`
    throw new DataError('no_terms', message, { field: 'least' })
  }
  const inOrder = (a: string, b: string): number => (a < b ? -1 : 1)
  return kept
    .toSorted(([a, x], [b, y]) => y.times - x.times || inOrder(a, b))
    .slice(0, most)
    .toSorted(([a], [b]) => inOrder(a, b))
    .map(([term, entry]) => ({ term, idf: Math.log((1 + texts) / (1 + entry.texts)) + 1 }))
}
