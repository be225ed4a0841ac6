import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineNode } from '../kit/define.ts'
import { field, numberOf, textOf } from '../kit/params.ts'
import { resolveParams } from './resolve-params.ts'

const sample = defineNode({
  type: 'test.sample',
  version: 3,
  title: 'Sample',
  summary: '',
  category: 'control',
  icon: 'box',
  docs: '',
  inputs: {},
  outputs: {},
  params: z.object({
    share: numberOf(0.5, 'Share', { min: 0, max: 1 }),
    label: textOf('', 'Label'),
    names: field(z.array(z.string()).default([]), {
      title: 'Names',
      ui: { widget: 'columns', port: 'table', kinds: [] },
    }),
  }),
  migrations: {
    // Version 1 counted in percent; version 2 called the label a name.
    1: ({ percent, ...rest }) => ({ ...rest, share: Number(percent) / 100 }),
    2: ({ name, ...rest }) => ({ ...rest, label: name }),
  },
  serve: 'map',
  describe: () => '',
  schema: () => ({ outputs: {} }),
})

const resolve = (params: Parameters<typeof resolveParams>[0]['params'], version = 3) =>
  resolveParams({ version, params }, sample, {
    declared: { half: { type: 'number', default: 0.5 }, word: { type: 'text', default: 'w' } },
    values: { word: 'given' },
  })

describe('resolveParams', () => {
  it('fills in defaults', () => {
    expect(resolve({})).toEqual({ params: { share: 0.5, label: '', names: [] }, search: {}, problems: [] })
  })

  it('brings parameters of every older version up to date', () => {
    expect(resolve({ percent: 20, name: 'x' }, 1)).toEqual({
      params: { share: 0.2, label: 'x', names: [] },
      search: {},
      problems: [],
    })
    expect(resolve({ share: 0.3, name: 'y' }, 2).params).toEqual({ share: 0.3, label: 'y', names: [] })
  })

  it('takes inputs of the pipeline: the default, or what is given', () => {
    expect(resolve({ share: { input: 'half' }, label: { input: 'word' } }).params).toEqual({
      share: 0.5,
      label: 'given',
      names: [],
    })
    expect(resolve({ label: { input: 'toString' } }).problems).toMatchObject([
      { code: 'input_unresolved', field: 'label' },
    ])
  })

  it('keeps what is right beside what is wrong', () => {
    const { params, problems } = resolve({ share: 3, label: 'kept', names: ['a', 1] })
    expect(params).toEqual({ share: 0.5, label: 'kept', names: [] })
    expect(problems.map(({ field: at, message }) => [at, message])).toEqual([
      ['share', '*Share* must be at most 1.'],
      ['names', '*Names*, entry 2 must be text.'],
    ])
  })
})
