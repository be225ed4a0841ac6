import { describe, expect, it } from 'vitest'
import type { TuningReport, TuningTrial } from '../../../nodes/train/tune/report.ts'
import { scoreDomain, searchedSettings, sortRows, spansDecades, trialTable } from './tuning-table.ts'

const trial = (score: number | null, settings: TuningTrial['settings']): TuningTrial => ({
  settings,
  score,
  std: null,
  bestSoFar: score,
  state: score === null ? 'failed' : 'succeeded',
  error: score === null ? 'It grew without bounds.' : null,
  durationMs: 1500,
})
const layers = [{ units: 64, activation: 'relu' }]
const report: TuningReport = {
  metric: 'logLoss',
  direction: 'minimize',
  method: 'tpe',
  on: 'validation',
  folds: null,
  best: 2,
  trials: [
    trial(0.5, { mlp: { learningRate: 0.001, layers, optimizer: 'sgd' } }),
    trial(null, { mlp: { learningRate: 1, layers: [], optimizer: 'adam' } }),
    trial(0.25, { mlp: { learningRate: 0.01, layers, optimizer: 'adam' } }),
  ],
  importance: [],
}
const nodes = [
  { id: 'mlp', type: 'models.mlp', title: 'Neural network' },
  { id: 'mlp-2', type: 'models.mlp', title: 'Second' },
]

describe('searchedSettings', () => {
  it('names settings as the form does, and their values in words', () => {
    const settings = searchedSettings(report, nodes)
    expect(settings.map(({ title }) => title)).toEqual(['Layers', 'Optimiser', 'Learning rate'])
    const texts = settings.map((setting) => report.trials.map((each) => setting.text(setting.valueOf(each))))
    expect(texts).toEqual([
      ['64', 'no hidden layer', '64'],
      ['SGD', 'Adam', 'Adam'],
      ['0.001', '1', '0.01'],
    ])
  })

  it('names the node where two have a setting of one name, and ids where nothing is known', () => {
    const both = { ...report, trials: [trial(1, { mlp: { l2: 0 }, 'mlp-2': { l2: 1 } })] }
    expect(searchedSettings(both, nodes).map(({ title }) => title)).toEqual([
      'Neural network · L2',
      'Second · L2',
    ])
    expect(searchedSettings(report, []).map(({ title }) => title)).toEqual([
      'learningRate',
      'layers',
      'optimizer',
    ])
  })
})

describe('trialTable', () => {
  const table = trialTable(report, searchedSettings(report, nodes))

  it('keeps numbers as they are', () => {
    expect(table.columns.map(({ label }) => label)).toEqual([
      'Trial',
      'Log loss',
      'Layers',
      'Optimiser',
      'Learning rate',
      'State',
      'Duration, s',
    ])
    expect(table.rows[0]).toMatchObject({
      trial: 1,
      score: 0.5,
      s0: '64',
      s1: 'SGD',
      s2: 0.001,
      seconds: 1.5,
    })
    expect(table.rows[1]?.state).toBe('It grew without bounds.')
  })

  it('is put in order by any column; what has no value comes last either way', () => {
    expect(sortRows(table, { key: 'score', descending: false })).toEqual([2, 0, 1])
    expect(sortRows(table, { key: 'score', descending: true })).toEqual([0, 2, 1])
    expect(sortRows(table, { key: 's1', descending: false })).toEqual([1, 2, 0])
    expect(sortRows(table, { key: 'trial', descending: true })).toEqual([2, 1, 0])
  })
})

describe('scoreDomain', () => {
  it('leaves out what went badly wrong, on the side where scores are bad', () => {
    const scores = [0.2, 0.25, 0.3, 0.3, 0.35, 40]
    const [low, high] = scoreDomain(scores, 'minimize')
    expect(low).toBeLessThan(0.2)
    expect(high).toBeGreaterThan(0.35)
    expect(high).toBeLessThan(1)
    const [worst, best] = scoreDomain([0.9, 0.91, 0.92, 0.93, -50], 'maximize')
    expect(best).toBeGreaterThan(0.93)
    expect(worst).toBeGreaterThan(0)
  })

  it('shows every score where they lie together, and never has no width', () => {
    const [low, high] = scoreDomain([1, 2, 3], 'minimize')
    expect(low).toBeLessThan(1)
    expect(high).toBeGreaterThan(3)
    for (const scores of [[], [0], [5, 5, 5]]) {
      const [from, to] = scoreDomain(scores, 'maximize')
      expect(to).toBeGreaterThan(from)
    }
  })
})

describe('spansDecades', () => {
  it('asks for a logarithm only where it helps and can be taken', () => {
    expect(spansDecades([0.001, 0.1])).toBe(true)
    expect(spansDecades([8, 64])).toBe(false)
    expect(spansDecades([0, 100])).toBe(false)
    expect(spansDecades([])).toBe(false)
  })
})
