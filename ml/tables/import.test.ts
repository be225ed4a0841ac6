import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseDatetime } from './datetime.ts'
import { type Engine, openEngine } from './engine.ts'
import { importFile } from './import.ts'
import { inspectFile } from './inspect.ts'
import type { ImportOptions } from './raw.ts'
import { readRows } from './read-rows.ts'
import { quoteText } from './sql.ts'
import { millisecondsOf, valueOf } from './typing.ts'

let engine: Engine
let folder: string
let path: string
let outPath: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'import-'))
  path = join(folder, 'file')
  outPath = join(folder, 'out.parquet')
  engine = await openEngine({ threads: 2, memoryMb: 512, tempDir: join(folder, 'duck') })
})
afterAll(async () => {
  engine.close()
  await rm(folder, { recursive: true })
})

const load = async (content: string | Uint8Array, options: ImportOptions = {}) => {
  await writeFile(path, content)
  const table = await importFile(engine, path, { options, outPath })
  const page = await readRows(engine, { path: outPath, schema: table.schema }, { offset: 0, limit: 100 })
  return { ...table, ...page, kinds: Object.fromEntries(table.schema.columns.map((c) => [c.name, c.kind])) }
}

describe('CSV', () => {
  it('finds out what each column means', async () => {
    const {
      kinds,
      schema,
      rows,
      rows: values,
    } = await load(
      [
        'id,age,sex,member,joined,seen,note,zip,empty',
        '1,42,f,true,2020-01-31,2020-01-01 10:30,Likes trains and long walks,00123,',
        '2,NA,m,FALSE,2020-02-29,2020-01-01T10:30:15.5+02:00,Moved here in spring,10115,',
        '3,1e1,f,,,,"He said ""hi"", twice",99999,NA',
        '4,-.5,m,True,1969-12-31,,,00123,',
      ].join('\n'),
    )
    expect(kinds).toEqual({
      id: 'number',
      age: 'number',
      sex: 'category',
      member: 'boolean',
      joined: 'datetime',
      seen: 'datetime',
      note: 'text',
      zip: 'category',
      empty: 'text',
    })
    expect(schema.columns.find((c) => c.name === 'id')?.role).toBe('id')
    expect(schema.columns.find((c) => c.name === 'joined')).toMatchObject({ role: 'time', storage: 'date' })
    expect(schema.columns.find((c) => c.name === 'seen')?.storage).toBe('timestamp')
    expect(schema.columns.find((c) => c.name === 'sex')?.categories).toEqual(['f', 'm'])
    expect(rows).toHaveLength(4)
    expect(values[0]).toEqual([
      0,
      1,
      42,
      'f',
      true,
      '2020-01-31',
      '2020-01-01T10:30:00',
      'Likes trains and long walks',
      '00123',
      null,
    ])
    expect(values[1]).toEqual([
      1,
      2,
      null,
      'm',
      false,
      '2020-02-29',
      '2020-01-01T08:30:15.5',
      'Moved here in spring',
      '10115',
      null,
    ])
    expect(values[2]).toEqual([2, 3, 10, 'f', null, null, null, 'He said "hi", twice', '99999', null])
  })

  it('warns of a column without values', async () => {
    const { warnings } = await load('a,b\n1,\n2,NA\n')
    expect(warnings).toEqual([expect.stringContaining('"b" has no values')])
  })

  it('follows a type that changes far down in the file', async () => {
    const lines = Array.from({ length: 30_000 }, (_, i) => `${i},${i === 29_999 ? 'oops' : i}`)
    const { kinds, total, schema } = await load(`n,late\n${lines.join('\n')}\n`)
    expect(kinds).toEqual({ n: 'number', late: 'text' })
    expect(total).toBe(30_000)
    const last = await readRows(
      engine,
      { path: outPath, schema },
      { offset: 0, limit: 5, filter: [{ column: 'late', operator: 'equals', value: 'oops' }] },
    )
    expect(last.rows).toEqual([[29_999, 29_999, 'oops']])
  })

  it('keeps numbers that a double would round as text, and says so', async () => {
    const { kinds, warnings, rows } = await load('big\n9007199254740993\n12345678901234567890\n')
    expect(kinds).toEqual({ big: 'text' })
    expect(warnings).toEqual([expect.stringContaining('too long')])
    expect(rows[0]).toEqual([0, '9007199254740993'])
  })

  it('reads a semicolon file with decimal commas', async () => {
    const { kinds, detected, rows } = await load('a;b\n1,5;x\n-2,25;y\n', { decimal: 'auto' })
    expect(kinds).toEqual({ a: 'number', b: 'text' })
    expect(detected).toMatchObject({ delimiter: ';', decimal: ',', header: true, encoding: 'utf-8' })
    expect(rows).toEqual([
      [0, 1.5, 'x'],
      [1, -2.25, 'y'],
    ])
  })

  it('reads without a header, and with one of equal names', async () => {
    expect((await load('1,x\n2,y\n')).columns).toEqual(['_row', 'column_1', 'column_2'])
    const twice = await load('a,a,A\n1,2,3\n')
    expect(twice.columns).toEqual(['_row', 'a', 'a_2', 'A_3'])
    expect(twice.warnings).toHaveLength(2)
    expect(twice.rows).toEqual([[0, 1, 2, 3]])
  })

  it('takes odd column names as they are', async () => {
    const { columns, rows } = await load(`"a""b","x'y; DROP","c,d",ü🙂,file_row_number\n1,2,3,4,5\n`)
    expect(columns).toEqual(['_row', 'a"b', "x'y; DROP", 'c,d', 'ü🙂', 'file_row_number'])
    expect(rows).toEqual([[0, 1, 2, 3, 4, 5]])
  })

  it('reads Latin-1 and UTF-16', async () => {
    const text = 'name,n\nJosé,1\nÅse,2\n'
    const latin = await load(Buffer.from(text, 'latin1'))
    expect(latin.rows).toEqual([
      [0, 'José', 1],
      [1, 'Åse', 2],
    ])
    expect(latin.warnings[0]).toContain('Latin-1')
    expect((await load(Buffer.from(text, 'latin1'), { encoding: 'latin-1' })).warnings).toEqual([])
    expect((await load(Buffer.from(`\ufeff${text}`, 'utf16le'))).rows).toEqual(latin.rows)
    expect((await load(`\ufeff${text}`)).columns).toEqual(['_row', 'name', 'n'])
  })

  it('takes the types and the target it is told', async () => {
    const { schema, rows } = await load('class,n,when\n0,1,5\n1,2,x\n', {
      types: { class: 'category', n: 'text' },
      target: 'class',
    })
    expect(schema.columns[0]).toMatchObject({ kind: 'category', role: 'target', categories: ['0', '1'] })
    expect(rows[0]).toEqual([0, '0', '1', '5'])
    await expect(load('a\n1\n', { target: 'b' })).rejects.toMatchObject({
      code: 'target_missing',
      field: 'target',
    })
  })

  it('reads yes and no where it is told to', async () => {
    const { rows } = await load('a\nyes\nNo\n?\n1\n', { types: { a: 'boolean' } })
    expect(rows.map((row) => row[1])).toEqual([true, false, null, true])
  })

  it('leaves nothing behind', async () => {
    await load('a\n1\n')
    expect((await readdir(join(folder, 'duck'))).filter((name) => name.startsWith('import-'))).toEqual([])
  })
})

describe('bad CSV', () => {
  it.each<[string, string | Uint8Array, ImportOptions, string, string]>([
    ['an empty file', '', {}, 'empty_file', 'empty'],
    ['blank lines only', '\n\n', {}, 'empty_file', 'no rows'],
    ['a header only', 'a,b\n', {}, 'no_rows', 'header and no rows'],
    ['a ragged row', 'a,b\n1,2\n3,4,5\n', {}, 'ragged_row', 'Line 3 has 3 fields'],
    ['a quote that never ends', 'a,b\n1,"2\n', {}, 'bad_quote', 'line 2'],
    [
      'an encoding it is not',
      Buffer.from('a\n\xe9\n', 'latin1'),
      { encoding: 'utf-8' },
      'wrong_encoding',
      'byte 2 (line 2)',
    ],
    ['a binary file', Buffer.from([1, 2, 0, 3]), {}, 'binary_file', 'zero byte'],
    [
      'text where a number is needed',
      'n,age\n1,2\n\n2,"old"\n',
      { types: { age: 'number' } },
      'unreadable_value',
      'Column "age", line 4: "old" is not a number',
    ],
    [
      'a number where a date is needed',
      'd\n2020-01-01\n2020-02-30\n',
      { types: { d: 'datetime' } },
      'unreadable_value',
      'line 3',
    ],
    [
      'a decimal comma where the mark is a point',
      'a;b\n73,09;1\n',
      { types: { a: 'number' }, decimal: '.' },
      'unreadable_value',
      '"73,09" is not a number. It looks like a decimal comma: set Decimal mark to Comma under More.',
    ],
    [
      'a decimal point where the mark is a comma',
      'a;b\n1.5;1\n',
      { types: { a: 'number' }, decimal: ',' },
      'unreadable_value',
      'It looks like a decimal point: set Decimal mark to Point under More.',
    ],
    [
      'a decimal comma in JSON, which has no choice of mark',
      '[{"a": "73,09"}]',
      { types: { a: 'number' } },
      'unreadable_value',
      '"73,09" is not a number. Correct the value in the file',
    ],
    ['a delimiter of two characters', 'a\n1\n', { delimiter: '::' }, 'bad_delimiter', 'single character'],
  ])('refuses %s', async (_, content, options, code, part) => {
    await expect(load(content, options)).rejects.toMatchObject({
      kind: 'user',
      code,
      message: expect.stringContaining(part),
    })
  })

  it('refuses more categories than a model could use', async () => {
    const lines = Array.from({ length: 10_001 }, (_, i) => `v${i}`)
    await expect(load(`a\n${lines.join('\n')}\n`, { types: { a: 'category' } })).rejects.toMatchObject({
      code: 'too_many_categories',
    })
  })
})

describe('JSON', () => {
  it('reads an array of objects', async () => {
    const { kinds, rows, warnings } = await load(
      JSON.stringify([
        { a: 1, s: 'x', 'o/~': { k: [1] }, b: true, mixed: 1, d: '2020-01-01' },
        { a: 2.5, s: 'x', b: false, mixed: 'one', late: '5', nul: null },
        { a: null, s: 'y', b: null, d: '2020-01-02' },
      ]),
    )
    expect(kinds).toEqual({
      a: 'number',
      s: 'category',
      'o/~': 'text',
      b: 'boolean',
      mixed: 'text',
      d: 'datetime',
      late: 'text',
      nul: 'text',
    })
    expect(rows[0]).toEqual([0, 1, 'x', '{"k":[1]}', true, '1', '2020-01-01', null, null])
    expect(warnings).toHaveLength(3)
  })

  it('reads JSON lines and objects one after another', async () => {
    expect((await load('{"a":1}\n\n{"a":2}')).detected).toMatchObject({ format: 'jsonl' })
    expect((await load('{"a":1}\n\n{"a":2}')).rows).toEqual([
      [0, 1],
      [1, 2],
    ])
    expect((await load('{\n "a": 1\n}\n{\n "a": 2\n}\n')).detected.format).toBe('json')
  })

  it.each([
    ['{"a":1}\n{"a":2\n{"a":3}', {}, 'bad_json', 'Line 2'],
    ['[{"a":1},{"a":2', {}, 'bad_json', 'not valid JSON'],
    ['[{"a":1}, 5]', {}, 'not_objects', 'Element 2'],
    ['[]', {}, 'no_rows', 'no rows'],
    ['[{}]', {}, 'no_rows', 'no keys'],
    ['{"a":"x"}\n\n{"a":"y"}', { types: { a: 'number' } }, 'unreadable_value', 'line 1'],
  ] as const)('refuses %j', async (content, options, code, part) => {
    await expect(load(content, options)).rejects.toMatchObject({
      kind: 'user',
      code,
      message: expect.stringContaining(part),
    })
  })
})

describe('Parquet', () => {
  const write = (sql: string) => engine.run(`COPY (${sql}) TO ${quoteText(path)} (FORMAT parquet)`)

  it('reads types as they are', async () => {
    await write(
      `SELECT 7::INTEGER AS i, 1.5::DECIMAL(5,2) AS d, 'nan'::DOUBLE AS n, 'x' AS s, true AS b, DATE '2020-01-01' AS day,
       TIMESTAMPTZ '2020-01-01 01:00:00+01' AS at, [1,2] AS l, 9007199254740993 AS wide, 5 AS _row
       UNION ALL SELECT NULL, NULL, 1, 'x', NULL, NULL, NULL, NULL, NULL, NULL`,
    )
    const table = await importFile(engine, path, { options: {}, outPath })
    const { rows } = await readRows(engine, { path: outPath, schema: table.schema }, { offset: 0, limit: 9 })
    expect(table.schema.columns.map(({ name, kind }) => [name, kind])).toEqual([
      ['i', 'number'],
      ['d', 'number'],
      ['n', 'number'],
      ['s', 'category'],
      ['b', 'boolean'],
      ['day', 'datetime'],
      ['at', 'datetime'],
      ['l', 'text'],
      ['wide', 'text'],
      ['_row_2', 'number'],
    ])
    expect(rows[0]).toEqual([
      0,
      7,
      1.5,
      null,
      'x',
      true,
      '2020-01-01T00:00:00',
      '2020-01-01T00:00:00',
      '[1, 2]',
      '9007199254740993',
      5,
    ])
    expect(table.warnings).toHaveLength(3)
  })

  it('turns numbers into the categories they are written as', async () => {
    await write('SELECT unnest([1, 2.5, 1])::DOUBLE AS c')
    const { schema } = await importFile(engine, path, { options: { types: { c: 'category' } }, outPath })
    expect(schema.columns[0]?.categories).toEqual(['1', '2.5'])
  })

  it('refuses a damaged file', async () => {
    await expect(load('PAR1xxxxxxxxxxPAR1')).rejects.toMatchObject({ kind: 'user', code: 'bad_parquet' })
    await expect(load('PAR1', { format: 'parquet' })).rejects.toMatchObject({ code: 'bad_parquet' })
  })
})

describe('inspecting', () => {
  it('finds the columns that importing writes', async () => {
    await writeFile(path, 'a,b\n1,x\n2,x\n3,\n')
    const seen = await inspectFile(engine, path)
    const imported = await importFile(engine, path, { options: {}, outPath })
    expect(seen.columns).toEqual(imported.schema.columns)
    expect(seen).toMatchObject({ format: 'csv', rows: 3, options: { delimiter: ',', header: true } })
    expect(seen.preview.rows[2]).toEqual([2, 3, null])
  })

  it('tells numbers of two values from others, whatever the first rows show', async () => {
    const rows = Array.from({ length: 200 }, (_, row) => [
      row % 2,
      row < 60 ? 1 : 2,
      row < 60 ? row % 2 : row % 3,
      7,
      row % 3 === 0 ? '' : `${row % 2}.0`,
      row % 2 === 0 ? 'yes' : 'no',
      row,
    ])
    const lines = ['label,step,late,same,gaps,words,many', ...rows.map((row) => row.join(','))]
    await writeFile(path, lines.join('\n'))
    const { columns } = await inspectFile(engine, path)
    const pairs = Object.fromEntries(columns.map(({ name, twoValues }) => [name, twoValues]))
    expect(pairs).toEqual({ label: ['0', '1'], step: ['1', '2'], gaps: ['0.0', '1.0'] })
    const imported = await importFile(engine, path, { options: { types: { label: 'boolean' } }, outPath })
    expect(imported.schema.columns[0]).toMatchObject({ kind: 'boolean', categories: ['false', 'true'] })
  })
})

describe('dates', () => {
  const digits = (length: number) =>
    fc.integer({ min: 0, max: 10 ** length - 1 }).map((n) => String(n).padStart(length, '0'))
  const texts = fc
    .tuple(
      fc.tuple(fc.integer({ min: 1000, max: 2200 }), digits(2), digits(2)).map((p) => p.join('-')),
      fc.option(
        fc.tuple(
          fc.constantFrom('T', ' '),
          digits(2),
          digits(2),
          fc.option(digits(2)),
          fc.option(fc.nat(999_999)),
        ),
      ),
      fc.constantFrom('', 'Z', '+02:00', '-0530', '+01', ' Z', 'z', ' +03:30'),
    )
    .map(([date, time, zone]) => {
      if (!time) return date
      const [t, hour, minute, second, fraction] = time
      const tail = second === null ? '' : `:${second}${fraction === null ? '' : `.${fraction}`}`
      return `${date}${t}${hour}:${minute}${tail}${zone}`
    })

  it('mean the same moment in a table and in a request', async () => {
    const value = valueOf({ name: 'd', type: 'free' }, { kind: 'datetime', decimal: '.' })
    await fc.assert(
      fc.asyncProperty(fc.array(texts, { minLength: 1, maxLength: 100 }), async (dates) => {
        const list = dates.map((text, row) => `(${row}, ${quoteText(text)})`)
        const read = await engine.columns(
          `SELECT ${millisecondsOf(value)} AS d FROM (VALUES ${list.join(', ')}) AS t(row, d) ORDER BY row`,
          { d: 'number' },
        )
        expect([...(read.columns.d as Float64Array)]).toEqual(
          dates.map((text) => parseDatetime(text) ?? Number.NaN),
        )
      }),
      { numRuns: 40 },
    )
  })
})
