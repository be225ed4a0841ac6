import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TableSchema } from '../../nodes/kit/columns.ts'
import { contentDigests, tableDigest } from './digest.ts'
import { type Engine, openEngine } from './engine.ts'
import { quotePath } from './sql.ts'

let folder: string
let engine: Engine
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-digest-'))
  engine = await openEngine({ threads: 2, memoryMb: 256, tempDir: folder })
})
afterAll(async () => {
  engine.close()
  await rm(folder, { recursive: true, force: true })
})

const schema: TableSchema = {
  open: false,
  columns: [
    { id: 'x', name: 'x', storage: 'double', kind: 'number', role: 'feature' },
    { id: 'n', name: 'n', storage: 'bigint', kind: 'number', role: 'feature' },
    { id: 't', name: 't', storage: 'varchar', kind: 'text', role: 'feature' },
  ],
}
const sample = `SELECT range AS _row, CASE WHEN range % 7 > 0 THEN range % 2 END::DOUBLE AS x, range % 5 AS n, 't' || range % 3 AS t FROM range(150000)`

let files = 0
async function digests(sql: string, options = '', using = engine) {
  const path = join(folder, `${files++}.parquet`)
  await engine.run(`COPY (${sql}) TO ${quotePath(path)} (FORMAT parquet${options})`)
  return contentDigests(using, path, schema)
}

test('the order of rows and columns, the compression and the threads change no digest', async () => {
  const first = await digests(sample)
  expect(first.rows).toBe(150_000)
  expect(await digests(`${sample} ORDER BY hash(range)`, ', COMPRESSION gzip, ROW_GROUP_SIZE 2048')).toEqual(
    first,
  )
  expect(await digests(`SELECT t, n, x, _row FROM (${sample})`)).toEqual(first)
  expect(await engine.singleThreaded(() => digests(sample))).toEqual(first)
})

test('a changed value changes the digest of its column alone', async () => {
  const first = await digests(sample)
  for (const [index, sql] of [
    'CASE WHEN _row = 149999 THEN x + 1e-9 ELSE x END AS x',
    'CASE WHEN _row = 1 THEN NULL ELSE n END AS n',
    "CASE WHEN _row = 2 THEN t || ' ' ELSE t END AS t",
  ].entries()) {
    const changed = await digests(`SELECT * REPLACE (${sql}) FROM (${sample})`)
    const same = changed.columns.map((digest, at) => digest === first.columns[at])
    expect(same).toEqual([0, 1, 2].map((at) => at !== index))
    expect(changed.rowIds).toBe(first.rowIds)
    expect(tableDigest(schema, changed)).not.toBe(tableDigest(schema, first))
  }
})

test('values that change places and rows that are renumbered are seen', async () => {
  const first = await digests(sample)
  const swapped = await digests(
    `SELECT * REPLACE (CASE _row WHEN 2 THEN 1 WHEN 3 THEN 0 ELSE x END::DOUBLE AS x) FROM (${sample})`,
  )
  expect(swapped.columns[0]).not.toBe(first.columns[0])
  const renumbered = await digests(`SELECT * REPLACE (_row + 1 AS _row) FROM (${sample})`)
  expect(renumbered.rowIds).not.toBe(first.rowIds)
  for (const [index, digest] of renumbered.columns.entries()) expect(digest).not.toBe(first.columns[index])
})

test('the digest of a table knows its schema', async () => {
  const content = await digests(sample)
  const changes: TableSchema['columns'][number][] = [
    { ...schema.columns[0]!, name: 'y' },
    { ...schema.columns[0]!, role: 'target' },
    { ...schema.columns[0]!, kind: 'category', categories: ['0', '1'] },
  ]
  const found = changes.map((column) =>
    tableDigest({ ...schema, columns: schema.columns.with(0, column) }, content),
  )
  expect(new Set([tableDigest(schema, content), ...found]).size).toBe(4)
})
