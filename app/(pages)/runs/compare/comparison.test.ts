import { describe, expect, it } from 'vitest'
import type { ComparableNode } from '../../../../nodes/graph/diff-plans.ts'
import type { PortValue } from '../../../../nodes/kit/values.ts'
import type { ComparedRun, NodeRunView } from '../../../../server/views.ts'
import { comparability, compareNodes, compareParameters, figuresByNode } from './comparison.ts'
import { overlayCurves } from './overlay-curves.ts'

const blob = { sha256: 'f'.repeat(64), sizeBytes: 1, mediaType: 'application/json' }
const table = (digest: string): PortValue => ({
  port: 'table',
  digest,
  blob,
  blobs: [],
  rows: 1,
  schema: { columns: [], open: false },
  lineage: blob,
  profile: blob,
})
const report = (metrics: Record<string, number>): PortValue => ({
  port: 'report',
  kind: 'evaluation',
  digest: 'r',
  blob,
  blobs: [],
  metrics,
})
const done = (nodeId: string, outputs: Record<string, PortValue>): NodeRunView => ({
  nodeId,
  state: 'succeeded',
  attempt: 1,
  cacheKey: null,
  cachedFrom: null,
  outputs,
  progress: null,
  error: null,
  startedAt: null,
  finishedAt: null,
})

interface Ran {
  digest?: string
  test?: number
  seed?: number
  accuracy?: number
  parameters?: ComparedRun['parameters']
}

function run({ digest = 'd', test = 0.2, seed = 1, accuracy = 0.9, parameters = [] }: Ran): ComparedRun {
  const node = (id: string, type: string, params = {}): ComparableNode => ({
    id,
    type,
    title: id,
    params,
    inputs: {},
  })
  return {
    run: {
      id: crypto.randomUUID(),
      number: 1,
      pipelineId: 'p',
      pipelineName: 'P',
      version: 1,
      state: 'succeeded',
      trigger: 'page',
      schedule: null,
      inputs: {},
      error: null,
      backend: null,
      createdAt: '2025-01-01T00:00:00Z',
      startedAt: null,
      finishedAt: null,
      nodesDone: 3,
      nodesTotal: 3,
      metrics: {},
    },
    parameters,
    seed,
    plan: [
      node('data', 'data.builtin'),
      node('split', 'split.split', { test }),
      node('evaluate', 'evaluate.evaluate'),
    ],
    nodes: {
      data: done('data', { table: table(digest) }),
      split: done('split', { table: table('s') }),
      evaluate: done('evaluate', { report: report({ accuracy, rows: 3 }) }),
    },
  }
}

describe('runs side by side', () => {
  it('have the figures of each node that scores models, in the order of importance', () => {
    const runs = [run({ accuracy: 0.9 }), run({ accuracy: 0.8 })]
    expect(figuresByNode(runs, compareNodes(runs))).toMatchObject([
      {
        node: { key: 'evaluate' },
        names: ['accuracy', 'rows'],
        values: [{ accuracy: 0.9 }, { accuracy: 0.8 }],
      },
    ])
  })

  it('have the columns of an importance, those that matter most first', () => {
    const judged = (metrics: Record<string, number>): ComparedRun => {
      const one = run({})
      const value = { ...report(metrics), kind: 'importance' } as PortValue
      return {
        ...one,
        plan: [{ id: 'columns', type: 'evaluate.importance', title: 'columns', params: {}, inputs: {} }],
        nodes: { columns: done('columns', { report: value }) },
      }
    }
    const runs = [judged({ age: 0.1, loss: -0.01, pay: 0.2 }), judged({ age: 0.3, town: 0.05 })]
    const [found] = figuresByNode(runs, compareNodes(runs))
    expect(found?.names).toEqual(['age', 'pay', 'town', 'loss'])
  })

  it.each([
    ['same', {}],
    ['rows', { digest: 'other' }],
    ['rows', { test: 0.3 }],
    ['rows', { seed: 2 }],
  ] as const)('are of %s where one differs by %j', (wanted, ran) => {
    const runs = [run({}), run(ran)]
    expect(comparability(runs, compareNodes(runs))).toBe(wanted)
  })

  it('have their parameters by name, with a gap where one has none of it', () => {
    const epochs = { name: 'epochs', title: 'Epochs', type: 'number', default: 5, given: true } as const
    const compared = compareParameters([
      run({ parameters: [{ ...epochs, value: 5 }] }),
      run({ parameters: [{ ...epochs, value: 9 }] }),
      run({}),
    ])
    expect(compared).toMatchObject([{ name: 'epochs', title: 'Epochs', differs: true }])
    expect(compared[0]?.values.map((one) => one?.value)).toEqual([5, 9, undefined])
  })
})

describe('overlaid curves', () => {
  const curve = [
    { loss: 2, val_loss: 3 },
    { loss: 1, val_loss: 2 },
  ]
  it('are those on validation rows where every run has them', () => {
    expect(overlayCurves([curve, curve], ['a', 'b'])).toEqual([
      {
        name: 'loss',
        validation: true,
        series: [
          {
            name: 'a',
            colour: 1,
            points: [
              { x: 1, y: 3 },
              { x: 2, y: 2 },
            ],
          },
          {
            name: 'b',
            colour: 2,
            points: [
              { x: 1, y: 3 },
              { x: 2, y: 2 },
            ],
          },
        ],
      },
    ])
  })
  it('of a metric that one run has only are judged by that run', () => {
    const families = overlayCurves([curve, [{ mae: 2, val_mae: 1 }]], ['a', 'b'])
    expect(families.map(({ name, validation }) => [name, validation])).toEqual([
      ['loss', true],
      ['mae', true],
    ])
  })
  it('are those on training rows else, and leave out runs without any', () => {
    const [family] = overlayCurves([curve, undefined, [{ loss: 5 }]], ['a', 'b', 'c'])
    expect(family).toMatchObject({ validation: false, series: [{ name: 'a' }, { name: 'c', colour: 3 }] })
  })
})
