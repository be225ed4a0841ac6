import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Engine, openEngine } from './engine.ts'
import { quoteName, quoteNumber, quoteText } from './sql.ts'

let engine: Engine
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engine-'))
  engine = await openEngine({ threads: 2, memoryMb: 256, tempDir: folder })
})
afterAll(async () => {
  engine.close()
  await rm(folder, { recursive: true })
})

describe('literals', () => {
  it.each(['', "it's", '"', 'a\0b', '\0', '🙂', "';DROP TABLE x;--", 'a\nb\\'])(
    'text %j comes back',
    async (text) => {
      expect(
        await engine.row(`SELECT ${quoteText(text)} AS ${quoteName(text.replaceAll('\0', '') || 'x')}`),
      ).toEqual({
        [text.replaceAll('\0', '') || 'x']: text,
      })
    },
  )

  it.each([0, -0, 0.1, 5e-324, 1.7976931348623157e308, Number.POSITIVE_INFINITY, 1e21, -123.456])(
    'number %d comes back bit for bit',
    async (value) => {
      const { columns } = await engine.columns(`SELECT ${quoteNumber(value)} AS x`, { x: 'number' })
      expect(Object.is((columns.x as Float64Array)[0], value)).toBe(true)
    },
  )
})

describe('columns', () => {
  it('reads values and missing ones over many chunks', async () => {
    const batch = await engine.columns(
      `SELECT CASE WHEN range % 3 = 0 THEN NULL ELSE range END::DOUBLE AS n,
              CASE WHEN range % 5 = 0 THEN NULL ELSE 'v' || range END AS t,
              CASE WHEN range % 7 = 0 THEN NULL ELSE range % 2 = 0 END AS b FROM range(10000)`,
      { n: 'number', t: 'text', b: 'boolean' },
    )
    expect(batch.rows).toBe(10_000)
    for (const row of [0, 1, 2047, 2048, 9999]) {
      expect(batch.columns.n![row]).toBe(row % 3 === 0 ? Number.NaN : row)
      expect(batch.columns.t![row]).toBe(row % 5 === 0 ? null : `v${row}`)
      expect(batch.columns.b![row]).toBe(row % 7 === 0 ? null : row % 2 === 0)
    }
  })

  it('loads and reads images and vectors over many chunks', async () => {
    const rows = 3000
    const absent = (row: number) => row % 7 === 0
    const bytes = Array.from({ length: rows }, (_, row) =>
      absent(row) ? null : Uint8Array.from({ length: row % 40 }, (_, at) => (at + row) % 256),
    )
    const vector = Array.from({ length: rows }, (_, row) =>
      absent(row + 1) ? null : Float32Array.of(row / 3, -0, row),
    )
    await engine.load('wide', { rows, columns: { bytes, vector } }, { bytes: 'bytes', vector: 'vector' })
    const read = await engine.columns('SELECT * FROM wide', { bytes: 'bytes', vector: 'vector' })
    expect(read.rows).toBe(rows)
    expect(read.columns.vector).toEqual(vector)
    expect(read.columns.bytes).toEqual(bytes)
  })

  it('reads a missing number of a vector as NaN', async () => {
    const batch = await engine.columns(
      `SELECT CASE WHEN range % 3 > 0 THEN [range, CASE WHEN range % 5 > 0 THEN 2 * range END]::FLOAT[] END AS v
       FROM range(3000)`,
      { v: 'vector' },
    )
    for (const row of [0, 1, 5, 2047, 2050, 2999]) {
      const wanted = Float32Array.of(row, row % 5 > 0 ? 2 * row : Number.NaN)
      expect(batch.columns.v?.[row], String(row)).toEqual(row % 3 > 0 ? wanted : null)
    }
  })

  it('loads what it reads', async () => {
    const types = { n: 'number', t: 'text', b: 'boolean' } as const
    const rows = 5000
    const batch = {
      rows,
      columns: {
        n: Float64Array.from({ length: rows }, (_, i) => (i % 4 === 0 ? Number.NaN : i / 7)),
        t: Array.from({ length: rows }, (_, i) => (i % 3 === 0 ? null : `é${i}`)),
        b: Array.from({ length: rows }, (_, i) => (i % 5 === 0 ? null : i % 2 === 0)),
      },
    }
    await engine.load('loaded', batch, types)
    expect(await engine.columns('SELECT * FROM loaded', types)).toEqual(batch)
  })
})

describe('the engine', () => {
  it('can neither install extensions nor reach the network', async () => {
    await expect(engine.run("SELECT * FROM 'https://localhost/x.parquet'")).rejects.toThrow()
    await expect(engine.run('LOAD httpfs')).rejects.toThrow()
  })

  it('says when a table does not fit', async () => {
    await expect(
      engine.rows("SELECT list(range::VARCHAR || repeat('x', 200)) IS NULL AS x FROM range(5000000)"),
    ).rejects.toMatchObject({ kind: 'user', code: 'out_of_memory' })
  })

  it('adds up in one order on one thread', async () => {
    const sums = new Set<unknown>()
    await engine.run('CREATE TEMP TABLE noisy AS SELECT sin(range) * 1e9 AS x FROM range(500000)')
    for (let i = 0; i < 5; i++) {
      await engine.singleThreaded(async () => sums.add((await engine.row('SELECT avg(x) AS m FROM noisy')).m))
    }
    expect(sums.size).toBe(1)
    expect((await engine.row("SELECT current_setting('threads') AS n")).n).toBe(2)
  })
})
