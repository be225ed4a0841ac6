import { DataError } from '../errors.ts'
import { columnOfBatch, type ColumnBatch, type VectorData } from '../tables/column-batch.ts'
import { termsOf } from '../text/terms.ts'

/** A text as a list of whole numbers, one for each of its words in turn. */
export interface TokensStep {
  version: 1
  kind: 'tokens'
  column: string
  /** Numbers in every list. */
  length: number
  /** Letters lose their accents. */
  plainLetters: boolean
  /** The vocabulary: the first word is 2, the next 3, and so on. */
  words: readonly string[]
}

/** What stands where a text has no word, and for a word that is not in the vocabulary. */
export const PADDING = 0
export const UNKNOWN = 1
const FIRST = 2

/** Throws DataError `bad_transform` where JSON is no such step. */
export function parseTokensStep(json: unknown): TokensStep {
  const { column, length, words } = json as Partial<TokensStep>
  const isWhole =
    typeof column === 'string' &&
    Number.isInteger(length) &&
    (length as number) > 0 &&
    Array.isArray(words) &&
    words.every((word) => typeof word === 'string')
  if (isWhole) return json as TokensStep
  throw new DataError(
    'bad_transform',
    'The fitted words of a text can’t be read: they were written by another version of Millrace. Run the pipeline again.',
  )
}

/**
 * A tokens step as a function over batches. Of a longer text the first words count; a shorter one has its padding in
 * front, so that what reads it in turn ends with its last word. A missing text stays missing. The function throws
 * DataError `missing_column` or `wrong_type`.
 */
export function compileTokens(step: TokensStep): (batch: ColumnBatch) => ColumnBatch {
  const { column, length, plainLetters } = step
  const split = termsOf({ words: 1, plainLetters, without: [] })
  const numbers = new Map(step.words.map((word, place) => [word, place + FIRST]))
  const listOf = (text: string): Float32Array => {
    const words = split(text).slice(0, length)
    const list = new Float32Array(length).fill(PADDING)
    words.forEach((word, at) => {
      list[length - words.length + at] = numbers.get(word) ?? UNKNOWN
    })
    return list
  }
  return (batch) => {
    const texts = columnOfBatch(batch, column)
    if (texts instanceof Float64Array || !texts.every(isText))
      throw new DataError('wrong_type', `Column "${column}" must hold texts.`, { field: column })
    const made: VectorData = texts.map((text) => (typeof text === 'string' ? listOf(text) : null))
    const columns: ColumnBatch['columns'] = Object.assign(Object.create(null), batch.columns)
    columns[column] = made
    return { rows: batch.rows, columns }
  }
}

const isText = (value: unknown): boolean => value === null || typeof value === 'string'
