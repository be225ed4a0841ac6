import type { ColumnKind } from '../../nodes/kit/columns.ts'
import type { EncodingChoice } from './encoding.ts'

/** How a file is read; `images`: a zip of them, which has a reader of its own. */
export type FileFormat = 'csv' | 'json' | 'jsonl' | 'parquet' | 'images'

/** How a file is to be read; what is left out, or `auto`, is found out by looking at the file. */
export interface ImportOptions {
  format?: 'auto' | Exclude<FileFormat, 'images'>
  /** `tab` or a single ASCII character. */
  delimiter?: string
  header?: 'auto' | 'yes' | 'no'
  encoding?: EncodingChoice
  decimal?: 'auto' | '.' | ','
  /** Kinds of columns where the guess is wrong, by name. */
  types?: Readonly<Record<string, ColumnKind>>
  /** Column to mark as the target; empty for none. */
  target?: string
  /** What the rows come out of, for messages; `file` by default. */
  origin?: 'file' | 'query'
}

/** How a file was read. */
export interface DetectedOptions {
  format: FileFormat
  delimiter?: string
  header?: boolean
  encoding?: 'utf-8' | 'latin-1' | 'utf-16'
  decimal?: '.' | ','
}

/**
 * What may be read out of a column: `free` text may be anything (CSV); a `string` was told apart from numbers by its
 * format; the others are typed already.
 */
export type RawType = 'free' | 'string' | 'number' | 'boolean' | 'datetime'

export interface RawColumn {
  name: string
  type: RawType
}

/** A file taken apart into columns, before their types are known. */
export interface RawTable {
  /** SQL of a relation with `_row` (from 0 in file order) and the columns by name; text is VARCHAR. */
  relation: string
  columns: RawColumn[]
  rows: number
  decimal: '.' | ','
  detected: DetectedOptions
  warnings: string[]
  /** Where a row stands in the file, in words: `line 17`. */
  place(row: number): Promise<string>
}

export const MAX_COLUMNS = 10_000
