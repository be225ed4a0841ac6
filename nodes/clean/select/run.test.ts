import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bothWays, createNodeBench, type NodeBench, promisedTypes } from '../../../tests/kit/node-bench.ts'
import { sampleColumn } from '../../kit/samples.ts'

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

const columns = [
  sampleColumn('amount', 'text'),
  sampleColumn('whole', 'number', { storage: 'bigint' }),
  sampleColumn('flag', 'boolean'),
  sampleColumn('when', 'datetime', { storage: 'date' }),
  sampleColumn('said', 'category', { categories: ['No', 'perhaps', 'yes'] }),
]
const table = () =>
  bench.rows(columns, [
    ['1,5', 1, true, '2024-02-29', 'yes'],
    ['NA', 0, false, '1969-12-31', 'No'],
    ['1.5', 7, null, null, 'perhaps'],
    [null, null, true, '2262-01-01', null],
  ])

const types = { amount: 'number', whole: 'boolean', flag: 'text', when: 'number', said: 'boolean' }

describe('select', () => {
  it('casts in SQL as an endpoint does', async () => {
    const input = await table()
    const { table: draft } = await bench.run('clean.select', { table: input }, { types, decimal: ',' })
    const { sql, js } = await bothWays(bench, input, draft)
    expect(js).toEqual(sql)
    expect(sql).toEqual({
      amount: [1.5, null, null, null],
      whole: [true, false, null, null],
      flag: ['true', 'false', null, 'true'],
      when: [Date.UTC(2024, 1, 29), -86_400_000, null, Date.UTC(2262, 0, 1)],
      said: [true, false, null, null],
    })
    expect(await bench.types(draft)).toEqual(promisedTypes(draft.schema))
    expect(bench.logs).toEqual(
      expect.arrayContaining([
        expect.stringContaining('1 value of column "amount" can\'t be read as a number: "1.5" in row 3'),
      ]),
    )
  })

  it('swaps names, leaves columns out, and finds the categories of a new category', async () => {
    const input = await table()
    const params = {
      columns: ['amount'],
      names: { whole: 'flag', flag: 'whole' },
      types: { whole: 'category' },
    }
    const { table: draft } = await bench.run('clean.select', { table: input }, params)
    const { sql, js } = await bothWays(bench, input, draft)
    expect(js).toEqual(sql)
    expect(sql.flag).toEqual(['1', '0', '7', null])
    expect(sql.whole).toEqual([true, false, null, true])
    expect(draft.schema.columns[0]).toMatchObject({ id: 'whole', name: 'flag', categories: ['0', '1', '7'] })
    expect(await bench.types(draft)).toEqual(promisedTypes(draft.schema))
  })

  it('makes moments of texts and numbers', async () => {
    const input = await bench.rows(
      [sampleColumn('t', 'text'), sampleColumn('n', 'number')],
      [
        ['2024-02-29 12:30Z', 1.9],
        ['2024-02-30', 1e18],
        ['0001-01-01', -1],
      ],
    )
    const { table: draft } = await bench.run(
      'clean.select',
      { table: input },
      { types: { t: 'datetime', n: 'datetime' } },
    )
    const { sql, js } = await bothWays(bench, input, draft)
    expect(js).toEqual(sql)
    expect(sql).toEqual({ t: [Date.UTC(2024, 1, 29, 12, 30), null, -62_135_596_800_000], n: [1, null, -1] })
    expect(await bench.types(draft)).toEqual(promisedTypes(draft.schema))
  })

  it('stops at an unreadable value where that is asked for', async () => {
    const input = await table()
    const running = bench.run('clean.select', { table: input }, { types, decimal: ',', unreadable: 'error' })
    await expect(running).rejects.toMatchObject({ kind: 'user', code: 'unreadable_value', field: 'types' })
  })

  it('reads numbers and dates as other countries write them', async () => {
    const texts = ['n', 'd'].map((name) => sampleColumn(name, 'text'))
    const cast = async (cells: (string | null)[][], params: Record<string, unknown>) => {
      const input = await bench.rows(texts, cells)
      const options = { types: { n: 'number', d: 'datetime' }, ...params }
      const { table: draft } = await bench.run('clean.select', { table: input }, options)
      const { sql, js } = await bothWays(bench, input, draft)
      expect(js).toEqual(sql)
      return sql
    }
    const german = await cast(
      [
        ['1.234.567.890,5', '31.12.2024'],
        ['-1 234', '1.2.2024 13:45'],
        ["12'345", '2024-03-04'],
        ['1,5', '31/12/2024, 23:59:59'],
        ['1.5', '12/31/2024'],
        [null, null],
      ],
      { decimal: ',', thousands: true, dates: 'dmy' },
    )
    expect(german.n).toEqual([1234567890.5, -1234, 12345, 1.5, null, null])
    expect(german.d).toEqual([
      Date.UTC(2024, 11, 31),
      Date.UTC(2024, 1, 1, 13, 45),
      Date.UTC(2024, 2, 4),
      Date.UTC(2024, 11, 31, 23, 59, 59),
      null,
      null,
    ])
    const american = await cast(
      [
        ['1,234.5', '12/31/2024'],
        ['1,234', '2/30/2024'],
      ],
      { thousands: true, dates: 'mdy' },
    )
    expect(american).toEqual({ n: [1234.5, 1234], d: [Date.UTC(2024, 11, 31), null] })
    expect((await cast([['1,234', '31.12.2024']], {})).n).toEqual([null])
  })

  it('puts columns first', async () => {
    const input = await table()
    const params = { first: ['when', 'flag'], columns: ['said'], names: { when: 'day' } }
    const { table: draft } = await bench.run('clean.select', { table: input }, params)
    expect(draft.schema.columns.map(({ name }) => name)).toEqual(['day', 'flag', 'amount', 'whole'])
    expect(await bench.types(draft)).toEqual(promisedTypes(draft.schema))
    await expect(bench.run('clean.select', { table: input }, { first: ['nope'] })).rejects.toMatchObject({
      code: 'column_missing',
      field: 'first',
    })
  })
})
