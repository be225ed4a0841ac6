import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lineOfRecord, scanCsv } from './csv-scan.ts'
import { sampleRecords, sniffDecimal, sniffDelimiter, sniffHeader, uniqueNames } from './csv-sniff.ts'
import { type Engine, openEngine } from './engine.ts'
import { readCsv } from './read-csv.ts'

let engine: Engine
let folder: string
let path: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csv-'))
  path = join(folder, 'file.csv')
  engine = await openEngine({ threads: 2, memoryMb: 512, tempDir: join(folder, 'duck') })
})
afterAll(async () => {
  engine.close()
  await rm(folder, { recursive: true })
})

const scan = async (text: string, delimiter = ',') => {
  await writeFile(path, text)
  return scanCsv(path, delimiter)
}

describe('scanning', () => {
  it.each([
    ['a,b\n1,2\n', 2, 2],
    ['a,b\r\n1,2\r\n3,4', 3, 2],
    ['a,b\r1,2\r', 2, 2],
    ['a,b\n\n1,2\n\n\n', 2, 2],
    ['a\n1\n\n2\n', 4, 1],
    ['a,b\n"x\n\n,y",2\n', 2, 2],
    ['a,b\n"say ""hi""", 2\n', 2, 2],
    ['a,b\n "x" ,y"z"\n', 2, 2],
  ])('%j has %i records of %i fields', async (text, records, fields) => {
    expect(await scan(text)).toMatchObject({ records, fields })
  })

  it.each([
    ['a,b\n1,2\n1,2,3\n', 'ragged_row', 'Line 3 has 3 fields where the first row has 2'],
    ['a,b\n"x\ny",2\n1\n', 'ragged_row', 'Line 4 has 1 field '],
    ['a,b\n"x"y,2\n', 'bad_quote', 'Line 2'],
    ['a,b\n1,2\n1,"x\n', 'bad_quote', 'begins in line 3'],
    ['\n\n', 'empty_file', 'no rows'],
  ])('%j is refused as %s', async (text, code, part) => {
    await expect(scan(text)).rejects.toMatchObject({ code, message: expect.stringContaining(part) })
  })

  it('refuses a record that has no end', async () => {
    await expect(scan(`a,b\n1,"${'x'.repeat(17 * 1024 * 1024)}"\n`)).rejects.toMatchObject({
      code: 'row_too_large',
      message: expect.stringContaining('Line 2'),
    })
  })

  it('finds lines behind quoted line ends', async () => {
    await writeFile(path, 'a,b\n"x\ny",1\r\n\n2,3\n')
    expect([
      await lineOfRecord(path, ',', 0),
      await lineOfRecord(path, ',', 1),
      await lineOfRecord(path, ',', 2),
    ]).toEqual([1, 2, 5])
  })
})

describe('reading', () => {
  const cell = fc.oneof(
    fc.string({ maxLength: 6 }),
    fc.constantFrom(
      '',
      ' ',
      '"',
      '""',
      ',',
      '\n',
      '\r\n',
      '\r',
      "'",
      '#x',
      'NA',
      ' "q" ',
      '\\"',
      'é',
      '🙂',
      'null',
    ),
  )
  const tables = fc
    .tuple(
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom(',', ';', '\t', '|'),
      fc.constantFrom('\n', '\r\n'),
    )
    .chain(([width, delimiter, end]) =>
      fc.record({
        delimiter: fc.constant(delimiter),
        end: fc.constant(end),
        last: fc.boolean(),
        rows: fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
          minLength: 1,
          maxLength: 8,
        }),
      }),
    )
  const field = (text: string, delimiter: string) =>
    text.includes('"') ||
    text.includes('\n') ||
    text.includes('\r') ||
    text.includes(delimiter) ||
    /^ | $/.test(text)
      ? `"${text.replaceAll('"', '""')}"`
      : text

  it('gives back every value that was written', async () => {
    await fc.assert(
      fc.asyncProperty(tables, async ({ delimiter, end, last, rows }) => {
        const names = rows[0]!.map((_, index) => `name${index}`)
        const lines = [names, ...rows].map((row) => row.map((text) => field(text, delimiter)).join(delimiter))
        await writeFile(path, lines.join(end) + (last || lines.at(-1) === '' ? end : ''))
        const raw = await readCsv(engine, path, { options: { delimiter, header: 'yes' }, folder })
        expect(raw.rows).toBe(rows.length)
        const types = Object.fromEntries(names.map((name) => [name, 'text' as const]))
        const { columns } = await engine.columns(`SELECT * FROM ${raw.relation} ORDER BY _row`, types)
        names.forEach((name, index) => {
          expect(columns[name]).toEqual(rows.map((row) => (row[index] === '' ? null : row[index]!)))
        })
      }),
      { numRuns: 150 },
    )
  })
})

describe('a huge cell', () => {
  it('is read whole', async () => {
    const text = '€'.repeat(4_000_000)
    await writeFile(path, `a,b\n1,"${text}"\n2,x\n`)
    const raw = await readCsv(engine, path, { options: {}, folder })
    const { columns } = await engine.columns(`SELECT b FROM ${raw.relation} ORDER BY _row`, { b: 'text' })
    expect(columns.b![0] === text).toBe(true)
    expect(columns.b![1]).toBe('x')
  })
})

describe('sniffing', () => {
  it('finds the delimiter', () => {
    expect(sniffDelimiter('a;b;c\n1,5;2;3\n1,5;2;3\n', false)).toBe(';')
    expect(sniffDelimiter('a\tb\n"x,y"\t1\n', false)).toBe('\t')
    expect(sniffDelimiter('a|b\n1|2\n', false)).toBe('|')
    expect(sniffDelimiter('name\nx\ny\n', false)).toBe(',')
    expect(sniffDelimiter('a,b\n1,x;y\n2,z;w\n', false)).toBe(',')
  })

  it('tells a header from a row', () => {
    expect(
      sniffHeader(
        [
          ['a', 'b'],
          ['1', '2'],
        ],
        '.',
      ),
    ).toBe(true)
    expect(
      sniffHeader(
        [
          ['1', '2'],
          ['3', '4'],
        ],
        '.',
      ),
    ).toBe(false)
    expect(
      sniffHeader(
        [
          ['name', 'town'],
          ['Ada', 'Rome'],
        ],
        '.',
      ),
    ).toBe(true)
    expect(
      sniffHeader(
        [
          ['yes', 'no'],
          ['yes', 'no'],
          ['no', 'yes'],
          ['yes', 'yes'],
        ],
        '.',
      ),
    ).toBe(false)
    expect(
      sniffHeader(
        [
          ['', 'a'],
          ['0', '1'],
        ],
        '.',
      ),
    ).toBe(true)
    expect(
      sniffHeader(
        [
          ['2020-01-01', 'x'],
          ['2020-01-02', 'y'],
        ],
        '.',
      ),
    ).toBe(false)
  })

  it.each([
    ['a comma file', ';', [['1,5', 'x', '3']], ','],
    ['a comma file with missing and whole numbers', ';', [['73,09'], [''], ['NA'], ['7'], ['-1,5e3']], ','],
    ['a point file', ';', [['1.5', 'x']], '.'],
    ['whole numbers only', ';', [['1'], ['2']], '.'],
    ['texts with a comma among the numbers', ';', [['1,5'], ['n. a., 2']], '.'],
    [
      'a column of texts beside one of numbers',
      '\t',
      [
        ['1,5', 'a, b'],
        ['2,5', '3,5'],
      ],
      ',',
    ],
    ['a comma column and a point column', ';', [['1,5', '2.5']], '.'],
    ['thousands', ';', [['1.234,50']], '.'],
    ['a comma-delimited file', ',', [['1,5']], '.'],
    ['no rows', ';', [], '.'],
  ])('finds the decimal mark of %s', (_, delimiter, rows, decimal) => {
    expect(sniffDecimal([['a', 'b', 'c'], ...rows], delimiter)).toBe(decimal)
  })

  it('names columns apart', () => {
    expect(uniqueNames([' a ', 'A', '', 'a_2', '_row', 'a'])).toMatchObject({
      names: ['a', 'A_3', 'column_3', 'a_2', '_row_2', 'a_4'],
    })
    expect(uniqueNames(['a', 'a']).warnings).toHaveLength(1)
  })

  it('leaves out a record that was cut', () => {
    expect(sampleRecords('a,b\n1,"x', ',', { limit: 9, cut: true })).toEqual([['a', 'b']])
  })
})
