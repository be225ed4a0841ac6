import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Column, TableSchema } from '../../nodes/kit/columns.ts'
import { contentDigests, tableDigest } from './digest.ts'
import { type Engine, openEngine } from './engine.ts'
import { profileTable } from './profile.ts'
import { readRows } from './read-rows.ts'
import { parquet, quoteText } from './sql.ts'
import { writeFile } from './write-file.ts'

let engine: Engine
let folder: string
let path: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tables-'))
  path = join(folder, 'table.parquet')
  engine = await openEngine({ threads: 2, memoryMb: 512, tempDir: folder })
})
afterAll(async () => {
  engine.close()
  await rm(folder, { recursive: true })
})

const digestOf = async (using: Engine, file: string, columns: TableSchema): Promise<string> =>
  tableDigest(columns, await contentDigests(using, file, columns))

const col = (
  name: string,
  kind: Column['kind'],
  storage: Column['storage'],
  role: Column['role'] = 'feature',
): Column => ({
  id: name,
  name,
  kind,
  storage,
  role,
})
const schema: TableSchema = {
  open: false,
  columns: [
    col('n', 'number', 'double'),
    col('c', 'category', 'varchar'),
    col('b', 'boolean', 'boolean'),
    col('d', 'datetime', 'timestamp'),
    col('part', 'category', 'varchar', 'split'),
  ],
}
const save = (sql: string, options = '') =>
  engine.run(`COPY (${sql}) TO ${quoteText(path)} (FORMAT parquet${options})`)
const sample = `SELECT range AS _row, CASE WHEN range % 7 = 0 THEN NULL ELSE range / 4.0 END::DOUBLE AS n,
  CASE WHEN range % 11 = 0 THEN NULL ELSE 'c' || range % 3 END AS c, CASE WHEN range % 5 = 0 THEN NULL ELSE range % 2 = 0 END AS b,
  TIMESTAMP '2020-01-01' + to_hours(range::INTEGER) AS d, CASE range % 10 WHEN 0 THEN 'test' WHEN 1 THEN 'validation' ELSE 'train' END AS part
  FROM range(1000)`

describe('reading a page', () => {
  it('pages, sorts and filters', async () => {
    await save(sample)
    const page = await readRows(
      engine,
      { path, schema },
      {
        offset: 1,
        limit: 2,
        sort: { column: 'n', descending: true },
        filter: [
          { column: 'c', operator: 'equals', value: 'c1' },
          { column: 'n', operator: 'atMost', value: 100 },
        ],
      },
    )
    expect(page.rows.map((row) => row.slice(0, 3))).toEqual([
      [397, 99.25, 'c1'],
      [394, 98.5, 'c1'],
    ])
    const between = Array.from({ length: 401 }, (_, row) => row).filter(
      (row) => row % 3 === 1 && row % 7 > 0 && row % 11 > 0,
    )
    expect(page.total).toBe(between.length)
    const missing = await readRows(
      engine,
      { path, schema },
      { offset: 0, limit: 0, filter: [{ column: 'n', operator: 'missing' }] },
    )
    expect(missing.total).toBe(143)
    await expect(
      readRows(
        engine,
        { path, schema },
        { offset: 0, limit: 1, sort: { column: 'x"; --', descending: false } },
      ),
    ).rejects.toMatchObject({ code: 'missing_column' })
  })
})

describe('profiling', () => {
  it('takes odd numbers', async () => {
    const odd: TableSchema = {
      open: false,
      columns: ['a', 'b', 'c', 'e'].map((name) => col(name, 'number', 'double')),
    }
    await save(
      `SELECT range AS _row, CASE range WHEN 0 THEN 'inf' WHEN 1 THEN '-inf' WHEN 2 THEN 'nan' ELSE '1' END::DOUBLE AS a,
       NULL::DOUBLE AS b, CASE range % 2 WHEN 0 THEN -1.7e308 ELSE 1.7e308 END::DOUBLE AS c, 5::DOUBLE AS e FROM range(10)`,
    )
    const { columns, preview } = (await profileTable(engine, { path, schema: odd })).profile
    expect(columns[0]).toMatchObject({
      number: { min: 1, max: 1, mean: 1, std: 0, histogram: { edges: [1, 1], counts: [7] } },
    })
    expect(columns[1]).toMatchObject({ missing: 10, distinct: 0 })
    expect(columns[1]).not.toHaveProperty('number')
    expect(columns[2]?.number).toMatchObject({ mean: 0, std: 1.7e308, min: -1.7e308, max: 1.7e308 })
    expect(columns[2]?.number?.histogram.counts.toSpliced(1, 18)).toEqual([5, 5])
    expect(columns[3]?.number).toMatchObject({
      mean: 5,
      std: 0,
      quantiles: [5, 5, 5, 5, 5],
      histogram: { counts: [10] },
    })
    expect(preview.rows.map((row) => row[1])).toEqual(['Infinity', '-Infinity', null, 1, 1, 1, 1, 1, 1, 1])
    expect(() => JSON.stringify(columns)).not.toThrow()
    expect(JSON.stringify(columns)).not.toContain('null')
  })
})

describe('the digest', () => {
  const digest = async (sql: string, options = '', columns = schema) => {
    await save(sql, options)
    return digestOf(engine, path, columns)
  }

  it('is that of the content, not of the file', async () => {
    const first = await digest(sample)
    expect(first).toMatch(/^[0-9a-f]{64}$/)
    expect(await digest(`${sample} ORDER BY hash(range)`, ', COMPRESSION zstd, ROW_GROUP_SIZE 2048')).toBe(
      first,
    )
    await engine.singleThreaded(async () => expect(await digestOf(engine, path, schema)).toBe(first))
  })

  it('changes with any value, row, name or role', async () => {
    const changed = [
      sample,
      `SELECT * REPLACE (CASE WHEN _row = 500 THEN 1.5 ELSE n END AS n) FROM (${sample})`,
      `SELECT * REPLACE (CASE WHEN _row = 1 THEN NULL ELSE c END AS c) FROM (${sample})`,
      `SELECT * REPLACE (CASE WHEN _row = 1 THEN '' ELSE c END AS c) FROM (${sample})`,
      `SELECT * REPLACE (_row + 1 AS _row) FROM (${sample})`,
      `SELECT * FROM (${sample}) WHERE _row < 999`,
      `SELECT * REPLACE (CASE _row WHEN 1 THEN 'train' WHEN 2 THEN 'validation' ELSE part END AS part) FROM (${sample})`,
    ]
    const digests = new Set<string>()
    for (const sql of changed) digests.add(await digest(sql))
    const renamed = {
      ...schema,
      columns: schema.columns.map((c) => (c.name === 'n' ? { ...c, role: 'target' as const } : c)),
    }
    digests.add(await digest(sample, '', renamed))
    expect(digests.size).toBe(changed.length + 1)
  })

  it('takes NaN for missing and -0 for 0', async () => {
    const one: TableSchema = { open: false, columns: [col('x', 'number', 'double')] }
    const of = (a: string, b: string) =>
      digest(`SELECT unnest([0, 1]) AS _row, unnest([${a}, ${b}])::DOUBLE AS x`, '', one)
    expect(await of("'nan'::DOUBLE", "'-0'::DOUBLE")).toBe(await of('NULL', '0'))
    expect(await of('1', '2')).not.toBe(await of('2', '1'))
  })
})

describe('writing files', () => {
  const rows = fc.array(
    fc.record({
      n: fc.option(fc.oneof(fc.integer(), fc.double({ noNaN: true }))),
      c: fc.option(fc.string({ unit: 'binary' })),
      b: fc.option(fc.boolean()),
    }),
    { minLength: 1, maxLength: 20 },
  )

  it('writes JSON lines that read back', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (values) => {
        await engine.load(
          'given',
          {
            rows: values.length,
            columns: {
              _row: Float64Array.from(values, (_, index) => index),
              n: Float64Array.from(values, ({ n }) => n ?? Number.NaN),
              c: values.map(({ c }) => c),
              b: values.map(({ b }) => b),
            },
          },
          { _row: 'number', n: 'number', c: 'text', b: 'boolean' },
        )
        await save('SELECT * FROM given')
        const outPath = join(folder, 'out.jsonl')
        await writeFile(engine, { relation: parquet(path), format: 'jsonl', outPath })
        const lines = (await readFile(outPath, 'utf8')).trimEnd().split('\n')
        expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
          values.map(({ n, c, b }) => ({
            n: n === 0 ? 0 : n !== null && Number.isFinite(n) ? n : null,
            c,
            b,
          })),
        )
      }),
      { numRuns: 25 },
    )
  })

  it('writes CSV for people', async () => {
    await save(sample)
    const outPath = join(folder, 'out.csv')
    const file = await writeFile(engine, { relation: parquet(path), format: 'csv', outPath })
    const lines = (await readFile(outPath, 'utf8')).split('\n')
    expect(lines.slice(0, 3)).toEqual([
      'n,c,b,d,part',
      ',,,2020-01-01T00:00:00,test',
      '0.25,c1,false,2020-01-01T01:00:00,validation',
    ])
    expect(lines[5]).toBe('1,c1,true,2020-01-01T04:00:00,train')
    expect(file.mediaType).toBe('text/csv; charset=utf-8')
  })

  it('writes Parquet', async () => {
    const outPath = join(folder, 'out.parquet')
    await writeFile(engine, { relation: parquet(path), format: 'parquet', outPath })
    expect((await engine.row(`SELECT count(*) AS n, min(part) AS p FROM ${parquet(outPath)}`)).n).toBe(1000)
  })
})
