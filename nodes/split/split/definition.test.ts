import { describe, expect, it } from 'vitest'
import { findByRole } from '../../kit/columns.ts'
import type { TableSchema } from '../../kit/columns.ts'
import { openTable, sampleColumn, sampleTable, splitColumn } from '../../kit/samples.ts'
import { findSplitColumn, split, SPLIT_COLUMN } from './definition.ts'

const table = sampleTable(
  sampleColumn('y', 'category', { role: 'target', categories: ['a', 'b'] }),
  sampleColumn('x', 'number'),
  sampleColumn('patient', 'text', { role: 'group' }),
  sampleColumn('day', 'datetime', { role: 'time' }),
)

const infer = (params: object, arriving: TableSchema | undefined = table) =>
  split.schema({
    inputs: { table: arriving },
    params: split.params.parse(params),
    context: { sources: {} },
  })

describe('split', () => {
  it('adds one column with the role split, and keeps the raw row', () => {
    const request = [sampleColumn('x', 'number')]
    const { outputs, problems } = infer({}, { ...table, request })
    expect(problems).toEqual([])
    expect(outputs.table?.columns.slice(0, 4)).toEqual(table.columns)
    expect(findByRole(outputs.table ?? openTable, 'split')?.name).toBe(SPLIT_COLUMN)
    expect(outputs.table?.request).toBe(request)
  })

  it('finds what to go by from its role, or by name', () => {
    const by = (method: 'random' | 'stratified' | 'grouped' | 'time', column = '') =>
      findSplitColumn(table, { method, column })?.name
    expect([by('random'), by('stratified'), by('grouped'), by('time')]).toEqual([
      undefined,
      'y',
      'patient',
      'day',
    ])
    expect(by('grouped', 'x')).toBe('x')
    for (const method of ['stratified', 'grouped', 'time']) expect(infer({ method }).problems).toEqual([])
  })

  it('refuses to stratify by a number, and says what to do', () => {
    const regression = sampleTable(sampleColumn('price', 'number', { role: 'target' }))
    expect(infer({ method: 'stratified' }, regression).problems).toEqual([
      {
        severity: 'error',
        code: 'column_kind',
        field: 'column',
        message:
          'Stratified splitting needs classes; *price* is a number. Use random. If the column holds classes, set its type to yes or no, or to category, under Column types at the source.',
      },
    ])
  })

  it('asks for a column where no role names one, unless more may come', () => {
    const plain = sampleTable(sampleColumn('shop', 'category'), sampleColumn('x', 'number'))
    expect(infer({ method: 'grouped' }, plain).problems).toMatchObject([
      { code: 'column_missing', field: 'column', message: expect.stringContaining('*shop* and *x*') },
    ])
    expect(infer({ method: 'stratified' }, plain).problems).toMatchObject([
      { code: 'column_missing', message: expect.stringContaining('no target is chosen at the source') },
    ])
    expect(infer({ method: 'time', column: 'when' }).problems).toMatchObject([
      { code: 'column_missing', message: expect.stringContaining('No column *when* arrives here') },
    ])
    expect(infer({ method: 'time', column: 'when' }, openTable).problems).toEqual([])
  })

  it('leaves rows to train on', () => {
    expect(infer({ validation: 0.5, test: 0.5 }).problems).toMatchObject([
      { code: 'no_training_rows', field: 'validation' },
    ])
    expect(infer({ validation: 0, test: 0.9 }).problems).toEqual([])
  })

  it('splits once', () => {
    expect(infer({}, sampleTable(splitColumn)).problems).toMatchObject([{ code: 'split_twice' }])
    expect(infer({}, sampleTable(sampleColumn(SPLIT_COLUMN, 'number'))).problems).toMatchObject([
      { code: 'column_taken' },
    ])
  })

  it('describes its shares', () => {
    expect(split.describe(split.params.parse({ method: 'stratified' }))).toBe('stratified · 70 / 15 / 15 %')
  })
})
