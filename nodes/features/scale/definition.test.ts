import { describe, expect, it } from 'vitest'
import type { TableSchema } from '../../kit/columns.ts'
import { openTable, sampleColumn, sampleTable } from '../../kit/samples.ts'
import { scale } from './definition.ts'

const table = sampleTable(
  sampleColumn('y', 'number', { role: 'target' }),
  sampleColumn('x', 'number', { storage: 'bigint' }),
  sampleColumn('id', 'number', { role: 'id', storage: 'bigint' }),
  sampleColumn('colour', 'category'),
)

const infer = (columns: 'auto' | string[], arriving: TableSchema = table) =>
  scale.schema({
    inputs: { table: arriving },
    params: scale.params.parse({ columns }),
    context: { sources: {} },
  })

describe('scale', () => {
  it('makes doubles of the numeric features, and of nothing else', () => {
    const { outputs, problems } = infer('auto')
    expect(problems).toEqual([])
    expect(outputs.table?.columns.map(({ name, storage }) => `${name} ${storage}`)).toEqual([
      'y double',
      'x double',
      'id bigint',
      'colour varchar',
    ])
  })

  it('refuses a column that is no number', () => {
    expect(infer(['x', 'colour']).problems).toEqual([
      {
        severity: 'error',
        code: 'column_kind',
        field: 'columns',
        message:
          '*colour* is a category, and only numbers can be chosen here. Take it out of the list, or change its kind at the source.',
      },
    ])
  })

  it('refuses a column that does not arrive, and guesses the one that was meant', () => {
    expect(infer(['X']).problems).toMatchObject([
      { code: 'column_missing', message: 'No column *X* arrives here. Did you mean *x*?' },
    ])
    expect(infer(['X'], openTable).problems).toEqual([])
  })

  it('refuses the target', () => {
    expect(infer(['y']).problems).toMatchObject([{ code: 'target_scaled', field: 'columns' }])
  })

  it('warns where there is nothing to scale', () => {
    expect(infer('auto', sampleTable(sampleColumn('colour', 'category'))).problems).toMatchObject([
      { severity: 'warning', code: 'nothing_to_do' },
    ])
  })

  it('describes itself', () => {
    expect(scale.describe({ columns: ['a', 'b', 'c', 'd'], method: 'standard' })).toBe('standard · 4 columns')
    expect(scale.describe({ columns: 'auto', method: 'minmax' })).toBe('min–max · all numbers')
  })
})
