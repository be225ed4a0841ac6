import type { Column } from '../nodes/kit/columns.ts'
import { ApiError } from './client.ts'

export type Row = Readonly<Record<string, unknown>>

const refuse = (message: string): never => {
  throw new ApiError(0, 'bad_rows', message)
}

/**
 * Rows out of a file’s text, for an endpoint that asks for these columns: JSON (a list of objects, or `{"rows": […]}`),
 * JSON lines, or else CSV whose first line names the columns.
 * @param name of the file; its ending tells which it is
 * @throws ApiError that says what is wrong with it, and where
 */
export function readRows(name: string, text: string, asked: readonly Pick<Column, 'name' | 'kind'>[]): Row[] {
  const plain = text.replace(/^\uFEFF/, '')
  if (/\.json$/i.test(name)) return rowsOf(parse(plain, `“${name}”`), name)
  if (/\.(jsonl|ndjson)$/i.test(name))
    return plain.split(/\r?\n/).flatMap((line, at) => {
      return line.trim() === '' ? [] : [readRow(line, `Line ${at + 1} of “${name}”`)]
    })
  return readCsv(name, plain, asked)
}

/** One row in JSON. */
export function readRow(json: string, where = `“${json}”`): Row {
  const row = parse(json, where)
  return isRow(row) ? row : refuse(`${where} is not a row, such as {"age": 41, "plan": "basic"}.`)
}

function parse(json: string, where: string): unknown {
  try {
    return JSON.parse(json)
  } catch (cause) {
    throw new ApiError(0, 'bad_rows', `${where} is not JSON.`, [], { cause })
  }
}

const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function rowsOf(json: unknown, name: string): Row[] {
  const rows = isRow(json) && Array.isArray(json.rows) ? (json.rows as unknown[]) : json
  if (Array.isArray(rows) && rows.every(isRow)) return rows
  return refuse(`“${name}” is not a list of rows: [{"age": 41, "plan": "basic"}, …].`)
}

function readCsv(name: string, text: string, asked: readonly Pick<Column, 'name' | 'kind'>[]): Row[] {
  const [first = ''] = text.split(/\r?\n/, 1)
  const mark = ([',', ';', '\t'] as const).reduce((best, each) =>
    first.split(each).length > first.split(best).length ? each : best,
  )
  const [names, ...lines] = parseCsv(text, mark)
  if (!names) return refuse(`“${name}” is empty.`)
  const kinds = new Map(asked.map((column) => [column.name, column.kind]))
  return lines.map((cells, at) => {
    if (cells.length !== names.length)
      return refuse(
        `Row ${at + 1} of “${name}” has ${cells.length} values, but the first line names ${names.length} columns.`,
      )
    return Object.fromEntries(
      names.flatMap((column, place) => {
        const kind = kinds.get(column)
        return kind === undefined ? [] : [[column, valueOf(cells[place] ?? '', kind, mark)]]
      }),
    )
  })
}

const yesNo: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  t: true,
  y: true,
  '1': true,
  false: false,
  no: false,
  f: false,
  n: false,
  '0': false,
}

/** A cell as the endpoint takes it. What can't be read stays text, so that the endpoint says what is wrong with it. */
function valueOf(cell: string, kind: Column['kind'], mark: string): unknown {
  const text = cell.trim()
  if (text === '') return null
  if (kind === 'number') {
    const value = Number(mark === ',' ? text : text.replace(/^([+-]?\d+),(\d+)$/, '$1.$2'))
    return Number.isFinite(value) ? value : cell
  }
  if (kind === 'boolean') {
    const word = text.toLowerCase()
    return Object.hasOwn(yesNo, word) ? yesNo[word] : cell
  }
  return cell
}

/** Lines of cells as RFC 4180 has them, with any mark between; empty lines are left out. */
function parseCsv(text: string, mark: string): string[][] {
  const lines: string[][] = []
  let cells: string[] = []
  let cell = ''
  let quoted = false
  const endLine = () => {
    cells.push(cell)
    if (cells.length > 1 || cell !== '') lines.push(cells)
    cells = []
    cell = ''
  }
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string
    if (quoted) {
      if (char !== '"') cell += char
      else if (text[at + 1] === '"') cell += text[++at]
      else quoted = false
    } else if (char === '"' && cell === '') quoted = true
    else if (char === mark) {
      cells.push(cell)
      cell = ''
    } else if (char === '\n') endLine()
    else if (char !== '\r' || text[at + 1] !== '\n') cell += char
  }
  endLine()
  return lines
}
