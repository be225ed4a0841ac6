import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestFolder } from '../../tests/kit/test-folder.ts'
import { type Engine, openEngine } from './engine.ts'
import { type CopiedColumn, importCopied } from './import-copied.ts'

let folder: ReturnType<typeof createTestFolder>
let engine: Engine
beforeAll(async () => {
  folder = createTestFolder()
  engine = await openEngine({ threads: 2, memoryMb: 256, tempDir: join(folder.path, 'tmp') })
})
afterAll(() => {
  engine.close()
  folder[Symbol.dispose]()
})

async function read(text: string, columns: readonly CopiedColumn[], maxRows = 100) {
  const [path, outPath] = [join(folder.path, 'rows.csv'), join(folder.path, 'out.parquet')]
  writeFileSync(path, text)
  const longestRow = Math.max(0, ...text.split('\n').map((line) => Buffer.byteLength(line)))
  const { schema, warnings, rows } = await importCopied(engine, path, {
    columns,
    maxRows,
    longestRow,
    options: {},
    outPath,
  })
  const values = await engine.rows(
    `SELECT _row, ${schema.columns.map(({ name }) => `CAST("${name}" AS VARCHAR) AS "${name}"`).join(', ')}
     FROM read_parquet('${outPath}') ORDER BY _row`,
  )
  return { schema, warnings, rows, values: values.map(({ _row, ...row }) => Object.values(row)) }
}

describe('importCopied', () => {
  it('tells missing from empty, and from the text of missing', async () => {
    const { values } = await read(
      String.raw`\N,1
"",2
"\N",3
"a ""b"", c",4
NULL,5
`,
      [
        { name: 'text', type: 'text' },
        { name: 'n', type: 'integer' },
      ],
    )
    expect(values.map(([text]) => text)).toEqual([null, '', String.raw`\N`, 'a "b", c', 'NULL'])
  })

  it('keeps line breaks of every kind inside a text', async () => {
    const { values } = await read('"a\nb\r\nc\rd",1\n"e",2\n', [
      { name: 'text', type: 'text' },
      { name: 'n', type: 'integer' },
    ])
    expect(values).toEqual([
      ['a\nb\r\nc\rd', '1.0'],
      ['e', '2.0'],
    ])
  })

  it('takes infinite dates and those before Christ for missing, and says how many', async () => {
    const text = '2024-02-29\n-infinity\ninfinity\n0001-01-01 BC\n\\N\n'
    for (const type of ['date', 'timestamp', 'timestamptz'] as const) {
      const { values, warnings } = await read(text, [{ name: 'day', type }])
      expect(values.map(([day]) => day)).toEqual(['2024-02-29 00:00:00', null, null, null, null])
      expect(warnings).toContainEqual(expect.stringMatching(/^Column "day" has 3 dates such as /))
    }
  })

  it('stops at the limit with a word, and not where the limit just fits', async () => {
    const column = [{ name: 'n', type: 'integer' }] as const
    const cut = await read('1\n2\n3\n', column, 2)
    expect([cut.rows, cut.warnings.join()]).toEqual([2, expect.stringContaining('more than 2 rows')])
    expect(await read('1\n2\n', column, 2)).toMatchObject({ rows: 2, warnings: [] })
  })

  it('refuses no rows', async () => {
    await expect(read('', [{ name: 'n', type: 'integer' }])).rejects.toMatchObject({
      kind: 'user',
      code: 'no_rows',
      field: 'query',
    })
  })
})
