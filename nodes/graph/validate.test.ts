import { describe, expect, it } from 'vitest'
import { draw, node, options, soundDrawing } from './drawings.ts'
import type { PipelineDocument } from './document.ts'
import { validate } from './validate.ts'

const problemsOf = (document: PipelineDocument) => validate(document, options).problems

const withNode = (document: PipelineDocument, id: string, params: Record<string, never> | object) =>
  ({
    ...document,
    nodes: document.nodes.map((drawn) => (drawn.id === id ? { ...drawn, params: { ...params } } : drawn)),
  }) as PipelineDocument

describe('validate', () => {
  it('finds nothing in a sound drawing, or an empty one', () => {
    expect(problemsOf(soundDrawing())).toEqual([])
    expect(problemsOf(draw([]))).toEqual([])
  })

  it('names an unknown type', () => {
    expect(problemsOf(draw([node('features.nothing')]))).toMatchObject([
      { code: 'type_unknown', nodeId: 'nothing', severity: 'error' },
    ])
  })

  it('names two nodes of one id', () => {
    expect(problemsOf(draw([node('data.builtin'), node('models.mlp', {}, 'builtin')]))).toMatchObject([
      { code: 'id_duplicate', nodeId: 'builtin' },
    ])
  })

  it('puts a wrong parameter on its field, in words', () => {
    const document = withNode(soundDrawing(), 'mlp', {
      learningRate: 7,
      layers: [{ units: 0, activation: 'relu' }],
    })
    expect(problemsOf(document)).toEqual([
      {
        severity: 'error',
        code: 'param_invalid',
        message: '*Layers*, entry 1, units must be at least 1.',
        nodeId: 'mlp',
        field: 'layers',
      },
      {
        severity: 'error',
        code: 'param_invalid',
        message: '*Learning rate* must be at most 1.',
        nodeId: 'mlp',
        field: 'learningRate',
      },
    ])
    expect(problemsOf(withNode(soundDrawing(), 'evaluate', { on: 'tset' }))[0]?.message).toBe(
      '*On* must be one of test, validation, train and all.',
    )
    expect(problemsOf(withNode(soundDrawing(), 'mlp', { epochs: 'many' }))[0]?.message).toBe(
      '*Epochs* must be a number.',
    )
  })

  it('warns of a setting that does not exist', () => {
    expect(problemsOf(withNode(soundDrawing(), 'scale', { methode: 'robust' }))).toMatchObject([
      { severity: 'warning', code: 'param_unknown', nodeId: 'scale', field: 'methode' },
    ])
  })

  it('refuses inputs that are not declared, and search ranges', () => {
    const params = { epochs: { input: 'epochs' }, dropout: { search: { kind: 'linear', min: 0, max: 0.5 } } }
    const found = problemsOf(withNode(soundDrawing(), 'mlp', params))
    expect(found.map(({ code, field }) => [code, field])).toEqual([
      ['search_outside_tune', 'dropout'],
      ['input_unresolved', 'epochs'],
    ])
  })

  it('refuses a node saved by a newer version', () => {
    const document = draw([{ ...node('data.builtin'), version: 9 }])
    expect(problemsOf(document)).toMatchObject([{ code: 'version_newer', nodeId: 'builtin' }])
  })

  it('names what is not connected', () => {
    expect(problemsOf(draw([node('train.train')]))).toMatchObject([
      {
        code: 'input_missing',
        nodeId: 'train',
        port: 'table',
        message: '*Train* needs a table at its input *Table*. Connect one.',
      },
      { code: 'input_missing', nodeId: 'train', port: 'blueprint' },
    ])
  })

  it('names connections that dangle, end at no port, or do not fit', () => {
    const data = node('data.builtin')
    expect(problemsOf(draw([data], 'builtin > gone'))).toMatchObject([
      { code: 'edge_dangling', edge: 'builtin.table>gone.table' },
    ])
    expect(
      problemsOf(draw([data, node('control.pass')], 'builtin > pass', 'builtin.rows > pass')),
    ).toMatchObject([{ code: 'port_unknown', edge: 'builtin.rows>pass.table', nodeId: 'pass' }])
    const blueprintToModel = draw([node('models.mlp'), node('deploy.deploy')], 'mlp.blueprint > deploy.model')
    expect(problemsOf(blueprintToModel)[0]).toMatchObject({
      code: 'port_type',
      edge: 'mlp.blueprint>deploy.model',
      port: 'model',
      message:
        '*Neural network* gives a blueprint there, and *Deploy* takes a model. Put Train between them.',
    })
  })

  it('names two connections into one port, and one drawn twice', () => {
    const nodes = [
      node('data.builtin'),
      node('data.builtin', { dataset: 'wine' }, 'wine'),
      node('control.pass'),
    ]
    expect(problemsOf(draw(nodes, 'builtin > pass', 'wine > pass'))).toMatchObject([
      { code: 'port_taken', edge: 'wine.table>pass.table', nodeId: 'pass', port: 'table' },
    ])
    expect(problemsOf(draw(nodes, 'builtin > pass', 'builtin > pass'))).toMatchObject([
      { code: 'port_taken' },
    ])
  })

  it('names the nodes of a circle, once, and nothing that follows from it', () => {
    const passes = ['a', 'b', 'c', 'd'].map((id) => ({
      ...node('control.pass', {}, id),
      title: id.toUpperCase(),
    }))
    const found = problemsOf(draw(passes, 'a > b', 'b > c', 'c > a', 'c > d'))
    expect(found).toEqual([
      {
        severity: 'error',
        code: 'cycle',
        message: 'These go round in a circle: *A* → *B* → *C* → *A*. Remove one of the connections.',
        nodeId: 'a',
      },
    ])
    expect(problemsOf(draw(passes.slice(0, 1), 'a > a'))).toMatchObject([
      { code: 'cycle', message: expect.stringContaining('*A* → *A*') },
    ])
  })

  it('refuses a score on rows that a Split keeps back, but not from the model', () => {
    const leaky = (...wires: string[]) =>
      problemsOf(
        draw(
          [
            node('data.builtin'),
            node('split.split'),
            { ...node('split.split'), id: 'other' },
            node('models.tree'),
            node('train.train'),
            node('evaluate.evaluate'),
          ],
          'builtin > split',
          'builtin > other',
          'tree.blueprint > train.blueprint',
          'train.model > evaluate.model',
          ...wires,
        ),
      ).filter(({ code }) => code === 'seen_rows')
    const refused = [{ severity: 'error', nodeId: 'evaluate', message: expect.stringContaining('Connect') }]
    expect(leaky('builtin > train', 'split > evaluate')).toMatchObject(refused)
    expect(leaky('other > train', 'split > evaluate')).toMatchObject(refused)
    expect(leaky('split > train', 'split > evaluate')).toEqual([])
    expect(leaky('split > train', 'builtin > evaluate')).toEqual([])
  })

  it('sees through an Ensemble, and a step that learnt past the Split, but not what only looks like it', () => {
    const refused = (...wires: string[]) =>
      problemsOf(
        draw(
          [
            node('data.builtin'),
            node('data.builtin', {}, 'again'),
            node('split.split'),
            node('features.scale'),
            node('combine.join', { keys: ['species'] }),
            node('models.tree'),
            node('train.train'),
            node('train.train', {}, 'second'),
            node('combine.ensemble'),
            node('evaluate.evaluate'),
          ],
          'builtin > split',
          'tree.blueprint > train.blueprint',
          'tree.blueprint > second.blueprint',
          ...wires,
        ),
      ).flatMap(({ code, message }) => (code === 'seen_rows' ? message.split(' did not')[0] : []))
    const both = ['train.model > ensemble.models.1', 'second.model > ensemble.models.2', 'split > train']
    const scored = [...both, 'ensemble.model > evaluate.model', 'split > ensemble', 'split > evaluate']
    expect(refused(...scored, 'split > second')).toEqual([])
    expect(refused(...scored, 'builtin > second')).toEqual(['*Train*'])
    // Two nodes that read the same are one source.
    expect(refused(...scored, 'again > second')).toEqual(['*Train*'])
    const joined = ['split > join.left', 'join > train', 'join > evaluate', 'train.model > evaluate.model']
    expect(refused('again > join.right', ...joined)).toEqual([])
    expect(refused('again > scale', 'scale > join.right', ...joined)).toEqual(['*Scale*'])
  })

  it('refuses tables that two Splits have divided differently where they meet', () => {
    const found = (...wires: string[]) =>
      problemsOf(
        draw(
          [
            node('data.builtin'),
            node('data.builtin', { dataset: 'wine' }, 'wine'),
            node('split.split'),
            node('split.split', {}, 'other'),
            node('combine.union'),
            node('combine.join', { keys: ['species'] }),
          ],
          'builtin > split',
          ...wires,
        ),
      ).flatMap(({ code, nodeId }) => (code === 'splits_differ' ? nodeId : []))
    const union = ['split > union.left', 'other > union.right']
    expect(found('builtin > other', ...union)).toEqual(['union'])
    expect(found('wine > other', ...union)).toEqual([])
    expect(found('split > union.left', 'split > union.right')).toEqual([])
    // What is looked up brings no rows.
    expect(found('builtin > other', 'split > join.left', 'other > join.right')).toEqual([])
  })

  it('refuses a fit before the Split, with the mend', () => {
    const document = draw(
      [node('data.builtin'), node('features.scale'), node('control.pass'), node('split.split')],
      'builtin > scale',
      'scale > pass',
      'pass > split',
    )
    expect(problemsOf(document)).toMatchObject([
      {
        code: 'fit_before_split',
        nodeId: 'scale',
        message: expect.stringContaining('Move *Split* before *Scale*.'),
      },
    ])
  })

  it('lets a fit stand in another branch than the Split', () => {
    const document = draw(
      [node('data.builtin'), node('features.scale'), node('split.split')],
      'builtin > scale',
      'builtin > split',
    )
    expect(problemsOf(document)).toEqual([])
  })

  it('warns of a model held against a table that was prepared otherwise', () => {
    const sound = soundDrawing()
    const raw = {
      ...sound,
      edges: sound.edges.map((edge) =>
        edge.to.node === 'evaluate' && edge.to.port === 'table'
          ? { ...edge, from: { node: 'split', port: 'table' } }
          : edge,
      ),
    }
    expect(problemsOf(raw)).toMatchObject([
      {
        severity: 'warning',
        code: 'preparation_differs',
        nodeId: 'evaluate',
        port: 'table',
        message: expect.stringContaining('went through *Scale*; this one did not'),
      },
    ])
  })

  const heldAgainstRaw = (step: string, source = {}) =>
    problemsOf(
      draw(
        [
          node('data.builtin', source),
          node('split.split'),
          node(step, {}, 'step'),
          node('models.boosting'),
          node('train.train'),
          node('evaluate.evaluate'),
        ],
        'builtin > split',
        'split > step',
        'step > train',
        'boosting.blueprint > train.blueprint',
        'train.model > evaluate.model',
        'split > evaluate',
      ),
    ).filter(({ nodeId }) => nodeId === 'evaluate')

  it.each([
    ['kinds that the model can’t read', 'features.ordinal', {}, 'model_columns_kind', 'is a category here'],
    ['columns that are not there', 'features.one-hot', {}, 'model_columns_missing', 'have. Connect a table'],
    [
      'columns that only the run could name',
      'features.text',
      { dataset: 'definitions' },
      'preparation_differs',
      'it lacks columns that the model reads',
    ],
  ])('refuses a table with %s', (_, step, source, code, words) => {
    expect(heldAgainstRaw(step, source)).toContainEqual(
      expect.objectContaining({ severity: 'error', code, message: expect.stringContaining(words) }),
    )
  })

  it('warns only where the model can read the table', () => {
    for (const step of ['clean.missing', 'features.select'])
      expect(heldAgainstRaw(step)).toMatchObject([{ severity: 'warning', code: 'preparation_differs' }])
  })

  it('puts errors before warnings', () => {
    const document = draw([node('data.builtin', { extra: 1 }), node('control.pass')])
    expect(problemsOf(document).map(({ severity }) => severity)).toEqual(['error', 'warning'])
  })
})
