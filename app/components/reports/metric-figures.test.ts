import { describe, expect, it } from 'vitest'
import { metricFigures } from './metric-figures.ts'

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
