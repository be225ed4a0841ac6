import { describe, expect, it } from 'vitest'
import type { ComparableNode } from './diff-plans.ts'
import { changesBetween, comparePlans } from './diff-plans.ts'

const node = (
  id: string,
  type: string,
  params: Record<string, unknown> = {},
  inputs: Record<string, string> = {},
): ComparableNode => ({
  id,
  type,
  title: type,
  params,
  inputs: Object.fromEntries(
    Object.entries(inputs).map(([port, from]) => {
      const [source = '', output = ''] = from.split('.')
      return [port, { node: source, port: output }]
    }),
  ),
})

const data = node('data', 'Data', { dataset: 'wine' })
const split = node('split', 'Split', { test: 0.2, method: 'random' }, { table: 'data.table' })
const train = node('train', 'Train', { weights: [1, 2] }, { table: 'split.table' })
const none = { added: [], removed: [], changed: [], rewired: [] }

describe('plans side by side', () => {
  it('find nothing in the same plan twice, whatever the order of keys', () => {
    const again = node('split', 'Split', { method: 'random', test: 0.2 }, { table: 'data.table' })
    const compared = comparePlans([
      [data, split],
      [data, again],
    ])
    expect(compared.flatMap(({ fields }) => fields.filter(({ differs }) => differs))).toEqual([])
    expect(compared.some(({ rewired }) => rewired)).toBe(false)
    expect(changesBetween(compared, 0, 1)).toEqual(none)
  })

  it('name the settings that differ, with the value of every plan', () => {
    const other = { ...split, params: { ...split.params, test: 0.3 } }
    const compared = comparePlans([
      [data, split],
      [data, other],
      [data, split],
    ])
    expect(compared.find(({ key }) => key === 'split')?.fields).toEqual([
      { field: 'test', values: [0.2, 0.3, 0.2], differs: true },
      { field: 'method', values: ['random', 'random', 'random'], differs: false },
    ])
    expect(changesBetween(compared, 0, 1)).toEqual({ ...none, changed: ['Split'] })
    expect(changesBetween(compared, 0, 2)).toEqual(none)
  })

  it('tell added and removed nodes and changed connections', () => {
    const scale = node('scale', 'Scale', {}, { table: 'split.table' })
    const onScale = { ...train, inputs: { table: { node: 'scale', port: 'table' } } }
    const before = [data, split, train]
    const after = [data, split, scale, onScale]
    expect(changesBetween(comparePlans([before, after]), 0, 1)).toEqual({
      ...none,
      added: ['Scale'],
      rewired: ['Train'],
    })
    const back = comparePlans([after, before])
    expect(changesBetween(back, 0, 1)).toEqual({ ...none, removed: ['Scale'], rewired: ['Train'] })
    // A node that is missing has no settings that differ.
    expect(back.find(({ key }) => key === 'scale')).toMatchObject({ ids: ['scale', null], fields: [] })
  })

  it('match nodes of other pipelines, whose ids differ, by title, then by type in order', () => {
    const first = [
      data,
      { ...node('train', 'Train', { k: 1 }), title: 'Small net' },
      { ...node('train-2', 'Train', { k: 2 }), title: 'Large net' },
      node('a', 'Evaluate', {}, { model: 'train.model' }),
    ]
    const second = [
      node('builtin', 'Data', { dataset: 'wine' }),
      { ...node('x', 'Train', { k: 3 }), title: 'Large net' },
      { ...node('y', 'Train', { k: 1 }), title: 'Another' },
      node('b', 'Evaluate', {}, { model: 'y.model' }),
    ]
    const compared = comparePlans([first, second])
    expect(compared.map(({ ids }) => ids)).toEqual([
      ['data', 'builtin'],
      ['train', 'y'],
      ['train-2', 'x'],
      ['a', 'b'],
    ])
    // Fed by counterparts: not rewired.
    expect(compared.at(-1)).toMatchObject({
      rewired: false,
      wires: [['model ← train.model'], ['model ← train.model']],
    })
  })

  it('do not take nodes of one id for one another where their types differ', () => {
    const compared = comparePlans([[node('model', 'Net')], [node('model', 'Forest')]])
    expect(compared.map(({ ids }) => ids)).toEqual([
      ['model', null],
      [null, 'model'],
    ])
    expect(changesBetween(compared, 0, 1)).toEqual({ ...none, added: ['Forest'], removed: ['Net'] })
  })

  it('show a setting that only one has', () => {
    const [compared] = comparePlans([[node('a', 'A', { x: 1 })], [node('a', 'A', {})]])
    expect(compared?.fields).toEqual([{ field: 'x', values: [1, undefined], differs: true }])
  })
})
