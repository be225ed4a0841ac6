import { describe, expect, it } from 'vitest'
import { compile } from './compile.ts'
import type { PipelineDocument } from './document.ts'
import { draw, node, options } from './drawings.ts'
import { itemSubplan } from './subplan.ts'
import { validate } from './validate.ts'

const planOf = (document: PipelineDocument, until?: string) => {
  const { plan, problems } = compile(document, { ...options, until })
  if (!plan) throw new Error(problems.map(({ message }) => message).join('\n'))
  return plan
}

const codesOf = (document: PipelineDocument) =>
  validate(document, options).problems.map(({ code, nodeId }) => [code, nodeId])

const add = (document: PipelineDocument, more: PipelineDocument): PipelineDocument => ({
  ...document,
  nodes: [...document.nodes, ...more.nodes],
  edges: [...document.edges, ...more.edges],
})

const change = (document: PipelineDocument, id: string, params: object): PipelineDocument => ({
  ...document,
  nodes: document.nodes.map((each) =>
    each.id === id ? { ...each, params: { ...each.params, ...params } } : each,
  ) as PipelineDocument['nodes'],
})

/** A model per island, of which the figures are gathered. */
const looped = () =>
  draw(
    [
      node('data.builtin'),
      node('control.for-each', { column: 'island' }, 'each'),
      node('split.split'),
      node('features.scale'),
      node('models.mlp'),
      node('train.train'),
      node('evaluate.evaluate'),
      node('control.gather'),
    ],
    'builtin > each',
    'each > split',
    'split > scale',
    'scale > train',
    'mlp.blueprint > train.blueprint',
    'train.model > evaluate.model',
    'scale > evaluate',
    'evaluate.report > gather.report',
  )

const body = ['split', 'scale', 'train', 'evaluate']

/** The network's rate is tried. */
const tried = (values = '0.01\n0.1') => ({
  ...change(change(looped(), 'each', { over: 'values', input: 'rate', values }), 'mlp', {
    learningRate: { input: 'rate' },
  }),
  inputs: { rate: { type: 'number' as const, default: 0.05 } },
})

describe('a loop', () => {
  it('owns what lies between its ends, and runs none of it by itself', () => {
    expect(codesOf(looped())).toEqual([])
    const { nodes } = planOf(looped())
    expect(nodes.find(({ id }) => id === 'gather')).toMatchObject({
      inputs: {},
      loop: {
        each: 'each',
        owned: body,
        want: [{ node: 'evaluate', port: 'report' }],
        given: [
          { node: 'each', port: 'items' },
          { node: 'builtin', port: 'table' },
          { node: 'mlp', port: 'blueprint' },
        ],
      },
    })
    expect(nodes.filter(({ ownedBy }) => ownedBy === 'gather').map(({ id }) => id)).toEqual(body)
  })

  it('makes an item in one go, which does not depend on how many others there may be', () => {
    const item = { label: 'Dream', value: 'Dream', digest: 'x' }
    const subplanOf = (limit: number) => {
      const { nodes } = planOf(change(looped(), 'each', { limit }))
      const loop = nodes.find(({ id }) => id === 'gather')?.loop
      return itemSubplan(nodes, loop!, { each: { item } })
    }
    const subplan = subplanOf(10)
    expect(subplan.nodes.map(({ id }) => id)).toEqual(['each', ...body])
    expect(subplan.nodes[0]?.params).toEqual({ over: 'partitions', column: 'island', item })
    expect(subplan.given).toEqual(['builtin.table', 'mlp.blueprint'])
    expect(subplan.want).toEqual(['evaluate.report'])
    expect(subplanOf(20)).toEqual(subplan)
  })

  it('puts values in the place of a parameter of the pipeline, in nodes outside of the path, too', () => {
    expect(codesOf(tried())).toEqual([])
    const { nodes } = planOf(tried())
    const loop = nodes.find(({ id }) => id === 'gather')?.loop
    expect(loop?.places).toEqual({ mlp: ['learningRate'] })
    expect(loop?.owned).toEqual(['split', 'scale', 'mlp', 'train', 'evaluate'])
    const subplan = itemSubplan(nodes, loop!, { mlp: { learningRate: 0.1 }, each: {} })
    expect(subplan.nodes.find(({ id }) => id === 'mlp')?.params.learningRate).toBe(0.1)
  })

  it('is made by Gather where a node inside it is run to', () => {
    expect(planOf(looped(), 'train').nodes.map(({ id }) => id)).toContain('gather')
    expect(planOf(looped(), 'each').nodes.map(({ id }) => id)).toEqual(['builtin', 'each'])
  })

  it('has folds of its own in each item', () => {
    const document = change(looped(), 'train', { crossFit: 3 })
    expect(codesOf(document)).toEqual([])
    const { nodes } = planOf(document)
    const loop = nodes.find(({ id }) => id === 'gather')?.loop
    expect(itemSubplan(nodes, loop!, {}).nodes.find(({ id }) => id === 'train')?.refit).toBeDefined()
  })

  it('stands after another', () => {
    const second = draw(
      [
        node('control.for-each', { column: 'item' }, 'again'),
        node('clean.missing'),
        node('control.gather', {}, 'end'),
      ],
      'gather > again',
      'again > missing',
      'missing > end',
    )
    const document = add(looped(), second)
    expect(codesOf(document)).toEqual([])
    expect(planOf(document).nodes.find(({ id }) => id === 'end')?.loop?.owned).toEqual(['missing'])
  })
})

describe('problems of a loop', () => {
  it.each<[string, PipelineDocument, [string, string][]]>([
    [
      'no beginning',
      draw([node('data.builtin'), node('control.gather')], 'builtin > gather'),
      [['loop_no_begin', 'gather']],
    ],
    ['nothing to gather', draw([node('control.gather')]), [['loop_nothing', 'gather']]],
    [
      'no end',
      draw(
        [node('data.builtin'), node('control.for-each', { column: 'island' }, 'each'), node('clean.missing')],
        'builtin > each',
        'each > missing',
      ),
      [['loop_no_end', 'each']],
    ],
    [
      'something of an item used outside',
      add(looped(), draw([node('deploy.predict')], 'train.model > predict.model', 'scale > predict')),
      [
        ['loop_shared', 'scale'],
        ['loop_shared', 'train'],
      ],
    ],
    [
      'one in another',
      draw(
        [
          node('data.builtin'),
          node('control.for-each', { column: 'island' }, 'outer'),
          node('control.for-each', { column: 'sex' }, 'inner'),
          node('clean.missing'),
          node('control.gather', {}, 'in'),
          node('control.gather', {}, 'out'),
        ],
        'builtin > outer',
        'outer > inner',
        'inner > missing',
        'missing > in',
        'in > out',
      ),
      [
        ['loop_nested', 'inner'],
        ['loop_nested', 'in'],
      ],
    ],
    ['a value that a setting can not have', tried('0.1\n7'), [['value_refused', 'each']]],
    ['a value that is no number', tried('0.1\nfast'), [['input_type', 'each']]],
    ['a value twice', tried('0.1\n0.1'), [['values_twice', 'each']]],
    [
      'no such parameter',
      { ...tried(), inputs: {} },
      [
        ['input_unresolved', 'each'],
        ['input_unresolved', 'mlp'],
      ],
    ],
    ['no such column', change(looped(), 'each', { column: 'height' }), [['column_missing', 'each']]],
  ])('%s', (_, document, codes) => {
    const found = codesOf(document)
    for (const code of codes) expect(found).toContainEqual(code)
    expect(found.length).toBe(codes.length)
  })

  it('refuses what would have a loop run again in every fold', () => {
    const document = draw(
      [
        node('data.builtin'),
        node('control.for-each', { column: 'island' }, 'each'),
        node('features.scale'),
        node('control.gather'),
        node('models.mlp'),
        node('train.train', { crossFit: 3 }),
      ],
      'builtin > each',
      'each > scale',
      'scale > gather',
      'gather > train',
      'mlp.blueprint > train.blueprint',
    )
    expect(codesOf(document)).toContainEqual(['loop_refitted', 'train'])
  })
})
