import { LOOP_BEGIN } from '../../kit/loops.ts'

/** How a file is read: the parameters that decide its columns. */
export interface ParseOptions {
  format: 'auto' | 'csv' | 'json' | 'jsonl' | 'parquet'
  delimiter: 'auto' | ',' | ';' | 'tab' | '|'
  header: 'auto' | 'yes' | 'no'
  encoding: 'auto' | 'utf-8' | 'latin-1' | 'utf-16'
  decimal: 'auto' | '.' | ','
}

export const defaultParseOptions: Readonly<ParseOptions> = {
  format: 'auto',
  delimiter: 'auto',
  header: 'auto',
  encoding: 'auto',
  decimal: 'auto',
}

/** The parse options among the parameters of *File*. */
export const parseOptionsOf = ({
  format,
  delimiter,
  header,
  encoding,
  decimal,
}: ParseOptions): ParseOptions => ({
  format,
  delimiter,
  header,
  encoding,
  decimal,
})

/**
 * The key under which `SchemaContext.sources` holds a file's columns: the data set version id, and, where any parse
 * option differs from its default, `#` and those options as canonical JSON (keys in code-unit order).
 * `types` and `target` are no part of it: the definition applies them to the columns found. *Images* has no options.
 */
export function fileSourceKey(params: Partial<ParseOptions> & { source: string }): string {
  const options = { ...defaultParseOptions, ...params }
  const changed = Object.entries(parseOptionsOf(options))
    .filter(([name, value]) => value !== defaultParseOptions[name as keyof ParseOptions])
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  return changed.length === 0
    ? params.source
    : `${params.source}#${JSON.stringify(Object.fromEntries(changed))}`
}

/** Whether a type of node reads one uploaded file. */
export const isFileReader = (type: string): boolean => type === 'data.file' || type === 'data.images'

/** Whether a node knows its columns from an uploaded file: a *File*, *Images*, or a *For each* over files with an example. */
export const readsFile = (type: string, params: Readonly<Record<string, unknown>>): boolean =>
  params.source !== '' && (isFileReader(type) || (type === LOOP_BEGIN && params.over === 'files'))
