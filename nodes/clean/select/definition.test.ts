import { describe, expect, it } from 'vitest'
import { openTable, sampleColumn, sampleTable, splitColumn } from '../../kit/samples.ts'
import { select } from './definition.ts'

const table = sampleTable(
  sampleColumn('a', 'number', { storage: 'bigint' }),
  sampleColumn('b', 'category', { categories: ['x', 'y'] }),
  sampleColumn('c', 'boolean'),
  sampleColumn('d', 'datetime'),
  sampleColumn('e', 'vector'),
  splitColumn,
)

const infer = (params: Record<string, unknown>, arriving = table) =>
  select.schema({
    inputs: { table: arriving },
    params: select.params.parse(params),
    context: { sources: {} },
  })
const names = (params: Record<string, unknown>) =>
  infer(params).outputs.table?.columns.map(({ name }) => name)
const problems = (params: Record<string, unknown>, arriving = table) => infer(params, arriving).problems

describe('select', () => {
  it('leaves columns out, or keeps them, in the table’s order; those of Split stay', () => {
    expect(names({ columns: ['c', 'a'] })).toEqual(['b', 'd', 'e', 'part'])
    expect(names({ columns: ['c', 'a'], mode: 'keep' })).toEqual(['a', 'c', 'part'])
    expect(infer({}).outputs.table).toBe(table)
  })

  it('renames without changing what a column is', () => {
    const { outputs } = infer({ names: { a: 'b', b: 'a', c: '' } })
    expect(outputs.table?.columns.slice(0, 3)).toMatchObject([
      { id: 'a', name: 'b', storage: 'bigint' },
      { id: 'b', name: 'a', categories: ['x', 'y'] },
      { id: 'c', name: 'c' },
    ])
  })

  it('knows kind, storage and categories after a cast', () => {
    const { outputs } = infer({ types: { a: 'number', b: 'boolean', c: 'category', d: 'text' } })
    expect(outputs.table?.columns.slice(0, 4)).toMatchObject([
      { kind: 'number', storage: 'bigint' },
      { kind: 'boolean', storage: 'boolean', categories: ['false', 'true'] },
      { kind: 'category', storage: 'varchar' },
      { kind: 'text', storage: 'varchar' },
    ])
  })

  it('says what is wrong, on the field', () => {
    expect(problems({ columns: ['A'] })).toMatchObject([{ code: 'column_missing', field: 'columns' }])
    expect(problems({ columns: ['A'] }, openTable)).toEqual([])
    expect(problems({ columns: ['part'] })).toMatchObject([{ code: 'split_dropped' }])
    expect(problems({ names: { a: 'B' } })).toMatchObject([{ code: 'name_taken', field: 'names' }])
    expect(problems({ names: { a: '_row' } })).toMatchObject([{ code: 'name_taken' }])
    expect(problems({ names: { a: 'b' }, columns: ['b'] })).toEqual([])
    expect(problems({ types: { c: 'datetime' } })).toMatchObject([
      { code: 'cast_impossible', field: 'types' },
    ])
    expect(problems({ types: { e: 'number' } })).toMatchObject([{ code: 'cast_impossible' }])
    expect(problems({ mode: 'keep' })).toMatchObject([{ code: 'nothing_kept' }])
  })
})
