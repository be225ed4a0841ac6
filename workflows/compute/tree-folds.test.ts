import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Engine, openEngine } from '../../ml/tables/engine.ts'
import { parquet } from '../../ml/tables/sql.ts'
import type { DocumentNode } from '../../nodes/graph/document.ts'
import { RefitPlans } from '../../nodes/graph/subplan.ts'
import type { ModelValue, PortValue, ReportValue } from '../../nodes/kit/values.ts'
import { drawing } from '../../tests/kit/pipelines.ts'
import { createDrawingRunner, type DrawingRunner } from '../../tests/kit/run-drawing.ts'
import { createTestFolder } from '../../tests/kit/test-folder.ts'

/** Folds, out-of-fold answers, stacking and trials over models made of trees. */
const reference = JSON.parse(
  readFileSync(new URL('../../tests/fixtures/scikit-learn/cross-validation.json', import.meta.url), 'utf8'),
) as { wine: { tree: number[][] }; diabetes: { tree: number[] } }

type Nodes = Record<string, [string, DocumentNode['params']?]>

const folder = createTestFolder()
let engine: Engine
let runner: DrawingRunner
beforeAll(async () => {
  engine = await openEngine({ threads: 2, memoryMb: 256, tempDir: folder.path })
  runner = createDrawingRunner()
})
afterAll(() => {
  engine.close()
  runner[Symbol.dispose]()
  folder[Symbol.dispose]()
})

const rowsOf = async (value: PortValue | undefined, where = 'true') =>
  engine.rows(`SELECT * FROM ${parquet(await runner.pathOf(value))} WHERE ${where} ORDER BY _row`)

/** A model of trees on the rows of a data set, with folds by a column. */
const folded = (dataset: string, fold: string, model: Nodes[string], more: Nodes = {}) =>
  drawing(
    {
      data: ['data.builtin', { dataset }],
      number: ['features.expression', { name: 'part', expression: fold }],
      roles: ['data.roles', { fold: 'part' }],
      split: ['split.split', { method: 'random', test: 0, validation: 0.25 }],
      model,
      train: ['train.train'],
      cv: ['evaluate.cross-validate', { folds: 5 }],
      ...more,
    },
    [
      'data.table > number.table',
      'number.table > roles.table',
      'roles.table > split.table',
      'split.table > train.table',
      'model.blueprint > train.blueprint',
      'train.model > cv.model',
    ],
  )

describe('a tree in folds', () => {
  const whole = (dataset: string, fold: string, params: DocumentNode['params']) => {
    const document = folded(dataset, fold, ['models.tree', params])
    const edges = document.edges.flatMap((edge) =>
      edge.to.node === 'split'
        ? []
        : [edge.from.node === 'split' ? { ...edge, from: { node: 'roles', port: 'table' } } : edge],
    )
    return { ...document, nodes: document.nodes.filter(({ id }) => id !== 'split'), edges }
  }

  it('answers classes as scikit-learn does', async () => {
    const made = await runner.run(
      whole('wine', 'magnesium % 5', { maxDepth: 0, maxLeaves: 4, minSamplesLeaf: 4 }),
    )
    const rows = await rowsOf(made['cv.predictions'])
    expect(rows).toHaveLength(reference.wine.tree.length)
    for (const [row, expected] of reference.wine.tree.entries())
      for (const [k, share] of expected.entries())
        expect(Number(rows[row]![`probability_class_${k}`]), `row ${row}`).toBeCloseTo(share, 6)
  })

  it('answers numbers as scikit-learn does', async () => {
    const made = await runner.run(whole('diabetes', 'progression % 5', { maxDepth: 4, minSamplesLeaf: 5 }))
    const rows = await rowsOf(made['cv.predictions'])
    expect(rows).toHaveLength(reference.diabetes.tree.length)
    const apart = reference.diabetes.tree.map((expected, row) =>
      Math.abs(Number(rows[row]!.prediction) - expected),
    )
    expect(apart.filter((each) => each > 1e-3)).toEqual([])
  })
})

describe('early stopping in folds', () => {
  const boosted = (target: string, params: DocumentNode['params']) => {
    const settings = { rounds: 150, patience: 3, minSamplesLeaf: 5, maxLeaves: 8, ...params }
    const { nodes, edges, ...rest } = folded('diabetes', 'age % 5', ['models.boosting', settings])
    const roles = nodes.map((node) =>
      node.id === 'roles' ? { ...node, params: { fold: 'part', target: 'aim' } } : node,
    )
    const data = drawing({ aim: ['features.expression', { name: 'aim', expression: target }] }, [
      'number.table > aim.table',
      'aim.table > roles.table',
    ])
    return {
      ...rest,
      nodes: [...roles, ...data.nodes],
      edges: [...edges.filter(({ to }) => to.node !== 'roles'), ...data.edges],
    }
  }
  /** What the rows of the first fold are answered. */
  const answers = async (target: string, params: DocumentNode['params'] = {}) => {
    const { nodes } = runner.plan(boosted(target, params))
    const cv = nodes.find(({ id }) => id === 'cv')!
    const fold = new RefitPlans(nodes, cv, cv.refit!).fold(0)
    const before = nodes.filter(({ id }) => !['train', 'cv'].includes(id))
    const given = await runner.runPart(
      { given: [], deal: null, nodes: before, parts: [], want: fold.given },
      {},
    )
    const made = await runner.runPart(fold, given)
    const predictions = Object.values(made).find(({ port }) => port === 'table')
    return (await rowsOf(predictions)).map(({ prediction }) => prediction)
  }

  it('looks at no row that is held back', async () => {
    const clean = await answers('progression * 1')
    expect(clean.length).toBeGreaterThan(50)
    // Nonsense for every row of the fold, those of the validation part included.
    expect(await answers('if(part == 0, 100000 - progression * 7, progression)')).toEqual(clean)
    // It does stop early, and by other rows it would stop elsewhere.
    expect(await answers('progression * 1', { earlyStopping: false })).not.toEqual(clean)
    expect(await answers('if(part == 1, 500 - progression, progression)')).not.toEqual(clean)
  })
})

describe('stacking', () => {
  it('learns from answers of trees to rows that they have not seen', async () => {
    const train = ['train.train', { crossFit: 2 }] as const
    const kinds: Nodes = {
      tree: ['models.tree', { maxDepth: 0, minSamplesLeaf: 1 }],
      forest: ['models.forest', { trees: 10 }],
      boosting: ['models.boosting', { rounds: 15, minSamplesLeaf: 5 }],
    }
    const trained = Object.keys(kinds).map((kind) => `train-${kind}`)
    const made = await runner.run(
      drawing(
        {
          data: ['data.builtin', { dataset: 'penguins' }],
          roles: ['data.roles', { target: 'island' }],
          split: ['split.split', { method: 'random', test: 0.25, validation: 0.15 }],
          ...kinds,
          ...Object.fromEntries(trained.map((id) => [id, [...train]] as const)),
          ensemble: ['combine.ensemble', { method: 'stacking' }],
          evaluate: ['evaluate.evaluate'],
          'evaluate-tree': ['evaluate.evaluate', { on: 'train' }],
        },
        [
          'data.table > roles.table',
          'roles.table > split.table',
          ...Object.keys(kinds).flatMap((kind) => [
            `split.table > train-${kind}.table`,
            `${kind}.blueprint > train-${kind}.blueprint`,
            `train-${kind}.model > ensemble.models`,
          ]),
          'split.table > ensemble.table',
          'ensemble.model > evaluate.model',
          'split.table > evaluate.table',
          'train-tree.model > evaluate-tree.model',
          'split.table > evaluate-tree.table',
        ],
      ),
    )
    const model = made['ensemble.model'] as ModelValue
    const manifest = await runner.json<{ method: string; parts: { manifest: { family: string } }[] }>(model)
    expect(manifest.method).toBe('stacking')
    expect(manifest.parts.map((part) => part.manifest.family)).toEqual(['tree', 'forest', 'boosting'])
    // The tree knows its training rows by heart, and is often wrong about those of a fold.
    const { metrics: byHeart } = made['evaluate-tree.report'] as ReportValue
    const { outOfFold } = await runner.json<{ outOfFold: PortValue['blob'] }>(made['train-tree.model'])
    const folds = await rowsOf({ blob: outOfFold } as PortValue)
    const training = await rowsOf(made['split.table'], "_split = 'train'")
    const island = new Map(training.map((row) => [row._row, row.island]))
    expect(folds.map(({ _row }) => _row)).toEqual(training.map(({ _row }) => _row))
    const right = folds.filter((row) => row.prediction === island.get(row._row)).length / folds.length
    expect(byHeart.accuracy).toBeGreaterThan(0.97)
    expect(right).toBeLessThan(byHeart.accuracy! - 0.15)
    // Guessing the commonest island is right in half of the rows.
    const { metrics } = made['evaluate.report'] as ReportValue
    expect(metrics.accuracy).toBeGreaterThan(0.65)
    expect(metrics.logLoss).toBeLessThan(0.8)
  })
})

describe('trials over trees', () => {
  const searched = (objective: string, model: Nodes[string]) =>
    drawing(
      {
        data: ['data.builtin', { dataset: 'wine' }],
        roles: ['data.roles'],
        split: ['split.split', { method: 'random', test: 0.2, validation: 0.2 }],
        model,
        train: ['train.train'],
        tune: ['train.tune', { objective, folds: 3, trials: 2 }],
        evaluate: ['evaluate.evaluate', { on: 'validation' }],
      },
      [
        'data.table > roles.table',
        'roles.table > split.table',
        'split.table > train.table',
        'model.blueprint > train.blueprint',
        'train.model > tune.model',
        'tune.model > evaluate.model',
        'split.table > evaluate.table',
      ],
    )
  const search = { search: { kind: 'integer', min: 2, max: 30 } }
  const models = {
    'models.tree': [{ minSamplesLeaf: search }, { minSamplesLeaf: 15 }],
    'models.forest': [
      { minSamplesLeaf: search, trees: 10 },
      { minSamplesLeaf: 15, trees: 10 },
    ],
    'models.boosting': [
      { minSamplesLeaf: search, rounds: 20 },
      { minSamplesLeaf: 15, rounds: 20 },
    ],
  } as const

  it.each(Object.entries(models))(
    '%s: a trial scores as a run with its settings',
    async (type, [fields, plain]) => {
      const { nodes } = runner.plan(searched('validation', [type, fields as DocumentNode['params']]))
      const tune = nodes.find(({ id }) => id === 'tune')!
      const trial = new RefitPlans(nodes, tune, tune.refit!).trial({ model: { minSamplesLeaf: 15 } })
      const alone = await runner.run(plainRun(type, plain))
      const given = Object.fromEntries(trial.given.map((key) => [key, alone[key]!]))
      const made = await runner.runPart(trial, given)
      const [report] = Object.values(made) as ReportValue[]
      expect(report!.metrics).toEqual((alone['evaluate.report'] as ReportValue).metrics)
    },
  )

  it('scores a trial on folds', async () => {
    const { nodes } = runner.plan(
      searched('folds', ['models.boosting', models['models.boosting'][0] as never]),
    )
    const tune = nodes.find(({ id }) => id === 'tune')!
    const plans = new RefitPlans(nodes, tune, tune.refit!)
    const alone = await runner.run(plainRun('models.boosting', models['models.boosting'][1]))
    const scores: number[] = []
    for (const fold of [0, 1, 2]) {
      const shared = await runner.runPart(plans.shared(fold), alone)
      const made = await runner.runPart(plans.trial({ model: { minSamplesLeaf: 15 } }), {
        ...alone,
        ...shared,
      })
      scores.push((Object.values(made) as ReportValue[])[0]!.metrics.accuracy!)
    }
    expect(new Set(scores).size).toBeGreaterThan(1)
    expect(Math.min(...scores)).toBeGreaterThan(0.8)
  })

  function plainRun(type: string, params: object) {
    const { nodes, edges, ...rest } = searched('validation', [type, params as DocumentNode['params']])
    return {
      ...rest,
      nodes: nodes.filter(({ id }) => id !== 'tune'),
      edges: edges.flatMap((edge) =>
        edge.to.node === 'tune'
          ? []
          : [edge.from.node === 'tune' ? { ...edge, from: { node: 'train', port: 'model' } } : edge],
      ),
    }
  }
})
