import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Column, TableSchema } from '../../nodes/kit/columns.ts'
import { contentDigests, tableDigest } from './digest.ts'
import { type Engine, openEngine } from './engine.ts'
import { profileNumbers } from './profile-numbers.ts'
import { profileTable } from './profile.ts'
import { parquet, quotePath } from './sql.ts'

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

const digestOf = async (using: Engine, file: string, columns: TableSchema): Promise<string> =>
  tableDigest(columns, await contentDigests(using, file, columns))

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
  const { profile } = await profileTable(engine, { path: await write('a.parquet', rows), schema })
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
  expect(none).toEqual({ name: 'none', kind: 'number', missing: 5, distinct: 0, digest: none?.digest })
  expect(profile.preview.columns).toEqual(['_row', 'a "b"', 'word', 'day', 'yes', 'none'])
  expect(profile.preview.rows[4]).toEqual([4, 'Infinity', '', '2024-02-01', true, null])
})

test('the digest knows content only', async () => {
  const digest = await digestOf(engine, await write('a.parquet', rows), schema)
  expect(await digestOf(engine, await write('b.parquet', rows, '_row DESC'), schema)).toBe(digest)
  const changes = [
    rows.replace("2, 'y'", "2.0000000000000004, 'y'"),
    rows.replace("NULL, NULL, DATE '2024-02-01'", "NULL, '', DATE '2024-02-01'"),
    rows.replace('(3, NULL', '(9, NULL'),
  ]
  const digests = await Promise.all(
    changes.map(async (changed, index) =>
      digestOf(engine, await write(`c${index}.parquet`, changed), schema),
    ),
  )
  expect(new Set([digest, ...digests]).size).toBe(4)
  const renamed = { ...schema, columns: schema.columns.map((each) => ({ ...each, role: 'ignore' as const })) }
  expect(await digestOf(engine, join(folder, 'a.parquet'), renamed)).not.toBe(digest)
})

/** An engine that keeps the statements it is asked for. */
function overheard(): { using: Engine; statements: string[] } {
  const statements: string[] = []
  const note =
    <T>(run: (sql: string) => Promise<T>) =>
    (sql: string) => {
      statements.push(sql)
      return run(sql)
    }
  const using = Object.create(engine) as Engine
  using.row = note((sql) => engine.row(sql))
  using.rows = note((sql) => engine.rows(sql))
  return { using, statements }
}

test('measures only the columns that the tables before did not have', async () => {
  const before = await profileTable(engine, { path: await write('known.parquet', rows), schema })
  const changed = rows.replace("2, 'y'", "7, 'y'")
  const path = await write('next.parquet', changed, '_row DESC')
  const { using, statements } = overheard()
  const next = await profileTable(using, { path, schema, known: [before.profile] })
  const afterDigest = statements.filter((sql) => !sql.includes('hash('))
  expect(afterDigest.length).toBeGreaterThan(0)
  for (const sql of afterDigest)
    for (const name of ['word', 'day', 'yes', 'none']) expect(sql).not.toContain(`"${name}"`)
  expect(next.profile).toEqual((await profileTable(engine, { path, schema })).profile)
  expect(next.profile.columns[0]?.number?.max).toBe(7)

  const again = overheard()
  const renamed = {
    ...schema,
    columns: schema.columns.map((each) => (each.name === 'word' ? { ...each, kind: 'text' as const } : each)),
  }
  const same = await profileTable(again.using, { path, schema: renamed, known: [next.profile] })
  expect(again.statements.every((sql) => sql.includes('hash('))).toBe(true)
  expect(same.profile.columns[1]).toEqual({ ...next.profile.columns[1], kind: 'text' })
})

test('takes profiles that an earlier version stored, and measures again', async () => {
  const path = await write('old.parquet', rows)
  const { profile } = await profileTable(engine, { path, schema })
  const old = structuredClone(profile)
  for (const each of old.columns) {
    delete each.digest
    each.missing = 99
  }
  expect((await profileTable(engine, { path, schema, known: [old] })).profile).toEqual(profile)
})

test('counting few values says the same as measuring many', async () => {
  const path = join(folder, 'few.parquet')
  await engine.run(
    `COPY (SELECT range AS _row, CASE WHEN range % 9 > 0 THEN (range * range) % 23 / 4e0 ELSE 'nan'::DOUBLE END AS x, range % 6 AS n FROM range(5000))
     TO ${quotePath(path)} (FORMAT parquet)`,
  )
  const items = [column('x', 'double', 'number'), column('n', 'bigint', 'number')]
  const measure = async (sample: readonly unknown[]) => {
    const found = await profileNumbers(
      engine,
      { relation: parquet(path), rows: 5000 },
      items.map((each) => ({ column: each, sample })),
    )
    return items.map((each) => found.get(each))
  }
  const values = Array.from({ length: 23 }, (_, at) => at / 4)
  const many = await measure(Array.from({ length: 100 }, (_, at) => at))
  const few = await measure([0, 1, 2, 3, 4, 5, ...values])
  // The extremes alone are not all that stands there.
  expect(await measure([])).toEqual(many)
  for (const [index, counted] of few.entries()) {
    const measured = many[index]
    expect(counted?.missing).toBe([556, 0][index])
    expect([counted?.missing, counted?.distinct]).toEqual([measured?.missing, measured?.distinct])
    expect(counted?.number?.mean).toBeCloseTo(measured?.number?.mean ?? 0, 12)
    expect(counted?.number?.std).toBeCloseTo(measured?.number?.std ?? 0, 12)
    expect(counted?.number?.quantiles).toEqual(measured?.number?.quantiles)
    expect(counted?.number?.histogram).toEqual(measured?.number?.histogram)
  }
})
