import { describe, expect, it } from 'vitest'
import type { Column } from '../../kit/columns.ts'
import { layerOf, type NetworkLayer } from '../../kit/network-layers.ts'
import { openTable, sampleColumn, sampleTable, splitColumn } from '../../kit/samples.ts'
import { train } from './definition.ts'

const infer = (table = openTable) =>
  train.schema({
    inputs: { table, blueprint: { family: 'mlp' } },
    params: { crossFit: 0 },
    context: { sources: {} },
  })

const withTarget = (target: Column) => infer(sampleTable(target, sampleColumn('x', 'number')))

const target = { role: 'target' } as const

describe('train', () => {
  it('takes its task from the target', () => {
    const task = (column: Column) => withTarget(column).outputs.model?.task
    expect(task(sampleColumn('y', 'number', target))).toBe('regression')
    expect(task(sampleColumn('y', 'boolean', target))).toBe('binary')
    expect(task(sampleColumn('y', 'category', { ...target, categories: ['a', 'b'] }))).toBe('binary')
    expect(task(sampleColumn('y', 'category', { ...target, categories: ['a', 'b', 'c'] }))).toBe('multiclass')
    expect(task(sampleColumn('y', 'category', target))).toBeNull()
  })

  it('reads features, and asks an endpoint for the raw row without the bookkeeping', () => {
    const raw = [
      sampleColumn('y', 'number', target),
      sampleColumn('x', 'number'),
      sampleColumn('when', 'datetime', { role: 'time' }),
      sampleColumn('key', 'number', { role: 'id' }),
      sampleColumn('colour', 'category'),
      sampleColumn('unwanted', 'number'),
    ]
    const columns = raw.map((column) =>
      column.name === 'unwanted' ? { ...column, role: 'ignore' as const } : column,
    )
    const { outputs, problems } = infer({ columns: [...columns, splitColumn], open: false, request: raw })
    expect(problems).toMatchObject([{ severity: 'warning', code: 'features_left_out' }])
    expect(outputs.model?.inputs.map(({ name }) => name)).toEqual(['x', 'colour'])
    expect(outputs.model?.request.map(({ name }) => name)).toEqual(['x', 'when', 'colour'])
    expect(outputs.report).toEqual({ kind: 'training' })
  })

  it('asks for a target at the source', () => {
    expect(infer(sampleTable(sampleColumn('x', 'number'))).problems).toMatchObject([
      { severity: 'error', code: 'target_missing', message: expect.stringContaining('at the source') },
    ])
    expect(infer(openTable).problems).toEqual([])
  })

  it('refuses targets that no model predicts', () => {
    expect(withTarget(sampleColumn('y', 'text', target)).problems).toMatchObject([
      { severity: 'error', code: 'target_kind', message: expect.stringContaining('*y* is text') },
    ])
    expect(
      withTarget(sampleColumn('y', 'category', { ...target, categories: ['a'] })).problems,
    ).toMatchObject([{ severity: 'error', code: 'target_one_class' }])
    const two = sampleTable(
      sampleColumn('a', 'number', target),
      sampleColumn('b', 'number', target),
      sampleColumn('x', 'number'),
    )
    expect(infer(two).problems).toMatchObject([{ code: 'target_many' }])
  })

  it('says of all columns which it leaves out', () => {
    const table = sampleTable(
      sampleColumn('y', 'number', target),
      sampleColumn('x', 'number'),
      sampleColumn('note', 'text'),
      sampleColumn('signup_date', 'datetime', { role: 'time' }),
      sampleColumn('last_login', 'datetime'),
      sampleColumn('photo', 'image'),
      sampleColumn('sound', 'sequence'),
      sampleColumn('unwanted', 'text', { role: 'ignore' }),
      sampleColumn('key', 'text', { role: 'id' }),
    )
    expect(infer(table).problems).toEqual([
      {
        severity: 'warning',
        code: 'features_left_out',
        port: 'table',
        message:
          '*note*, *signup_date*, *last_login*, *photo* and *sound* are left out: a neural network reads numbers, categories and yes/no columns, not texts, dates or times, images and sequences. Drop them, or make numbers of them.',
      },
    ])
    const one = sampleTable(
      sampleColumn('y', 'number', target),
      sampleColumn('x', 'number'),
      sampleColumn('when', 'datetime', { role: 'time' }),
    )
    expect(infer(one).problems).toMatchObject([
      {
        message:
          '*when* is left out: a neural network reads numbers, categories and yes/no columns, not dates or times. Drop it, or make a number of it.',
      },
    ])
  })

  it('refuses to learn from nothing', () => {
    const table = sampleTable(sampleColumn('y', 'number', target), sampleColumn('note', 'text'))
    expect(infer(table).problems).toMatchObject([{ severity: 'error', code: 'features_missing' }])
  })

  it('says which layer of a network does not fit the table', () => {
    const picture = sampleColumn('picture', 'vector', { storage: 'list', shape: [8, 8, 1] })
    const problems = (layers: NetworkLayer[], ...columns: Column[]) =>
      train.schema({
        inputs: {
          table: sampleTable(sampleColumn('y', 'number', target), ...columns),
          blueprint: { family: 'network', layers },
        },
        params: { crossFit: 0 },
        context: { sources: {} },
      }).problems
    const layers = [layerOf('conv2d'), layerOf('flatten')]
    expect(problems(layers, picture)).toEqual([])
    expect(problems(layers, sampleColumn('x', 'number'))).toMatchObject([
      {
        code: 'layer_unfit',
        port: 'blueprint',
        message: expect.stringMatching(/^Layer 1 \(Convolution 2D\)/),
      },
    ])
    expect(problems(layers)).toMatchObject([{ code: 'features_missing' }])
  })
})
