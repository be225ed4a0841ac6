import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DocumentNode } from '../../nodes/graph/document.ts'
import { drawing, openTestServer, type TestServer } from '../kit/pipelines.ts'
import { createTestStack, type TestStack } from '../kit/services.ts'

/**
 * Held to scikit-learn's `cross_val_predict` and `cross_val_score` on the same folds, with scaling fitted anew in every
 * fold (tests/fixtures/scikit-learn/make-cross-validation.py), and what out-of-fold means, through real runs.
 */
const reference = JSON.parse(
  readFileSync(new URL('../fixtures/scikit-learn/cross-validation.json', import.meta.url), 'utf8'),
) as {
  wine: { probabilities: number[][]; accuracy: number[]; logLoss: number[] }
  diabetes: { predictions: number[]; rmse: number[] }
}

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

const folded = (
  dataset: string,
  fold: string,
  more: Record<string, [string, DocumentNode['params']?]>,
  wires: string[],
) =>
  drawing(
    {
      data: ['data.builtin', { dataset }],
      number: ['features.expression', { name: 'part', expression: fold }],
      roles: ['data.roles', { fold: 'part' }],
      scale: ['features.scale'],
      linear: ['models.linear', { l2: 1 }],
      train: ['train.train'],
      ...more,
    },
    [
      'data.table > number.table',
      'number.table > roles.table',
      'roles.table > scale.table',
      'scale.table > train.table',
      'linear.blueprint > train.blueprint',
      ...wires,
    ],
  )

const validate = (dataset: string, fold: string) =>
  folded(dataset, fold, { cv: ['evaluate.cross-validate', { folds: 5 }] }, ['train.model > cv.model'])

async function predictionsOf(runId: string): Promise<Record<string, unknown>[]> {
  const { columns, rows } = await server.workflows.readRows({
    runId,
    nodeId: 'cv',
    port: 'predictions',
    offset: 0,
    limit: 500,
    sort: null,
  })
  return rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index]])))
}

interface Folds {
  folds: { metrics: Record<string, number> }[]
  mean: Record<string, number>
  std: Record<string, number>
}

async function reportOf(run: Awaited<ReturnType<TestServer['finished']>>): Promise<Folds> {
  const value = run.nodes.cv?.outputs?.report
  if (!value) throw new Error(`no report: ${run.state} ${JSON.stringify(run.error)}`)
  return JSON.parse(new TextDecoder().decode(await server.store.getBytes(value.blob))) as Folds
}

describe('cross-validation', () => {
  it('answers and scores classes as scikit-learn does', async () => {
    const runId = await server.start(validate('wine', 'magnesium % 5'))
    const run = await server.finished(runId)
    const report = await reportOf(run)
    for (const [fold, { metrics }] of report.folds.entries()) {
      expect(metrics.accuracy).toBeCloseTo(reference.wine.accuracy[fold] as number, 9)
      expect(metrics.logLoss).toBeCloseTo(reference.wine.logLoss[fold] as number, 4)
    }
    const rows = await predictionsOf(runId)
    expect(rows).toHaveLength(reference.wine.probabilities.length)
    let worst = 0
    for (const [index, row] of rows.entries()) {
      expect(row._row).toBe(index)
      for (const [k, expected] of (reference.wine.probabilities[index] as number[]).entries())
        worst = Math.max(worst, Math.abs(Number(row[`probability_class_${k}`]) - expected))
    }
    expect(worst).toBeLessThan(1e-4)
    const accuracies = reference.wine.accuracy
    const mean = accuracies.reduce((sum, value) => sum + value, 0) / accuracies.length
    const variance = accuracies.reduce((sum, value) => sum + (value - mean) ** 2, 0) / accuracies.length
    expect(report.mean.accuracy).toBeCloseTo(mean, 9)
    expect(report.std.accuracy).toBeCloseTo(Math.sqrt(variance), 9)
  })

  it('answers numbers as scikit-learn does', async () => {
    const runId = await server.start(validate('diabetes', 'progression % 5'))
    const report = await reportOf(await server.finished(runId))
    for (const [fold, { metrics }] of report.folds.entries())
      expect(metrics.rmse).toBeCloseTo(reference.diabetes.rmse[fold] as number, 3)
    const rows = await predictionsOf(runId)
    for (const [index, expected] of reference.diabetes.predictions.entries())
      expect(Number(rows[index]?.prediction)).toBeCloseTo(expected, 3)
  })

  it('is taken from the cache where nothing has changed', async () => {
    const first = await server.finished(await server.start(validate('wine', 'magnesium % 5')))
    const second = await server.finished(await server.start(validate('wine', 'magnesium % 5')))
    expect(second.nodes.cv?.state).toBe('cached')
    expect(second.nodes.cv?.outputs?.report?.digest).toBe(first.nodes.cv?.outputs?.report?.digest)
  })
})
