import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Column, TableSchema } from '../../nodes/kit/columns.ts'
import { tableDigest } from './digest.ts'
import { type Engine, openEngine } from './engine.ts'
import { profileTable } from './profile.ts'
import { quotePath } from './sql.ts'

let folder: string
let engine: Engine
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-profile-'))
  engine = await openEngine({ threads: 2, memoryMb: 256, tempDir: folder })
})
afterAll(async () => {
  engine.close()
  await rm(folder, { recursive: true, force: true })
})

const column = (name: string, storage: Column['storage'], kind: Column['kind']): Column => ({
  id: name,
  name,
  storage,
  kind,
  role: 'feature',
})
const schema: TableSchema = {
  columns: [
    column('a "b"', 'double', 'number'),
    column('word', 'varchar', 'category'),
    column('day', 'date', 'datetime'),
    column('yes', 'boolean', 'boolean'),
    column('none', 'double', 'number'),
  ],
  open: false,
}

async function write(name: string, rows: string, order = '_row'): Promise<string> {
  const path = join(folder, name)
  await engine.run(
    `COPY (SELECT * FROM (VALUES ${rows}) t(_row, "a ""b""", word, "day", yes, "none") ORDER BY ${order}) TO ${quotePath(path)} (FORMAT parquet)`,
  )
  return path
}

const rows = `
  (0::BIGINT, 1::DOUBLE, 'x', DATE '2024-01-01', true, NULL::DOUBLE),
  (1, 2, 'y', DATE '2024-03-01', false, NULL),
  (2, 3, 'x', NULL, true, NULL),
  (3, NULL, NULL, DATE '2024-02-01', NULL, NULL),
  (4, 'inf'::DOUBLE, '', DATE '2024-02-01', true, NULL)`

test('profiles every kind of column', async () => {
  const profile = await profileTable(engine, await write('a.parquet', rows), schema)
  expect(profile.rows).toBe(5)
  const [number, word, day, yes, none] = profile.columns
  expect(number).toMatchObject({
    missing: 1,
    distinct: 4,
    number: { min: 1, max: 3, mean: 2, quantiles: [1, 1.5, 2, 2.5, 3] },
  })
  expect(number?.number?.std).toBeCloseTo(Math.sqrt(2 / 3), 12)
  expect(number?.number?.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(3)
  expect(number?.number?.histogram.counts[19]).toBe(1)
  expect(word?.top).toEqual([
    { value: 'x', count: 2 },
    { value: '', count: 1 },
    { value: 'y', count: 1 },
  ])
  expect(day?.range).toEqual({ from: '2024-01-01', to: '2024-03-01' })
  expect(yes).toMatchObject({ missing: 1, distinct: 2 })
  expect(none).toEqual({ name: 'none', kind: 'number', missing: 5, distinct: 0 })
  expect(profile.preview.columns).toEqual(['_row', 'a "b"', 'word', 'day', 'yes', 'none'])
  expect(profile.preview.rows[4]).toEqual([4, 'Infinity', '', '2024-02-01', true, null])
})

test('the digest knows content only', async () => {
  const digest = await tableDigest(engine, await write('a.parquet', rows), schema)
  expect(await tableDigest(engine, await write('b.parquet', rows, '_row DESC'), schema)).toBe(digest)
  const changes = [
    rows.replace("2, 'y'", "2.0000000000000004, 'y'"),
    rows.replace("NULL, NULL, DATE '2024-02-01'", "NULL, '', DATE '2024-02-01'"),
    rows.replace('(3, NULL', '(9, NULL'),
  ]
  const digests = await Promise.all(
    changes.map(async (changed, index) =>
      tableDigest(engine, await write(`c${index}.parquet`, changed), schema),
    ),
  )
  expect(new Set([digest, ...digests]).size).toBe(4)
  const renamed = { ...schema, columns: schema.columns.map((each) => ({ ...each, role: 'ignore' as const })) }
  expect(await tableDigest(engine, join(folder, 'a.parquet'), renamed)).not.toBe(digest)
})
