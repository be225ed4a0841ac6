import { describe, expect, it } from 'vitest'
import { draw, node, options } from './drawings.ts'
import { validate } from './validate.ts'

const crossFitted = { crossFit: 3 }

/** Two branches behind one Split, each with its own preparation, and an Ensemble over both. */
function branches(params: { method?: string; first?: object; table?: string } = {}) {
  const { method = 'auto', first = crossFitted, table = 'split' } = params
  return draw(
    [
      node('data.builtin'),
      node('split.split'),
      node('features.scale', {}, 'standard'),
      node('features.scale', { method: 'minmax' }, 'range'),
      node('models.linear'),
      node('models.mlp'),
      node('train.train', { ...first }, 'first'),
      node('train.train', crossFitted, 'second'),
      node('combine.ensemble', { method }),
      node('evaluate.evaluate'),
    ],
    'builtin > split',
    'split > standard',
    'split > range',
    'standard > first',
    'linear.blueprint > first.blueprint',
    'range > second',
    'mlp.blueprint > second.blueprint',
    'first.model > ensemble.models',
    'second.model > ensemble.models',
    `${table} > ensemble`,
    'ensemble.model > evaluate.model',
    'split > evaluate',
  )
}

const problemsOf = (params = {}) => validate(branches(params), options).problems

describe('an ensemble', () => {
  it.each(['auto', 'hard', 'weighted', 'stacking'])(
    'over the table where its branches part is sound: %s',
    (method) => {
      expect(problemsOf({ method })).toEqual([])
    },
  )

  it('is told which table to take where a branch does not come from the one connected', () => {
    expect(problemsOf({ table: 'standard' })).toMatchObject([
      {
        severity: 'error',
        code: 'branches_elsewhere',
        nodeId: 'ensemble',
        port: 'table',
        message: expect.stringContaining('Connect the table where the branches of the models part'),
      },
      // Evaluate holds it against another table than its own.
      { severity: 'warning', code: 'preparation_differs' },
    ])
  })

  it('does not reach behind what puts tables together', () => {
    const sound = branches()
    const nodes = [...sound.nodes, node('combine.union')]
    const edges = sound.edges.map((edge) =>
      edge.to.node === 'range' ? { ...edge, from: { node: 'union', port: 'table' } } : edge,
    )
    const wire = (port: string) => ({ from: { node: 'split', port: 'table' }, to: { node: 'union', port } })
    const ports = Object.keys(options.definitions['combine.union'].inputs)
    const { problems } = validate({ ...sound, nodes, edges: [...edges, ...ports.map(wire)] }, options)
    expect(problems.map(({ code }) => code)).toContain('branches_elsewhere')
  })

  it('stacks models only that are cross-fitted', () => {
    expect(problemsOf({ method: 'stacking', first: {} })).toMatchObject([
      {
        code: 'not_cross_fitted',
        field: 'method',
        message: expect.stringContaining('Turn on *Cross-fit* in *Train*'),
      },
    ])
    expect(problemsOf({ method: 'soft', first: {} })).toEqual([])
  })

  it('has methods for classes and others for numbers', () => {
    expect(problemsOf({ method: 'average' })).toMatchObject([{ code: 'method_task', field: 'method' }])
  })
})
