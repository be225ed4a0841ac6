/** The table behind a chart: what the table view shows and the CSV holds. */
export type CellValue = string | number | boolean | null | undefined

export interface ChartColumn {
  key: string
  /** With its unit: `time, s`. */
  label: string
  /** For reading; the CSV keeps the value as it is. */
  format?: (value: number) => string
}

export interface ChartTable {
  columns: readonly ChartColumn[]
  rows: readonly Readonly<Record<string, CellValue>>[]
}

const needsQuotes = /[",\n\r]|^\s|\s$/
/** What a spreadsheet would take for a formula gets an apostrophe before it. */
const looksLikeFormula = /^[=+@\t\r]|^-(?![\d.])/

const csvCell = (value: CellValue): string => {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  const text = looksLikeFormula.test(value) ? `'${value}` : value
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** RFC 4180, lines ended by CRLF. */
export function toCsv({ columns, rows }: ChartTable): string {
  const lines = [
    columns.map((column) => csvCell(column.label)),
    ...rows.map((row) => columns.map((column) => csvCell(row[column.key]))),
  ]
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('')
}

export function formatCell(column: ChartColumn, value: CellValue): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return column.format ? column.format(value) : String(value)
  return String(value)
}
