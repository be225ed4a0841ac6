import { describe, expect, it } from 'vitest'
import { compile } from './compile.ts'
import { draw, node, options, soundDrawing } from './drawings.ts'
import type { PipelineDocument } from './document.ts'
import { RefitPlans } from './subplan.ts'
import { validate } from './validate.ts'

const planOf = (document: PipelineDocument) => {
  const { plan, problems } = compile(document, options)
  if (!plan) throw new Error(problems.map(({ message }) => message).join('\n'))
  return plan
}

const nodeOf = (document: PipelineDocument, id: string) => {
  const found = planOf(document).nodes.find((each) => each.id === id)
  if (!found) throw new Error(`no node ${id}`)
  return found
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

const search = { search: { kind: 'linear', min: 0, max: 0.5 } }

const crossValidated = () =>
  add(soundDrawing(), draw([node('evaluate.cross-validate')], 'train.model > cross-validate.model'))

/** Train feeds Tune, and Tune what Train fed before. */
const tuned = (params: object = {}, field: object = { dropout: search }): PipelineDocument => {
  const base = change(soundDrawing(), 'mlp', field)
  return {
    ...base,
    nodes: [...base.nodes, node('train.tune', params as never)],
    edges: [
      ...base.edges.map((edge) =>
        edge.from.node === 'train' ? { ...edge, from: { node: 'tune', port: 'model' } } : edge,
      ),
      ...draw([], 'train.model > tune.model').edges,
    ],
  }
}

describe('what a cross-validation makes again', () => {
  it('is what learns from rows, from the table whose rows are dealt out', () => {
    const { refit } = nodeOf(crossValidated(), 'cross-validate')
    expect(refit).toMatchObject({
      cut: { node: 'split', port: 'table' },
      slice: ['scale', 'train'],
      model: { node: 'train', port: 'model' },
      table: { node: 'scale', port: 'table' },
      owned: [],
    })
    expect(refit?.given).toEqual([
      { node: 'split', port: 'table' },
      { node: 'mlp', port: 'blueprint' },
    ])
  })

  it('deals out the table of the source where there is no Split', () => {
    const document = draw(
      [
        node('data.builtin'),
        node('features.scale'),
        node('models.mlp'),
        node('train.train'),
        node('evaluate.cross-validate'),
      ],
      'builtin > scale',
      'scale > train',
      'mlp.blueprint > train.blueprint',
      'train.model > cross-validate.model',
    )
    expect(nodeOf(document, 'cross-validate').refit?.cut).toEqual({ node: 'builtin', port: 'table' })
  })

  it('takes what does not depend on the rows as it is', () => {
    const [first] = [
      new RefitPlans(
        planOf(crossValidated()).nodes,
        nodeOf(crossValidated(), 'cross-validate'),
        nodeOf(crossValidated(), 'cross-validate').refit!,
      ),
    ]
    const fold = first.fold(1)
    expect(fold.deal).toMatchObject({ table: 'split.table', fold: 1, settings: { folds: 5 } })
    expect(fold.nodes.map(({ id }) => id)).toEqual(['scale', 'train', '(evaluate)', '(predict)'])
    expect(fold.given.toSorted()).toEqual(['mlp.blueprint', 'split.table'])
    expect(fold.want.toSorted()).toEqual(['(evaluate).report', '(predict).table'])
  })

  it('lets a node that is made again inside be made again inside it', () => {
    const document = change(crossValidated(), 'train', { crossFit: 3 })
    const outer = nodeOf(document, 'cross-validate')
    const fold = new RefitPlans(planOf(document).nodes, outer, outer.refit!).fold(0)
    expect(fold.nodes.find(({ id }) => id === 'train')?.refit).toMatchObject({ slice: ['scale', 'train'] })
    const own = nodeOf(document, 'train')
    const inner = new RefitPlans(planOf(document).nodes, own, own.refit!).fold(0)
    expect(inner.nodes.find(({ id }) => id === 'train')?.refit).toBeUndefined()
    expect(inner.want).toEqual(['(predict).table'])
  })
})

describe('what a search makes again', () => {
  it('is what depends on a range, and nothing of it runs by itself', () => {
    const document = tuned()
    expect(nodeOf(document, 'tune').refit).toMatchObject({
      owned: ['mlp', 'train'],
      slice: ['mlp', 'train'],
      cut: null,
      space: { 'mlp.dropout': search.search },
      given: [{ node: 'scale', port: 'table' }],
    })
    expect(nodeOf(document, 'tune').inputs).toEqual({})
    expect(nodeOf(document, 'train').ownedBy).toBe('tune')
    expect(nodeOf(document, 'mlp').ownedBy).toBe('tune')
    expect(nodeOf(document, 'scale').ownedBy).toBeUndefined()
  })

  it('puts the settings of a trial in, and scores it on validation rows', () => {
    const document = tuned()
    const tune = nodeOf(document, 'tune')
    const plans = new RefitPlans(planOf(document).nodes, tune, tune.refit!)
    const trial = plans.trial({ mlp: { dropout: 0.25 } })
    expect(trial.nodes.map(({ id }) => id)).toEqual(['mlp', 'train', '(evaluate)'])
    expect(trial.nodes[0]?.params.dropout).toBe(0.25)
    expect(trial.nodes.at(-1)?.params).toEqual({ on: 'validation' })
    expect(trial.given).toEqual(['scale.table'])
    expect(plans.final({ mlp: { dropout: 0.25 } }).want).toEqual([
      'mlp.blueprint',
      'train.model',
      'train.report',
    ])
  })

  it('runs once a fold what no trial changes', () => {
    const document = tuned({ objective: 'folds', folds: 3 })
    const tune = nodeOf(document, 'tune')
    const plans = new RefitPlans(planOf(document).nodes, tune, tune.refit!)
    const shared = plans.shared(2)
    expect(shared.nodes.map(({ id }) => id)).toEqual(['scale'])
    expect(shared.want).toEqual(['scale.table'])
    expect(shared.deal).toMatchObject({ fold: 2, table: 'split.table' })
    const trial = plans.trial({ mlp: { dropout: 0.1 } })
    expect(trial.nodes.map(({ id }) => id)).toEqual(['mlp', 'train', '(evaluate)'])
    expect(trial.nodes.at(-1)?.params).toEqual({ on: 'test' })
    expect(trial.given).toEqual(['scale.table'])
  })

  it('is run to where a run is to stop at a node that only trials run', () => {
    const { plan } = compile(tuned(), { ...options, until: 'train' })
    expect(plan?.nodes.map(({ id }) => id)).toEqual(['builtin', 'split', 'scale', 'mlp', 'train', 'tune'])
  })

  it('is no part of folds', () => {
    const crossValidated = draw([node('evaluate.cross-validate')], 'tune.model > cross-validate.model')
    expect(codesOf(add(tuned(), crossValidated))).toEqual([['search_in_folds', 'cross-validate']])
    expect(codesOf(add(tuned({}, {}), crossValidated))).toEqual([['search_empty', 'tune']])
  })

  it('refuses a second search behind the first, and rows from outside', () => {
    const twice = add(tuned(), draw([node('train.tune', {}, 'second')], 'tune.model > second.model'))
    expect(codesOf(twice)).toEqual([['search_inside', 'tune']])
    const joined = draw(
      [
        ...tuned({}, {}).nodes,
        node('data.postgres', {
          connection: 'c',
          query: 'SELECT 1',
          maxRows: { search: { kind: 'integer', min: 10, max: 20 } },
        }),
        node('combine.join'),
      ],
      'builtin > split',
      'split > join.left',
      'postgres > join.right',
      'join > train',
      'mlp.blueprint > train.blueprint',
      'train.model > tune.model',
    )
    expect(codesOf(joined)).toContainEqual(['search_source', 'postgres'])
  })

  it('finds a range that nothing searches, and a search without a range', () => {
    expect(codesOf(change(soundDrawing(), 'mlp', { dropout: search }))).toEqual([
      ['search_outside_tune', 'mlp'],
    ])
    expect(codesOf(tuned({}, {}))).toContainEqual(['search_empty', 'tune'])
    expect(validate(tuned({}, {}), options).problems.every(({ severity }) => severity === 'warning')).toBe(
      true,
    )
  })

  it('asks for a Split where trials are scored on the validation rows', () => {
    const unsplit = (params: object) =>
      draw(
        [
          node('data.builtin'),
          node('models.mlp', { dropout: search } as never),
          node('train.train'),
          node('train.tune', params as never),
        ],
        'builtin > train.table',
        'mlp.blueprint > train.blueprint',
        'train.model > tune.model',
      )
    expect(codesOf(unsplit({}))).toContainEqual(['search_no_validation', 'tune'])
    expect(codesOf(unsplit({ objective: 'folds' }))).not.toContainEqual(['search_no_validation', 'tune'])
  })

  it('refuses a searched node that feeds something else', () => {
    const document = add(tuned(), draw([node('deploy.deploy')], 'train.model > deploy.model'))
    expect(codesOf(document)).toContainEqual(['search_shared', 'train'])
  })

  it('refuses trials that would be scored on different rows', () => {
    const document = change(tuned(), 'split', {
      validation: { search: { kind: 'linear', min: 0.1, max: 0.3 } },
    })
    expect(codesOf(document)).toContainEqual(['search_split', 'split'])
  })
})

describe('models that learn from predictions', () => {
  const cascade = (params: object = {}) =>
    draw(
      [
        node('data.builtin'),
        node('split.split'),
        node('models.mlp'),
        node('train.train', params as never),
        node('deploy.predict'),
        node('clean.select', { types: {}, rename: {} }, 'select'),
        node('data.roles', {}),
        node('models.linear'),
        node('train.train', {}, 'second'),
      ],
      'builtin > split',
      'split > train',
      'mlp.blueprint > train.blueprint',
      'train.model > predict.model',
      'split > predict',
      'predict > second',
      'linear.blueprint > second.blueprint',
    )
  /** Predictions carry the role ignore, until somebody says otherwise. */
  const learning = (params: object = {}): PipelineDocument => {
    const base = cascade(params)
    return {
      ...base,
      nodes: base.nodes
        .filter(({ id }) => id !== 'select' && id !== 'roles')
        .concat(node('features.expression', { name: 'hint', expression: 'probability_Adelie' })),
      edges: [
        ...base.edges.filter(({ to }) => to.node !== 'second' || to.port !== 'table'),
        ...draw([], 'predict > expression', 'expression > second').edges,
      ],
    }
  }

  it('may not be fed what another says of its own training rows', () => {
    const document = add(learning(), draw([]))
    expect(codesOf(document)).toContainEqual(['prediction_leak', 'second'])
  })

  it('may not be fed it by way of what hands the model on or makes it smaller, or by a Tune', () => {
    const behind = (type: string, params: object = {}) => {
      const base = learning(params)
      const first = base.edges.map((edge) =>
        edge.to.node === 'predict' && edge.to.port === 'model'
          ? { ...edge, from: { node: 'way', port: 'model' } }
          : edge,
      )
      const nodes = [...base.nodes, node(type, {}, 'way')]
      return codesOf({ ...base, nodes, edges: [...first, ...draw([], 'train.model > way.model').edges] })
    }
    for (const type of ['evaluate.gate', 'train.tune', 'compress.quantise'])
      expect(behind(type), type).toContainEqual(['prediction_leak', 'second'])
    for (const type of ['evaluate.gate', 'train.tune', 'compress.quantise'])
      expect(behind(type, { crossFit: 5 }), type).not.toContainEqual(['prediction_leak', 'second'])
  })

  it('may be fed out-of-fold predictions', () => {
    expect(codesOf(learning({ crossFit: 5 })).map(([code]) => code)).not.toContain('prediction_leak')
  })

  it('may stand in long rows, and in a circle', () => {
    const row = (length: number): PipelineDocument => {
      const ids = Array.from({ length }, (_, at) => at)
      return draw(
        [
          node('data.builtin'),
          node('models.linear'),
          ...ids.flatMap((at) => [
            node('train.train', { crossFit: 2 }, `train${at}`),
            node('deploy.predict', {}, `predict${at}`),
            node('clean.select', {}, `select${at}`),
          ]),
        ],
        'builtin > train0',
        'builtin > predict0',
        ...ids.flatMap((at) => [
          `linear.blueprint > train${at}.blueprint`,
          `train${at}.model > predict${at}.model`,
          `predict${at} > select${at}`,
        ]),
        ...ids.slice(1).flatMap((at) => [`select${at - 1} > train${at}`, `select${at - 1} > predict${at}`]),
      )
    }
    const since = performance.now()
    validate(row(24), options)
    expect(performance.now() - since).toBeLessThan(30_000)
    const circle = row(2)
    const edges = circle.edges.filter(({ to }) => to.node !== 'train0' || to.port !== 'table')
    const closed = { ...circle, edges: [...edges, ...draw([], 'select1 > train0').edges] }
    expect(codesOf(closed).map(([code]) => code)).toContain('cycle')
  })
})
