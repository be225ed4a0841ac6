import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CompositeManifest } from '../../ml/models/composite-manifest.ts'
import type { DocumentNode } from '../../nodes/graph/document.ts'
import type { RunDetail } from '../../server/views.ts'
import { drawing, openTestServer, type TestServer } from '../kit/pipelines.ts'
import { createTestStack, type TestStack } from '../kit/services.ts'

/**
 * Held to scikit-learn's voting and stacking on the same folds, with scaling fitted anew in every fold
 * (tests/fixtures/scikit-learn/make-ensembles.py), through real runs.
 */
interface Classes {
  soft: number[][]
  hard: string[]
  stacking: number[][]
  softOutOfFold: number[][]
}
const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../fixtures/scikit-learn/${name}.json`, import.meta.url), 'utf8'))
const reference = read('ensembles') as Record<'wine' | 'breast-cancer', Classes> & {
  diabetes: { average: number[]; stacking: number[] }
}
const outOfFold = read('cross-validation') as { wine: { probabilities: number[][] } }

let stack: TestStack
let server: TestServer
beforeAll(async () => {
  stack = await createTestStack()
  await stack.startWorker()
  server = await openTestServer(stack)
})
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await stack?.[Symbol.asyncDispose]()
})

/** Two linear models behind two scalings, cross-fitted in the same five folds, and an ensemble of each method. */
function ensembles(dataset: string, fold: string, methods: readonly string[], crossFit = 5) {
  const each = (make: (method: string) => Record<string, [string, DocumentNode['params']?]>) =>
    Object.assign({}, ...methods.map(make)) as Record<string, [string, DocumentNode['params']?]>
  return drawing(
    {
      data: ['data.builtin', { dataset }],
      number: ['features.expression', { name: 'part', expression: fold }],
      roles: ['data.roles', { group: 'part' }],
      standard: ['features.scale', { method: 'standard' }],
      range: ['features.scale', { method: 'minmax' }],
      strong: ['models.linear', { l2: 1 }],
      weak: ['models.linear', { l2: 0.1 }],
      first: ['train.train', { crossFit }],
      second: ['train.train', { crossFit }],
      ...each((method) => ({
        [method]: ['combine.ensemble', { method }],
        [`${method}Rows`]: ['deploy.predict', {}],
      })),
    },
    [
      'data.table > number.table',
      'number.table > roles.table',
      'roles.table > standard.table',
      'roles.table > range.table',
      'standard.table > first.table',
      'strong.blueprint > first.blueprint',
      'range.table > second.table',
      'weak.blueprint > second.blueprint',
      ...methods.flatMap((method) => [
        `first.model > ${method}.models`,
        `second.model > ${method}.models`,
        `roles.table > ${method}.table`,
        `${method}.model > ${method}Rows.model`,
        `roles.table > ${method}Rows.table`,
      ]),
    ],
  )
}

async function finished(document: ReturnType<typeof drawing>): Promise<RunDetail> {
  const run = await server.finished(await server.start(document))
  expect(run.state, JSON.stringify(run.error ?? run.nodes)).toBe('succeeded')
  return run
}

async function rowsOf(run: RunDetail, nodeId: string, port = 'table'): Promise<Record<string, unknown>[]> {
  const { columns, rows } = await server.workflows.readRows({
    runId: run.id,
    nodeId,
    port,
    offset: 0,
    limit: 1000,
    sort: null,
  })
  return rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index]])))
}

async function manifestOf(run: RunDetail, nodeId: string): Promise<CompositeManifest> {
  const value = run.nodes[nodeId]?.outputs?.model
  if (!value) throw new Error(`${nodeId} made no model`)
  return JSON.parse(new TextDecoder().decode(await server.store.getBytes(value.blob))) as CompositeManifest
}

/** The largest distance of the columns of each row from the values expected. */
function worst(
  rows: Record<string, unknown>[],
  names: readonly string[],
  expected: readonly number[][],
): number {
  expect(rows).toHaveLength(expected.length)
  return Math.max(
    ...rows.flatMap((row, index) =>
      names.map((name, k) => Math.abs(Number(row[name]) - (expected[index]?.[k] as number))),
    ),
  )
}

describe('an ensemble', () => {
  it.each([
    ['wine', 'magnesium % 5'],
    ['breast-cancer', 'floor(mean_texture) % 5'],
  ] as const)('votes and stacks classes as scikit-learn does: %s', async (dataset, fold) => {
    const expected = reference[dataset]
    const run = await finished(ensembles(dataset, fold, ['soft', 'hard', 'stacking']))
    const classes = (await manifestOf(run, 'soft')).classes ?? []
    const names = classes.map((label) => `probability_${label}`)
    expect(worst(await rowsOf(run, 'softRows'), names, expected.soft)).toBeLessThan(1e-5)
    expect(worst(await rowsOf(run, 'stackingRows'), names, expected.stacking)).toBeLessThan(1e-5)
    const votes = (await rowsOf(run, 'hardRows')).map(({ prediction }) => prediction)
    expect(votes).toEqual(expected.hard)
    expect((await manifestOf(run, 'stacking')).meta?.inputs).toHaveLength(classes.length === 2 ? 2 : 6)
  })

  it('is made again in every fold of a cross-validation, with both preparations', async () => {
    const document = ensembles('wine', 'magnesium % 5', ['soft'], 0)
    const validated: DocumentNode = {
      id: 'cv',
      type: 'evaluate.cross-validate',
      version: 1,
      params: { folds: 5 },
      position: { x: 0, y: 0 },
    }
    const wire = { from: { node: 'soft', port: 'model' }, to: { node: 'cv', port: 'model' } }
    const run = await finished({
      ...document,
      nodes: [...document.nodes, validated],
      edges: [...document.edges, wire],
    })
    const names = [0, 1, 2].map((k) => `probability_class_${k}`)
    const rows = await rowsOf(run, 'cv', 'predictions')
    expect(worst(rows, names, reference.wine.softOutOfFold)).toBeLessThan(1e-5)
  })

  it('averages and stacks numbers as scikit-learn does', async () => {
    const expected = reference.diabetes
    const run = await finished(ensembles('diabetes', 'progression % 5', ['average', 'stacking']))
    const apart = async (nodeId: string, values: number[]) =>
      worst(
        await rowsOf(run, nodeId),
        ['prediction'],
        values.map((value) => [value]),
      )
    // Targets lie between 25 and 346.
    expect(await apart('averageRows', expected.average)).toBeLessThan(1e-3)
    expect(await apart('stackingRows', expected.stacking)).toBeLessThan(1e-3)
  })
})

describe('models in series', () => {
  it('learn from what the first says of rows that it has not seen', async () => {
    const run = await finished(
      drawing(
        {
          data: ['data.builtin', { dataset: 'wine' }],
          number: ['features.expression', { name: 'part', expression: 'magnesium % 5' }],
          roles: ['data.roles', { group: 'part' }],
          scale: ['features.scale'],
          linear: ['models.linear', { l2: 1 }],
          first: ['train.train', { crossFit: 5 }],
          predict: ['deploy.predict', { role: 'feature' }],
          second: ['train.train'],
        },
        [
          'data.table > number.table',
          'number.table > roles.table',
          'roles.table > scale.table',
          'scale.table > first.table',
          'linear.blueprint > first.blueprint',
          'first.model > predict.model',
          'scale.table > predict.table',
          'predict.table > second.table',
          'linear.blueprint > second.blueprint',
        ],
      ),
    )
    const names = ['probability_class_0', 'probability_class_1', 'probability_class_2']
    expect(worst(await rowsOf(run, 'predict'), names, outOfFold.wine.probabilities)).toBeLessThan(1e-4)
    const second = await manifestOf(run, 'second')
    expect(second.inputs.map(({ name }) => name)).toEqual(expect.arrayContaining(['prediction', ...names]))
  })
})
