import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { sampleColumn } from '../../nodes/kit/samples.ts'
import { tf } from '../backend/tf.ts'
import { loadModel } from '../models/load-model.ts'
import type { LinearManifest } from '../models/manifest.ts'
import type { ColumnBatch } from '../tables/column-batch.ts'
import type { ModelTraining } from './train-model.ts'
import { trainModel } from './train-model.ts'

/** See tests/fixtures/scikit-learn/make-linear.py. */
interface Case {
  set: string
  target: string
  scaled: boolean
  balanced: boolean
  l2: number
  inputs: string[]
  coefficients: number[][]
  intercepts: number[]
  answers: number[] | number[][]
}
const url = new URL('../../tests/fixtures/scikit-learn/linear.json', import.meta.url)
const { cases } = JSON.parse(readFileSync(url, 'utf8')) as { cases: Case[] }

function readCsv(id: string): Record<string, string>[] {
  const file = new URL(`../../nodes/data/builtin/data/${id}.csv`, import.meta.url)
  const [head = '', ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/)
  const names = head.split(',')
  return lines
    .map((line) => line.split(','))
    .filter((cells) => cells.every((cell) => cell !== ''))
    .map((cells) => Object.fromEntries(names.map((name, i) => [name, cells[i] as string])))
}

/** The rows of a case: those to fit, and those to answer. */
function rowsOf({ set, target, inputs, scaled }: Case) {
  const table = readCsv(set)
  const isFitted = table.map((_, row) => row % 4 !== 0)
  const columns = inputs.map((name) => {
    const values = table.map((row) => Number(row[name]))
    const fitted = values.filter((_, row) => isFitted[row])
    const mean = fitted.reduce((sum, value) => sum + value, 0) / fitted.length
    const square = fitted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / fitted.length
    return scaled ? values.map((value) => (value - mean) / Math.sqrt(square)) : values
  })
  const pick = (wanted: boolean) => table.flatMap((_, row) => (isFitted[row] === wanted ? [row] : []))
  const fitted = pick(true)
  const answered = pick(false)
  const numbers = set === 'diabetes'
  const classes = numbers ? undefined : [...new Set(table.map((row) => row[target] as string))].sort()
  const data: ModelTraining['data'] = {
    task: numbers ? 'regression' : classes?.length === 2 ? 'binary' : 'multiclass',
    classes,
    encoder: inputs.map((column) => ({ column, as: 'number' as const, missing: 0 })),
    train: {
      rows: fitted.length,
      x: Float32Array.from(fitted.flatMap((row) => columns.map((column) => column[row] as number))),
      y: Float64Array.from(fitted, (row) => {
        const value = table[row]?.[target] as string
        return classes ? classes.indexOf(value) : Number(value)
      }),
    },
    validation: null,
    withoutTarget: 0,
  }
  const batch: ColumnBatch = {
    rows: answered.length,
    columns: Object.fromEntries(
      inputs.map((name, i) => [name, Float64Array.from(answered, (row) => columns[i]?.[row] as number)]),
    ),
  }
  return { data, batch, classes }
}

async function fit(given: Case, more: Partial<{ l2: number; maxIterations: number }> = {}) {
  const { data, batch, classes } = rowsOf(given)
  const logs: string[] = []
  const trained = await trainModel({
    blueprint: {
      family: 'linear',
      l2: given.l2,
      classWeights: given.balanced ? 'balanced' : 'none',
      maxIterations: 1000,
      ...more,
    },
    data,
    inputs: given.inputs.map((name) => sampleColumn(name, 'number')),
    target: sampleColumn(given.target, classes ? 'category' : 'number', { role: 'target' }),
    seed: 1,
    log: (level, message) => logs.push(`${level}: ${message}`),
  })
  return { trained, batch, classes, logs }
}

interface Weights {
  intercepts: number[]
  coefficients: { input: string; weights: number[] }[]
}

/** The largest distance between two lists, as a share of the largest number expected. */
function distance(got: readonly number[], expected: readonly number[]): number {
  expect(got.length).toBe(expected.length)
  const scale = Math.max(...expected.map(Math.abs))
  return Math.max(...got.map((value, i) => Math.abs(value - (expected[i] as number)))) / scale
}

describe('a linear model', () => {
  it.each(cases.map((each) => [`${each.set} ${each.target} L2 ${each.l2}`, each] as const))(
    'has the weights and answers of scikit-learn’s: %s',
    async (_, given) => {
      const before = tf.memory().numTensors
      const { trained, batch, classes, logs } = await fit(given)
      const { intercepts, coefficients } = trained.report as unknown as Weights
      const weightsOf = (input: string) => coefficients.find((one) => one.input === input)?.weights ?? []
      const kernel = given.coefficients.map((_row, k) =>
        given.inputs.map((input) => weightsOf(input)[k] as number),
      )
      expect(distance(kernel.flat(), given.coefficients.flat())).toBeLessThan(1e-6)
      expect(distance(intercepts, given.intercepts)).toBeLessThan(1e-5)
      expect(logs).toEqual([])

      const weights = { sha256: '', sizeBytes: 0, mediaType: '' }
      const model = await loadModel({ ...trained.manifest, weights }, async () => trained.weights)
      const { columns } = model.predict(batch)
      const answers = classes
        ? classes.map((label) => [...(columns[`probability_${label}`] as Float64Array)])
        : [[...(columns.prediction as Float64Array)]]
      const expected = classes
        ? classes.map((_label, k) => (given.answers as number[][]).map((row) => row[k] as number))
        : [given.answers as number[]]
      // The weights are stored, and the answers computed, in single precision.
      expect(distance(answers.flat(), expected.flat())).toBeLessThan(1e-5)
      model.dispose()
      expect(tf.memory().numTensors).toBe(before)
    },
  )

  it('gives the same bytes for the same rows, whatever the seed', async () => {
    const [first, second] = [await fit(cases[0] as Case), await fit(cases[0] as Case)]
    expect(first.trained.weights).toEqual(second.trained.weights)
    expect(first.trained.manifest).toEqual(second.trained.manifest)
  })

  it('says when the iterations do not suffice', async () => {
    const { trained, logs } = await fit(cases[0] as Case, { maxIterations: 3 })
    expect(logs).toEqual([expect.stringMatching(/^warn: .*not settled after 3 iterations/)])
    expect((trained.manifest as LinearManifest).training).toMatchObject({ iterations: 3, converged: false })
  })

  it('measures what it was fitted on', async () => {
    const { trained } = await fit(cases[0] as Case)
    expect(trained.figures.accuracy).toBeGreaterThan(0.95)
    expect(trained.figures.loss).toBeLessThan(0.2)
    const numbers = await fit(cases.find(({ set }) => set === 'diabetes') as Case)
    expect(numbers.trained.figures.rmse).toBeGreaterThan(40)
    expect(numbers.trained.figures.rmse).toBeLessThan(60)
  })
})
