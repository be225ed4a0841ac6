import { describe, expect, it } from 'vitest'
import {
  findMainMetric,
  runFigure,
  formatBytes,
  formatDuration,
  formatFigure,
  formatPercent,
  metricTitle,
  plural,
  trainingFigure,
  trainingTitle,
} from './words.ts'

describe('figures in words', () => {
  it('writes durations as people say them', () => {
    expect([400, 52_000, 102_000, 7_500_000].map(formatDuration)).toEqual(['0.4 s', '52 s', '1:42', '2 h 05'])
  })
  it('keeps three or four digits that matter', () => {
    expect(
      [0, 1, 0.98612, 0.01234, 0.0005, 0.0000123, 12.345, 345.67, 12345.6, 4119].map(formatFigure),
    ).toEqual(['0', '1', '0.986', '0.0123', '0.0005', '1.23e−5', '12.35', '345.7', '12,346', '4,119'])
    expect(formatFigure(-0.5)).toBe('−0.500')
    expect(formatFigure(Number.NaN)).toBe('not a number')
  })
  it('never gives the figure of a training without the rows it was measured on', () => {
    const metrics = { loss: 0.1, accuracy: 0.98, val_loss: 0.2, val_accuracy: 0.958, epochs: 57 }
    expect(trainingFigure(metrics)).toBe('Validation accuracy 0.958')
    expect(trainingFigure(metrics, true)).toBe('Val. accuracy 0.958')
    expect(trainingFigure({ accuracy: 0.98, loss: 0.1 })).toBe('Training accuracy 0.980')
    expect(trainingFigure({ loss: 0.1, rmse: 0.5, val_rmse: 0.75 })).toBe('Validation RMSE 0.750')
    expect(trainingFigure({ epochs: 57 })).toBe('')
    expect(['rmse', 'val_mae', 'epochs'].map(trainingTitle)).toEqual([
      'Training RMSE',
      'Validation MAE',
      'Epochs',
    ])
  })
  it('counts, names metrics and finds the main one', () => {
    expect([0, 0.125, 1].map(formatPercent)).toEqual(['0.0 %', '12.5 %', '100.0 %'])
    expect([plural(1, 'row'), plural(4119, 'row')]).toEqual(['1 row', '4,119 rows'])
    expect([metricTitle('val_loss'), metricTitle('rocAuc'), metricTitle('oddThing')]).toEqual([
      'Validation loss',
      'ROC AUC',
      'Odd thing',
    ])
    expect(findMainMetric({ loss: 1, accuracy: 0.9 })).toEqual(['accuracy', 0.9])
    expect(findMainMetric({})).toBeUndefined()
    expect(runFigure({ metrics: { loss: 1, accuracy: 0.9 } })).toBe('Accuracy 0.900')
    expect(runFigure({ metrics: { accuracy: 0.9 }, measuredBy: 'Forest' })).toBe('Accuracy 0.900 (Forest)')
    expect(runFigure({ metrics: {}, measuredBy: 'Forest' })).toBe('')
    expect([999, 1500, 2_000_000_000].map(formatBytes)).toEqual(['999 B', '1.5 kB', '2.0 GB'])
  })
})
