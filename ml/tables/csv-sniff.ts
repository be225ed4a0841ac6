import { looksLikeNumber, looksLikeDatetime, isMissingText } from './values.ts'

export const delimiters = [',', ';', '\t', '|'] as const

/**
 * Splits the beginning of a CSV file into records, leniently: this is for looking, not for reading. The last record
 * is left out where the text may have been cut in it.
 */
export function sampleRecords(
  text: string,
  delimiter: string,
  options: { limit: number; cut: boolean },
): string[][] {
  const records: string[][] = []
  let record: string[] = []
  let field = ''
  let quoted = false
  const endField = () => {
    record.push(field)
    field = ''
  }
  const endRecord = () => {
    endField()
    if (record.length > 1 || record[0] !== '') records.push(record)
    record = []
  }
  for (let at = 0; at < text.length && records.length < options.limit; at++) {
    const c = text[at]!
    if (quoted) {
      if (c !== '"') field += c
      else if (text[at + 1] === '"') {
        field += '"'
        at++
      } else quoted = false
    } else if (c === '"' && field.trim() === '') {
      quoted = true
      field = ''
    } else if (c === delimiter) endField()
    else if (c === '\n' || c === '\r') {
      if (c === '\r' && text[at + 1] === '\n') at++
      endRecord()
    } else field += c
  }
  if (!options.cut && records.length < options.limit && (field !== '' || record.length > 0)) endRecord()
  return records
}

/** The delimiter by which most records have the same number of fields, more than one; a comma if there is none. */
export function sniffDelimiter(text: string, cut: boolean): string {
  let best: { delimiter: string; share: number; fields: number } = { delimiter: ',', share: 0, fields: 1 }
  for (const delimiter of delimiters) {
    const records = sampleRecords(text, delimiter, { limit: 200, cut })
    const counts = new Map<number, number>()
    for (const { length } of records) counts.set(length, (counts.get(length) ?? 0) + 1)
    const [fields, count] = [...counts].filter(([n]) => n > 1).toSorted((a, b) => b[1] - a[1])[0] ?? [1, 0]
    const share = count / Math.max(records.length, 1)
    const better = share > best.share || (share === best.share && fields > best.fields)
    if (count > 0 && better) best = { delimiter, share, fields }
  }
  return best.delimiter
}

/**
 * Whether the first record names the columns: it does unless one of its fields is itself a number or a date, or a
 * value of its column's that comes up again below in a file of two columns or more.
 */
export function sniffHeader(records: readonly (readonly string[])[], decimal: '.' | ','): boolean {
  const [first, ...rest] = records
  if (!first) return false
  const values = first.map((text) => text.trim())
  if (values.every((text) => isMissingText(text))) return false
  if (values.some((text) => looksLikeNumber(text, decimal) || looksLikeDatetime(text))) return false
  if (new Set(values).size === values.length) {
    const repeated = values.filter((value, index) => rest.some((record) => record[index]?.trim() === value))
    return repeated.length < values.length || rest.length === 0
  }
  // Names given twice are still names where the columns below are of another kind.
  return rest.some((record) => record.some((text) => looksLikeNumber(text.trim(), decimal)))
}

/**
 * The decimal mark: a comma where a column of the sample holds nothing but numbers so, one with a comma among them, and
 * no value anywhere is a number only with a point. Never a comma in a comma-separated file. Separators of thousands are
 * not numbers with either mark.
 */
export function sniffDecimal(records: readonly (readonly string[])[], delimiter: string): '.' | ',' {
  if (delimiter === ',') return '.'
  // The first record may be names.
  const rows = records.length > 1 ? records.slice(1) : records
  const columns: string[][] = []
  for (const record of rows) {
    record.forEach((field, index) => {
      const text = field.trim()
      if (!isMissingText(text)) (columns[index] ??= []).push(text)
    })
  }
  const withComma = (text: string) => looksLikeNumber(text, ',')
  if (columns.some((texts) => texts.some((text) => looksLikeNumber(text, '.') && !withComma(text))))
    return '.'
  const found = columns.some((texts) => texts.every(withComma) && texts.some((text) => text.includes(',')))
  return found ? ',' : '.'
}

export interface NamedColumns {
  names: string[]
  warnings: string[]
}

/**
 * Column names from a header: trimmed, `column_3` where one is empty, and told apart with `_2`, `_3` … where two are
 * equal. Names that differ in upper and lower case only are told apart too, since SQL does not tell them apart, and
 * `_row` is kept for the row id.
 */
export function uniqueNames(header: readonly string[]): NamedColumns {
  const warnings: string[] = []
  const taken = new Set(['_row'])
  const given = new Set(header.map((text) => text.trim().toLowerCase()))
  const names = header.map((text, index) => {
    const wanted = text.replaceAll('\0', '').trim() || `column_${index + 1}`
    let name = wanted
    for (
      let n = 2;
      taken.has(name.toLowerCase()) || (name !== wanted && given.has(name.toLowerCase()));
      n++
    ) {
      name = `${wanted}_${n}`
    }
    taken.add(name.toLowerCase())
    if (text.trim() === '') warnings.push(`Column ${index + 1} has no name and is called "${name}".`)
    else if (name !== wanted)
      warnings.push(`The name "${wanted}" is taken, so column ${index + 1} is called "${name}".`)
    return name
  })
  return { names, warnings }
}
