import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TableSchema } from '../../nodes/kit/columns.ts'
import { contentDigests, tableDigest } from './digest.ts'
import { type Engine, openEngine } from './engine.ts'
import { importFile } from './import.ts'
import { profileTable } from './profile.ts'
import { readRows } from './read-rows.ts'
import { quoteText } from './sql.ts'

let engine: Engine
let folder: string
let path: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'large-'))
  path = join(folder, 'table.parquet')
  engine = await openEngine({ threads: 2, memoryMb: 256, tempDir: join(folder, 'duck') })
})
afterAll(async () => {
  engine.close()
  await rm(folder, { recursive: true })
})

const digestOf = async (using: Engine, file: string, columns: TableSchema): Promise<string> =>
  tableDigest(columns, await contentDigests(using, file, columns))

const numbers = (names: readonly string[]): TableSchema => ({
  open: false,
  columns: names.map((name) => ({ id: name, name, storage: 'double', kind: 'number', role: 'feature' })),
})

/** A CSV file of `rows` rows, written as a stream. */
async function writeCsv(file: string, rows: number): Promise<void> {
  const perBlock = 1000
  const filler = 'the quick brown fox, quoted '.repeat(4)
  function* blocks() {
    yield 'id,value,label,note\n'
    for (let start = 0; start < rows; start += perBlock) {
      let block = ''
      for (let row = start; row < start + perBlock; row++)
        block += `${row},${row / 8},c${row % 5},"${filler}${row}"\n`
      yield block
    }
  }
  await pipeline(Readable.from(blocks()), createWriteStream(file))
}

test('imports a file larger than its memory, every row of it', async () => {
  const file = join(folder, 'large.csv')
  const rows = 2_500_000
  await writeCsv(file, rows)
  expect((await stat(file)).size).toBeGreaterThan(300e6)
  const imported = await importFile(engine, file, { options: {}, outPath: path })
  expect(imported.rows).toBe(rows)
  expect(imported.schema.columns.map(({ name, kind, role }) => [name, kind, role])).toEqual([
    ['id', 'number', 'id'],
    ['value', 'number', 'feature'],
    ['label', 'category', 'feature'],
    ['note', 'text', 'feature'],
  ])
  const { schema } = imported
  const last = await readRows(engine, { path, schema }, { offset: rows - 1, limit: 5 })
  expect(last.rows.map((row) => row.slice(0, 4))).toEqual([[rows - 1, rows - 1, (rows - 1) / 8, 'c4']])
  const { profile } = await profileTable(engine, { path, schema })
  expect(profile.columns[0]?.number?.mean).toBe((rows - 1) / 2)
})

test('profiles a long table in little memory', async () => {
  const small = await openEngine({ threads: 2, memoryMb: 100, tempDir: join(folder, 'small') })
  const names = Array.from({ length: 6 }, (_, index) => `x${index}`)
  const values = names.map((name, index) => `range * ${index + 1}::DOUBLE AS ${name}`)
  const rows = 2_500_000
  await engine.run(
    `COPY (SELECT range AS _row, ${values.join(', ')} FROM range(${rows})) TO ${quoteText(path)} (FORMAT parquet)`,
  )
  const { columns } = (await profileTable(small, { path, schema: numbers(names) })).profile
  small.close()
  expect(columns[1]?.number?.mean).toBe(rows - 1)
  expect(columns[1]?.number?.std).toBeCloseTo(2 * Math.sqrt((rows ** 2 - 1) / 12), 3)
  expect((columns[0]?.number?.quantiles[2] ?? 0) / (rows / 2)).toBeCloseTo(1, 2)
  expect(columns[0]?.number?.histogram.counts).toEqual(Array.from({ length: 20 }, () => rows / 20))
})

test('profiles and digests a table of thousands of columns', async () => {
  const names = Array.from({ length: 1000 }, (_, index) => `x${index}`)
  const values = names.map((name, index) => `(range + ${index})::DOUBLE AS ${name}`)
  const source = `SELECT range AS _row, ${values.join(', ')} FROM range(4)`
  const save = (sql: string) => engine.run(`COPY (${sql}) TO ${quoteText(path)} (FORMAT parquet)`)
  await save(source)
  const { columns } = (await profileTable(engine, { path, schema: numbers(names) })).profile
  expect(columns[999]?.number?.mean).toBe(1000.5)
  const digest = await digestOf(engine, path, numbers(names))
  await save(`SELECT * REPLACE (x700 + CASE WHEN _row = 2 THEN 1 ELSE 0 END AS x700) FROM (${source})`)
  expect(await digestOf(engine, path, numbers(names))).not.toBe(digest)
})
