import { describe, expect, it } from 'vitest'
import { evaluate } from '../../evaluate/evaluate/definition.ts'
import type { Column } from '../../kit/columns.ts'
import { modelSchemaOf } from '../../kit/model-schemas.ts'
import { openTable, sampleColumn, sampleTable, splitColumn } from '../../kit/samples.ts'
import { deploy } from '../deploy/definition.ts'
import { predict } from './definition.ts'

const context = { sources: {} }
const y = sampleColumn('y', 'category', { role: 'target', categories: ['no', 'yes'] })
const x = sampleColumn('x', 'number')
const modelFor = (target: Column) => modelSchemaOf(sampleTable(target, x), ['number', 'category', 'boolean'])

const infer = (target: Column, table = sampleTable(target, x, splitColumn)) =>
  predict.schema({
    inputs: { model: modelFor(target), table },
    params: predict.params.parse({ on: 'test' }),
    context,
  })

const added = (target: Column) => infer(target).outputs.table?.columns.slice(3)

describe('predict', () => {
  it('adds the answer and a probability for each class, for no later model to learn from', () => {
    expect(added(y)).toEqual([
      sampleColumn('prediction', 'category', { role: 'ignore', categories: ['no', 'yes'] }),
      sampleColumn('probability_no', 'number', { role: 'ignore' }),
      sampleColumn('probability_yes', 'number', { role: 'ignore' }),
    ])
    expect(added(sampleColumn('y', 'boolean', { role: 'target' }))?.map(({ name }) => name)).toEqual([
      'prediction',
      'probability_false',
      'probability_true',
    ])
    expect(added(sampleColumn('y', 'number', { role: 'target' }))).toEqual([
      sampleColumn('prediction', 'number', { role: 'ignore' }),
    ])
  })

  it('is open while the classes are not known', () => {
    expect(infer(sampleColumn('y', 'category', { role: 'target' })).outputs.table?.open).toBe(true)
  })

  it('needs the columns that the model reads', () => {
    expect(infer(y, sampleTable(y, splitColumn)).problems).toMatchObject([
      { severity: 'error', code: 'model_columns_missing', message: expect.stringContaining('*x*') },
    ])
    expect(infer(y, openTable).problems).toEqual([])
  })

  it('does not overwrite', () => {
    const table = sampleTable(y, x, splitColumn, sampleColumn('prediction', 'number'))
    expect(infer(y, table).problems).toMatchObject([{ code: 'column_taken' }])
  })

  it('says that there is no such part without a Split', () => {
    expect(infer(y, sampleTable(y, x)).problems).toMatchObject([
      { severity: 'warning', code: 'no_split', field: 'on' },
    ])
  })
})

describe('evaluate', () => {
  const problems = (table = openTable) =>
    evaluate.schema({ inputs: { model: modelFor(y), table }, params: { on: 'test' }, context }).problems

  it('says that there is no held-out score without a Split', () => {
    expect(problems(sampleTable(y, x, splitColumn))).toEqual([])
    expect(problems(sampleTable(y, x))).toMatchObject([
      { severity: 'warning', code: 'no_held_out_score', message: expect.stringContaining('held-out score') },
    ])
  })

  it('needs the answers', () => {
    expect(problems(sampleTable(x, splitColumn))).toMatchObject([
      { severity: 'error', code: 'answers_missing', port: 'table' },
    ])
  })
})

describe('deploy', () => {
  it('takes names that can stand in an address', () => {
    for (const name of ['a', 'my-endpoint', 'v2', 'a'.repeat(63)]) {
      expect(deploy.params.safeParse({ name }).success).toBe(true)
    }
    for (const name of ['', '-a', 'a-', 'A', 'a b', '../a', 'é', 'a'.repeat(64)]) {
      expect(deploy.params.safeParse({ name }).success).toBe(false)
    }
  })

  it('needs something to ask for', () => {
    const model = { ...modelFor(y), request: [] }
    expect(deploy.schema({ inputs: { model }, params: { name: 'a' }, context }).problems).toMatchObject([
      { code: 'request_empty' },
    ])
  })
})
