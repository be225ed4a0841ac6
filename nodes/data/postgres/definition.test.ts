import { describe, expect, it } from 'vitest'
import { sampleColumn, sampleTable } from '../../kit/samples.ts'
import { copiedTypeOf } from './column-types.ts'
import { postgres } from './definition.ts'
import { querySourceKey } from './source-key.ts'

const seen = sampleTable(
  sampleColumn('age', 'number'),
  sampleColumn('town', 'category', { categories: ['A'] }),
)
const source = { connection: 'c-1', query: 'SELECT age, town FROM people' }
const context = { sources: { [querySourceKey(source)]: seen } }
const infer = (params: object) =>
  postgres.schema({ inputs: {}, params: postgres.params.parse(params), context })

describe('Postgres query', () => {
  it('asks for a connection, then for a query', () => {
    expect(infer({})).toMatchObject({
      outputs: {},
      problems: [{ severity: 'error', code: 'connection_missing', field: 'connection' }],
    })
    expect(infer({ connection: 'c-1', query: ' \n' })).toMatchObject({
      outputs: {},
      problems: [{ severity: 'error', code: 'query_missing', field: 'query' }],
    })
  })

  it('is open, with a word on what to do, until the query was described', () => {
    expect(infer({ ...source, query: 'SELECT 1' })).toMatchObject({
      outputs: { table: { columns: [], open: true } },
      problems: [{ severity: 'warning', code: 'columns_unknown', field: 'query' }],
    })
  })

  it('brings the columns that were found, as the raw row too, with target and types', () => {
    const { outputs, problems } = infer({ ...source, query: `\n${source.query}  `, target: 'town' })
    expect(problems).toEqual([])
    const columns = [seen.columns[0], { ...seen.columns[1], role: 'target' }]
    expect(outputs.table).toEqual({ columns, open: false, request: columns })
    expect(infer({ ...source, types: { age: 'category' } }).outputs.table?.columns[0]).toMatchObject({
      kind: 'category',
      storage: 'varchar',
    })
    expect(infer({ ...source, target: 'gone' }).problems).toMatchObject([{ code: 'target_missing' }])
  })

  it('says on its card what it is set to do', () => {
    const describe_ = (params: object) => postgres.describe(postgres.params.parse(params))
    expect(describe_({})).toBe('no connection yet')
    expect(describe_({ connection: 'c' })).toBe('no query yet')
    expect(describe_(source)).toBe('no target chosen')
    expect(describe_({ ...source, target: 'town' })).toBe('predicts town')
  })

  it('has a key of bounded length for a query of any length', () => {
    expect(querySourceKey({ connection: 'c', query: 'x'.repeat(1e5) })).toMatch(/^postgres\/c\/[0-9a-f]{64}$/)
  })
})

describe('types of columns', () => {
  const base = (name: string, category = 'U') => copiedTypeOf({ name, class: 'b', category })

  it.each([
    ['int2', 'integer'],
    ['int8', 'integer'],
    ['numeric', 'number'],
    ['float4', 'number'],
    ['bool', 'boolean'],
    ['date', 'date'],
    ['timestamp', 'timestamp'],
    ['timestamptz', 'timestamptz'],
    ['text', 'text'],
    ['varchar', 'text'],
    ['bpchar', 'text'],
    ['uuid', 'text'],
  ])('%s is %s', (name, type) => {
    expect(base(name)).toEqual({ type, asText: false })
  })

  it('an enum is text like any; what is richer is text and said to be', () => {
    expect(copiedTypeOf({ name: 'mood', class: 'e', category: 'E' })).toEqual({ type: 'text', asText: false })
    for (const name of [
      'json',
      'jsonb',
      '_int4',
      'bytea',
      'interval',
      'money',
      'time',
      'point',
      'constructor',
    ])
      expect(base(name)).toEqual({ type: 'text', asText: true })
    expect(copiedTypeOf({ name: 'date', class: 'c', category: 'C' })).toEqual({ type: 'text', asText: true })
  })
})
