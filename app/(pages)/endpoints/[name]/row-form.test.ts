import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import type { Column } from '../../../../nodes/kit/columns.ts'
import { fieldsOf, parseRow } from './row-form.ts'
import { curlInfer, curlRows, javascriptRows, quoteShell } from './snippets.ts'

const column = (name: string, kind: Column['kind']): Column => ({
  id: name,
  name,
  kind,
  storage: kind === 'number' ? 'double' : kind === 'boolean' ? 'boolean' : 'varchar',
  role: 'feature',
})
const columns = [
  column('mass', 'number'),
  column('island', 'category'),
  column('wild', 'boolean'),
  column('seen', 'datetime'),
]

describe('parseRow', () => {
  it('turns fields into typed values, and back', () => {
    const row = { mass: 3750.5, island: "O'Brien", wild: true, seen: '2024-03-09' }
    expect(parseRow(columns, fieldsOf(columns, row))).toEqual({ row, problems: {} })
  })
  it('takes an empty field for a missing value', () => {
    expect(parseRow(columns, fieldsOf(columns, {})).row).toEqual({
      mass: null,
      island: null,
      wild: null,
      seen: null,
    })
  })
  it('reads a decimal comma and a typographic minus', () => {
    expect(parseRow(columns, { mass: '3,5' }).row.mass).toBe(3.5)
    expect(parseRow(columns, { mass: '−2' }).row.mass).toBe(-2)
  })
  it('sends pictures as images, and other vectors as lists', () => {
    const vectors = [
      { ...column('photo', 'image'), storage: 'blob' as const },
      { ...column('digit', 'vector'), storage: 'list' as const, shape: [8, 8, 1] },
      { ...column('code', 'vector'), storage: 'list' as const },
    ]
    const png = 'data:image/png;base64,AAAA'
    expect(parseRow(vectors, { photo: png, digit: png, code: '[1, 2]' })).toEqual({
      row: { photo: png, digit: png, code: [1, 2] },
      problems: {},
    })
    expect(Object.keys(parseRow(vectors, { code: png, digit: '1' }).problems)).toEqual(['digit', 'code'])
  })
  it('says what is wrong, by column', () => {
    const { problems } = parseRow(columns, { mass: 'heavy', wild: 'maybe', seen: 'soon' })
    expect(Object.keys(problems)).toEqual(['mass', 'wild', 'seen'])
    expect(parseRow(columns, { mass: '1e999' }).problems.mass).toBe('This is not a number.')
  })
})

describe('snippets', () => {
  const row = { mass: 1, island: `it's "here" $HOME \\ \`id\``, wild: null, seen: null }

  /** What the shell would hand to curl. */
  const shellArguments = (snippet: string): string[] =>
    execFileSync('sh', ['-c', snippet.replace(/^curl /m, 'printf "%s\\0" ')], { encoding: 'utf8' }).split(
      '\0',
    )

  it('survive a shell, whatever the values hold', () => {
    const sent = shellArguments(curlRows('http://127.0.0.1:1/v1/endpoints/e/predict', row))
    expect(JSON.parse(sent[sent.indexOf('-d') + 1] ?? '')).toEqual({ rows: [row] })
    const tensors = shellArguments(curlInfer('http://127.0.0.1:1/v2/models/e', { columns, row }))
    const body = JSON.parse(tensors[tensors.indexOf('-d') + 1] ?? '') as {
      inputs: { datatype: string; data: unknown[] }[]
    }
    expect(body.inputs.map((input) => input.datatype)).toEqual(['FP64', 'BYTES', 'BOOL', 'BYTES'])
    expect(body.inputs[1]?.data).toEqual([row.island])
  })
  it('take the token from the environment where there is one', () => {
    const sent = shellArguments(
      `MILLRACE_TOKEN=abc; ${curlRows('http://127.0.0.1:1/x', row, true)}`.replace('; curl', ';\ncurl'),
    )
    expect(sent).toContain('authorization: Bearer abc')
  })
  it('quote a single quote', () => {
    expect(quoteShell("a'b")).toBe(`'a'\\''b'`)
  })
  it('are JavaScript that parses', () => {
    const code = javascriptRows('http://127.0.0.1:1/x', { row, isClassifier: true }, true)
    expect(code).toContain('process.env.MILLRACE_TOKEN')
    // The page never evaluates it; the test does, to see that it parses.
    // oxlint-disable-next-line typescript/no-implied-eval
    expect(() => new Function(`return async () => {${code}}`)).not.toThrow()
  })
})
