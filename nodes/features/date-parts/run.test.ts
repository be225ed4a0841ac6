import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bothWays, createNodeBench, type NodeBench } from '../../../tests/kit/node-bench.ts'
import { leftOutColumns } from '../../kit/model-schemas.ts'
import { sampleColumn, sampleTable } from '../../kit/samples.ts'
import { dateParts } from './definition.ts'

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

const columns = [sampleColumn('at', 'datetime', { role: 'time' })]
const all = { year: true, day: true, hour: true, week: true, dayOfYear: true, weekend: true, circle: true }

describe('date parts', () => {
  it('are the same in the table and at the endpoint', async () => {
    const input = await bench.rows(columns, [
      ['2024-12-30 05:06:07'],
      ['2021-01-03 23:59:59.999'],
      ['1969-07-20'],
      [null],
    ])
    const { table } = await bench.run('features.date-parts', { table: input }, all)
    const { sql, js } = await bothWays(bench, input, table)
    expect(js).toEqual(sql)
    expect(sql).toMatchObject({
      at_year: [2024, 2021, 1969, null],
      at_month: [12, 1, 7, null],
      at_day: [30, 3, 20, null],
      at_weekday: [1, 7, 7, null],
      at_hour: [5, 23, 0, null],
      at_week: [1, 53, 29, null],
      at_day_of_year: [365, 3, 201, null],
      at_weekend: [0, 1, 1, null],
    })
    const { at_month_sin: sin = [], at_month_cos: cos = [] } = sql
    expect(sin[3]).toBeNull()
    expect(Number(sin[0])).toBeCloseTo(-0.5, 12)
    expect(Number(cos[0])).toBeCloseTo(Math.sqrt(3) / 2, 12)
    expect([sin[1], cos[1]]).toEqual([0, 1])
  })

  it('leaves nothing to be done about the date that it has taken apart', () => {
    const dates = [sampleColumn('at', 'datetime', { role: 'time' }), sampleColumn('due', 'datetime')]
    const leftOut = (params: object) => {
      const { outputs } = dateParts.schema({
        inputs: { table: sampleTable(...dates) },
        params: dateParts.params.parse(params),
        context: { sources: {} },
      })
      return leftOutColumns(outputs.table ?? sampleTable(), ['number', 'category']).map(({ name }) => name)
    }
    expect(leftOut({})).toEqual([])
    expect(leftOut({ columns: ['due'] })).toEqual(['at'])
    expect(leftOut({ month: false, weekday: false })).toEqual(['at', 'due'])
  })

  it('says where there is nothing to do', () => {
    const codes = (params: object, ...given: typeof columns) =>
      dateParts
        .schema({
          inputs: { table: sampleTable(...given) },
          params: dateParts.params.parse(params),
          context: { sources: {} },
        })
        .problems?.map(({ code, field }) => `${code} ${field}`)
    expect(codes({}, ...columns)).toEqual([])
    expect(codes({ month: false, weekday: false }, ...columns)).toEqual(['nothing_to_do month'])
    expect(codes({}, sampleColumn('x', 'number'))).toEqual(['nothing_to_do columns'])
    expect(codes({ columns: ['x'] }, sampleColumn('x', 'number'))).toEqual(['column_kind columns'])
  })
})
