import type { Column } from '../../../../nodes/kit/columns.ts'
import type { RequestRow } from './row-form.ts'

/** Examples that can be pasted: they hold a real row and run as they are. */

/** A text inside single quotes of a POSIX shell. */
export const quoteShell = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** A picked image would fill pages; the example's own is short. */
const LONGEST = 4000

const json = (value: unknown): string => {
  const isLong = typeof value === 'string' && value.startsWith('data:') && value.length > LONGEST
  return JSON.stringify(isLong ? '<the image in base64>' : value)
}

/** One column a line, so that a wide row can be read. */
function rowsBody(row: RequestRow, indent: string): string {
  const cells = Object.entries(row).map(([name, value]) => `${indent}  ${json(name)}: ${json(value)}`)
  return `{\n${cells.join(',\n')}\n${indent}}`
}

/** Where Millrace asks for a token, the examples take it from the environment. */
const curlToken = (withToken: boolean): string[] =>
  withToken ? ['  -H "authorization: Bearer $MILLRACE_TOKEN"'] : []

export function curlRows(url: string, row: RequestRow, withToken = false): string {
  return [
    `curl -s ${url}`,
    `  -H 'content-type: application/json'`,
    ...curlToken(withToken),
    `  -d ${quoteShell(`{"rows": [${rowsBody(row, '')}]}`)}`,
  ].join(' \\\n')
}

const datatypeOf = (column: Column, value: unknown): 'FP64' | 'FP32' | 'BOOL' | 'BYTES' => {
  if (Array.isArray(value)) return 'FP32'
  if (column.kind === 'number') return 'FP64'
  return column.kind === 'boolean' ? 'BOOL' : 'BYTES'
}

/** Open Inference Protocol, version 2: a tensor a column. */
export function curlInfer(
  inferUrl: string,
  request: { columns: readonly Column[]; row: RequestRow },
  withToken = false,
): string {
  const { columns, row } = request
  const inputs = columns.map((column) => {
    const value = row[column.name] ?? null
    const shape = [1, ...(Array.isArray(value) ? (column.shape ?? [value.length]) : [])]
    return `  {"name": ${json(column.name)}, "shape": [${shape.join(', ')}], "datatype": "${datatypeOf(column, value)}", "data": [${json(value)}]}`
  })
  return [
    `curl -s ${inferUrl}/infer`,
    `  -H 'content-type: application/json'`,
    ...curlToken(withToken),
    `  -d ${quoteShell(`{"id": "1", "inputs": [\n${inputs.join(',\n')}\n]}`)}`,
  ].join(' \\\n')
}

export function javascriptRows(
  url: string,
  request: { row: RequestRow; isClassifier: boolean },
  withToken = false,
): string {
  const { row, isClassifier } = request
  const token = withToken ? '\n    authorization: `Bearer ${process.env.MILLRACE_TOKEN}`,' : ''
  return `const response = await fetch(${json(url)}, {
  method: 'POST',
  headers: {
    'content-type': 'application/json',${token}
  },
  body: JSON.stringify({
    rows: [${rowsBody(row, '    ')}],
  }),
})
if (!response.ok) throw new Error((await response.json()).error.message)

const { predictions } = await response.json()
console.log(predictions[0].prediction${isClassifier ? ', predictions[0].probabilities' : ''})
`
}
