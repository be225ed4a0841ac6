import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cell, createNodeBench, type NodeBench } from '../../../tests/kit/node-bench.ts'
import { sampleColumn, sampleTable } from '../../kit/samples.ts'
import { lags, parseLags } from './definition.ts'

/** See make-lags.py. */
const fixture = JSON.parse(
  readFileSync(new URL('../../../tests/fixtures/scikit-learn/lags.json', import.meta.url), 'utf8'),
) as { rows: Cell[][]; made: Record<string, { whole: (number | null)[]; grouped: (number | null)[] }> }

const columns = [
  sampleColumn('day', 'datetime', { storage: 'date', role: 'time' }),
  sampleColumn('kind', 'category'),
  sampleColumn('wind', 'number', { role: 'target' }),
]

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

const statistics = ['mean', 'sum', 'min', 'max', 'std'] as const

describe('lags and windows', () => {
  it.each(['whole', 'grouped'] as const)('are those of pandas: %s', async (how) => {
    // The order in the file is not that of time.
    const input = await bench.rows(columns, fixture.rows.toReversed())
    const group = how === 'grouped' ? 'kind' : ''
    let compared = 0
    for (const window of statistics) {
      const params = { lags: '1 3', window, rows: 5, change: true, group }
      const { table } = await bench.run('features.lags', { table: input }, params)
      for (const { name } of table.schema.columns.slice(3)) {
        const found = (await bench.values(table, name)).toReversed()
        const wanted = fixture.made[name]?.[how] ?? []
        expect(found).toHaveLength(wanted.length)
        found.forEach((value, row) => {
          const other = wanted[row] ?? null
          if (value === null || other === null) expect(value, `${name} ${row}`).toBe(other)
          else expect(Math.abs(Number(value) - other), `${name} ${row}`).toBeLessThan(1e-9)
        })
        compared++
      }
    }
    expect(compared).toBe(5 * 4)
  })

  it('never look at the row itself or a later one', async () => {
    const cut = 200
    const later = fixture.rows.map(([day = null, kind = null, wind = null], row) =>
      row < cut ? [day, kind, wind] : [day, 'sun', row * 1e6],
    )
    const made = async (rows: Cell[][], window: string) => {
      const input = await bench.rows(columns, rows)
      const { table } = await bench.run('features.lags', { table: input }, { window, change: true })
      const { columns: data } = await bench.read(table)
      const names = table.schema.columns.slice(3).map(({ name }) => name)
      expect(names).toHaveLength(3)
      return names.map((name) => [...(data[name] ?? [])].slice(0, cut + 1))
    }
    for (const window of statistics) {
      expect(await made(later, window)).toEqual(await made(fixture.rows, window))
    }
  })

  it('knows no past of rows without a time, and takes them for no other’s', async () => {
    const numbered = [sampleColumn('t', 'number'), sampleColumn('x', 'number')]
    const input = await bench.rows(numbered, [
      [2, 20],
      ['NaN', 99],
      [1, 10],
      [null, 98],
      [2, 'Infinity'],
      [3, 30],
    ])
    const params = { columns: ['x'], time: 't', lags: '1', window: 'std', rows: 2, change: true }
    const { table } = await bench.run('features.lags', { table: input }, params)
    expect(await bench.values(table, 'x_lag_1')).toEqual([10, null, null, null, 20, Infinity])
    expect(await bench.values(table, 'x_change')).toEqual([null, null, null, null, 10, Infinity])
    expect(await bench.values(table, 'x_std_2')).toEqual([null, null, null, null, Math.sqrt(50), null])
  })
})

describe('the drawing', () => {
  const codes = (params: object, table = sampleTable(...columns)) =>
    lags
      .schema({ inputs: { table }, params: lags.params.parse(params), context: { sources: {} } })
      .problems?.map(({ code, field }) => `${code} ${field}`)

  it('says what is wrong, and where', () => {
    expect(codes({})).toEqual([])
    expect(codes({ lags: '0' })).toEqual(['lags_wrong lags'])
    expect(codes({ lags: '' })).toEqual(['nothing_to_do lags'])
    expect(codes({ time: 'kind' })).toEqual(['column_kind time'])
    expect(codes({ group: 'gone' })).toEqual(['column_missing group'])
    expect(codes({ columns: ['wind'] }, sampleTable(sampleColumn('wind', 'number')))).toEqual([
      'column_missing time',
    ])
  })

  it('reads lists of lags', () => {
    expect(parseLags(' 1, 2;7 2 ')).toEqual([1, 2, 7])
    expect(parseLags('')).toEqual([])
    for (const wrong of ['x', '1.5', '-1', '10001']) expect(parseLags(wrong)).toBeNull()
  })
})
