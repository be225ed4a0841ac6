/** An identifier in double quotes: any column name is safe in it. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Text as a SQL value. NUL can't stand in a statement, so it is put in by `chr(0)`. */
export function quoteText(text: string): string {
  const parts = text.split('\0').map((part) => `'${part.replaceAll("'", "''")}'`)
  return parts.length === 1 ? parts[0]! : `(${parts.join(' || chr(0) || ')})`
}

/** A double as a SQL value, bit for bit; SQL's own `0.1` would be a decimal. */
export const quoteNumber = (value: number): string =>
  `'${Object.is(value, -0) ? '-0.0' : Number.isNaN(value) ? 'nan' : String(value)}'::DOUBLE`

/** A relation over one Parquet file. */
export const parquet = (path: string): string => `read_parquet(${quotePath(path)})`

/** A path as a SQL value; characters that DuckDB would take for a pattern are bracketed. */
export const quotePath = (path: string): string => quoteText(path.replace(/[*?[]/g, (c) => `[${c}]`))
