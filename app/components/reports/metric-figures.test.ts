import { describe, expect, it } from 'vitest'
import { bestPlaces, metricFigures } from './metric-figures.ts'

describe('bestPlaces', () => {
  it('takes the largest of shares and the smallest of errors, with ties', () => {
    expect(bestPlaces('accuracy', [0.9, 0.95, undefined, 0.94])).toEqual([1])
    expect(bestPlaces('accuracy', [0.9, 0.95, 0.95001])).toEqual([1, 2])
    expect(bestPlaces('rmse', [3, 2, 4])).toEqual([1])
  })
  it('marks none where all are the same, there is one only, or nobody knows what is better', () => {
    expect(bestPlaces('accuracy', [0.9, 0.9])).toEqual([])
    expect(bestPlaces('accuracy', [0.9, undefined])).toEqual([])
    expect(bestPlaces('rows', [1, 2])).toEqual([])
    expect(bestPlaces('rmse', [Number.NaN, 2])).toEqual([])
  })
})

describe('metricFigures', () => {
  it('puts the figures people ask for first and leaves out what has no value', () => {
    const figures = metricFigures({ logLoss: 0.2, accuracy: 0.9, rocAuc: null, odd: 3 })
    expect(figures.map((figure) => figure.name)).toEqual(['accuracy', 'logLoss', 'odd'])
  })
  it('says that precision, recall and F1 are averages over the classes', () => {
    const figures = metricFigures({ precision: 0.8, recall: 0.7, f1: 0.75, r2: 0.5 })
    expect(figures.map((figure) => figure.title)).toEqual([
      'F1 (macro)',
      'Precision (macro)',
      'Recall (macro)',
      'R²',
    ])
  })
  it('calls a smaller loss better and a smaller accuracy worse', () => {
    const figures = metricFigures(
      { accuracy: 0.5, logLoss: 0.25 },
      { earlier: { accuracy: 0.75, logLoss: 0.5 } },
    )
    expect(figures.map((figure) => figure.comparison)).toEqual([
      { text: '0.250 worse', better: false },
      { text: '0.250 better', better: true },
    ])
  })
  it('says when nothing changed that can be seen', () => {
    const [figure] = metricFigures({ accuracy: 0.9 }, { earlier: { accuracy: 0.90001 } })
    expect(figure?.comparison).toEqual({ text: 'the same', better: null })
  })
  it('holds against guessing only where there is no earlier run', () => {
    const baseline = { accuracy: 0.44 }
    expect(metricFigures({ accuracy: 0.9 }, { baseline })[0]?.comparison?.text).toBe('0.440 by guessing')
    expect(metricFigures({ accuracy: 0.9 }, { baseline, earlier: {} })[0]?.comparison).toBeUndefined()
  })
})
