import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TableSchema } from '../../nodes/kit/columns.ts'
import { add, column, type Expression, number } from '../expressions/expression.ts'
import { batches, columnTypes, trees } from '../expressions/testing.ts'
import type { ColumnBatch, ValueType } from '../tables/column-batch.ts'
import { type Engine, openEngine } from '../tables/engine.ts'
import { parquet, quoteText } from '../tables/sql.ts'
import { fitScale, type ScaleMethod } from './fit-scale.ts'
import { trainingRelation } from './training-rows.ts'
import {
  applySql,
  columnsRead,
  compileTransform,
  parseTransform,
  type Transform,
  typesWritten,
} from './transform.ts'

let engine: Engine
let folder: string
let path: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'transforms-'))
  path = join(folder, 'in.parquet')
  engine = await openEngine({ threads: 2, memoryMb: 512, tempDir: folder })
})
afterAll(async () => {
  engine.close()
  await rm(folder, { recursive: true })
})

async function save(batch: ColumnBatch, types: Record<string, ValueType>): Promise<void> {
  const _row = Float64Array.from({ length: batch.rows }, (_, row) => row)
  await engine.load(
    'saved',
    { rows: batch.rows, columns: { _row, ...batch.columns } },
    { _row: 'number', ...types },
  )
  await engine.run(
    `COPY (SELECT * REPLACE (_row::BIGINT AS _row) FROM saved) TO ${quoteText(path)} (FORMAT parquet)`,
  )
}

const numbersSchema = (names: readonly string[]): TableSchema => ({
  open: false,
  columns: names.map((name) => ({ id: name, name, storage: 'double', kind: 'number', role: 'feature' })),
})

describe('applying', () => {
  it('gives the same by SQL and by JavaScript, whatever it replaces', async () => {
    const target = fc.constantFrom('x', 's', 'p', 'new "one"', 'other')
    const transforms = fc
      .uniqueArray(
        fc.record({
          name: target,
          expression: fc.oneof(trees('number', 2), trees('text', 2), trees('boolean', 2)),
        }),
        { selector: ({ name }) => name, minLength: 1 },
      )
      .map((columns): Transform => ({ version: 1, columns }))
    await fc.assert(
      fc.asyncProperty(transforms, batches(30), async (transform, batch) => {
        await save(batch, columnTypes)
        const outPath = join(folder, 'out.parquet')
        await applySql(engine, transform, { path, columns: Object.keys(columnTypes), outPath })
        const types = { ...columnTypes, ...typesWritten(transform) }
        const stored = await engine.columns(`SELECT * FROM ${parquet(outPath)} ORDER BY _row`, types)
        const computed = compileTransform(transform)(batch)
        expect(Object.keys(computed.columns)).toEqual(Object.keys(types))
        for (const name of Object.keys(types)) {
          const plain = (value: unknown) => (value === 0 ? 0 : Number.isNaN(value) ? null : value)
          expect(Array.from(computed.columns[name] as ArrayLike<unknown>, plain)).toEqual(
            Array.from(stored.columns[name] as ArrayLike<unknown>, plain),
          )
        }
      }),
      { numRuns: 15 },
    )
  })

  it('reads every column as it came in', () => {
    const transform: Transform = {
      version: 1,
      columns: [
        { name: 'a', expression: add(column('a'), number(1)) },
        { name: 'b', expression: add(column('a'), number(10)) },
      ],
    }
    const { columns } = compileTransform(transform)({ rows: 1, columns: { a: Float64Array.of(1) } })
    expect(columns).toMatchObject({ a: Float64Array.of(2), b: Float64Array.of(11) })
    expect([...columnsRead(transform)]).toEqual(['a'])
  })

  it.each([
    null,
    { version: 2, columns: [] },
    {
      version: 1,
      columns: [
        { name: 'a', expression: number(1) },
        { name: 'a', expression: number(1) },
      ],
    },
  ])('refuses %j', (json) => {
    expect(() => parseTransform(json)).toThrowError(expect.objectContaining({ code: 'bad_transform' }))
  })
})

interface Fixture {
  versions: Record<string, string>
  cases: {
    name: string
    columns: string[]
    rows: (number | null)[][]
    scaled: Record<ScaleMethod, (number | null)[][]>
  }[]
}

describe('scaling', async () => {
  const fixture = JSON.parse(
    await readFile(new URL('../../tests/fixtures/scikit-learn/scaling.json', import.meta.url), 'utf8'),
  ) as Fixture
  const methods = ['standard', 'minmax', 'robust'] as const

  it.each(fixture.cases.flatMap((data) => methods.map((method) => [data.name, method, data] as const)))(
    'of %s, %s, is that of scikit-learn',
    async (_, method, data) => {
      const columns = Object.fromEntries(
        data.columns.map((name, index) => [
          name,
          Float64Array.from(data.rows, (row) => row[index] ?? Number.NaN),
        ]),
      )
      const batch = { rows: data.rows.length, columns }
      await save(batch, Object.fromEntries(data.columns.map((name) => [name, 'number'])))
      const relation = trainingRelation(path, numbersSchema(data.columns))
      const { transform, columns: fits } = await fitScale(engine, relation, { columns: data.columns, method })
      const scaled = compileTransform(parseTransform(JSON.parse(JSON.stringify(transform))))(batch)
      data.columns.forEach((name, index) => {
        // Rounding of the centre (scikit-learn's sums are not compensated) in units of the scale.
        const largest = Math.max(...data.rows.map((row) => Math.abs(row[index] ?? 0)))
        const rounding = (32 * Number.EPSILON * largest) / fits[index]!.scale
        data.scaled[method].forEach((row, at) => {
          const value = (scaled.columns[name] as Float64Array)[at]!
          const wanted = row[index] ?? Number.NaN
          if (Number.isNaN(wanted)) expect(value).toBeNaN()
          else
            expect(Math.abs(value - wanted), `${name}[${at}]`).toBeLessThanOrEqual(
              1e-12 * Math.abs(wanted) + rounding,
            )
        })
      })
    },
  )

  const fit = async (values: number[], method: ScaleMethod = 'standard') => {
    await save({ rows: values.length, columns: { x: Float64Array.from(values) } }, { x: 'number' })
    return fitScale(engine, trainingRelation(path, numbersSchema(['x'])), { columns: ['x'], method })
  }

  it('says which column has nothing to learn from', async () => {
    await expect(fit([NaN, NaN])).rejects.toMatchObject({
      kind: 'user',
      code: 'no_values',
      message: expect.stringContaining('"x"'),
    })
    await expect(fit([1, Infinity])).rejects.toMatchObject({ code: 'infinite_values' })
  })

  it('says which column is too large for its statistics', async () => {
    for (const method of methods) {
      const fitted = fit([-1.7e308, -1.7e308, 1.7e308, 1.7e308], method)
      await expect(fitted).rejects.toMatchObject({
        code: 'too_large',
        message: expect.stringContaining('"x"'),
      })
    }
  })

  it.each(methods)('makes exact zeros of a constant column: %s', async (method) => {
    const values = Array.from({ length: 997 }, () => 0.1)
    const { transform } = await fit(values, method)
    const { columns } = compileTransform(transform)({ rows: 2, columns: { x: Float64Array.of(0.1, 0.6) } })
    expect(columns.x).toEqual(Float64Array.of(0, 0.5))
  })

  it('learns from training rows only', async () => {
    const parts = ['train', 'test', 'train', 'validation']
    await save(
      { rows: 4, columns: { x: Float64Array.of(1, 1000, 3, -1000), part: parts } },
      { x: 'number', part: 'text' },
    )
    const schema: TableSchema = {
      open: false,
      columns: [
        ...numbersSchema(['x']).columns,
        { id: 'part', name: 'part', storage: 'varchar', kind: 'category', role: 'split' },
      ],
    }
    const { columns } = await fitScale(engine, trainingRelation(path, schema), {
      columns: ['x'],
      method: 'standard',
    })
    expect(columns).toEqual([{ name: 'x', center: 2, scale: 1 }])
    await save({ rows: 1, columns: { x: Float64Array.of(1), part: ['test'] } }, { x: 'number', part: 'text' })
    await expect(
      fitScale(engine, trainingRelation(path, schema), { columns: ['x'], method: 'minmax' }),
    ).rejects.toMatchObject({ code: 'no_training_rows' })
  })

  it('is the same bit for bit every time', async () => {
    const values = Array.from({ length: 300_000 }, (_, i) => Math.sin(i) * 1e6 + i)
    const first = await fit(values)
    for (let i = 0; i < 3; i++) {
      const again = await fitScale(engine, trainingRelation(path, numbersSchema(['x'])), {
        columns: ['x'],
        method: 'standard',
      })
      expect(again).toEqual(first)
    }
  })

  it('writes expressions that stand alone', async () => {
    const { transform } = await fit([1, 3])
    expect(transform.columns[0]?.expression).toEqual<Expression>({
      op: 'divide',
      args: [{ op: 'subtract', args: [column('x'), number(2)] }, number(1)],
    })
  })
})
