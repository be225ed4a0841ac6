import { formatFigure, metricTitle } from '../../canvas/words.ts'
import { say } from '../../i18n/current.ts'
import { msg } from '../../i18n/msg.ts'

/** Figures of an evaluation in the order in which people ask for them. */
const order = [
  'accuracy',
  'rocAuc',
  'f1',
  'precision',
  'recall',
  'balancedAccuracy',
  'averagePrecision',
  'logLoss',
  'r2',
  'rmse',
  'mae',
  'medianAbsoluteError',
  'maxError',
]

const lowerIsBetter = new Set([
  'logLoss',
  'rmse',
  'mae',
  'medianAbsoluteError',
  'maxError',
  'loss',
  'val_loss',
])

const titles: Readonly<Record<string, string>> = {
  // A class's own figures stand in the table by class; these are averages over the classes.
  f1: msg('F1 (macro)'),
  precision: msg('Precision (macro)'),
  recall: msg('Recall (macro)'),
  rocAuc: msg('ROC AUC'),
  averagePrecision: msg('Average precision'),
  medianAbsoluteError: msg('Median error'),
  maxError: msg('Largest error'),
  mae: msg('Mean error'),
}

/** The name of a figure of an evaluation. */
export const figureTitle = (name: string): string => say(titles[name] ?? metricTitle(name))

/** Shares and their like: always three places, so that they stand in line. */
const shares = new Set([
  'accuracy',
  'rocAuc',
  'f1',
  'precision',
  'recall',
  'balancedAccuracy',
  'averagePrecision',
  'r2',
])

/** A figure as it is shown. */
export const figureText = (name: string, value: number): string =>
  shares.has(name) && Number.isFinite(value) ? value.toFixed(3).replace('-', '−') : formatFigure(value)

/**
 * Places of the best of several values of one figure; none where it has no better and worse, or all look the same.
 */
export function bestPlaces(name: string, values: readonly (number | undefined)[]): number[] {
  const known = values.flatMap((value) => (value === undefined || !Number.isFinite(value) ? [] : [value]))
  if (known.length < 2 || !(shares.has(name) || lowerIsBetter.has(name))) return []
  const best = lowerIsBetter.has(name) ? Math.min(...known) : Math.max(...known)
  const isBest = (value: number | undefined): boolean =>
    value !== undefined && figureText(name, value) === figureText(name, best)
  if (known.every(isBest)) return []
  return values.flatMap((value, at) => (isBest(value) ? [at] : []))
}

/** Names of figures in the order in which people ask for them. */
export const orderFigures = (names: readonly string[]): string[] =>
  names.toSorted((a, b) => rank(a) - rank(b))

export interface MetricFigure {
  name: string
  title: string
  text: string
  /** What it is held against, where there is something. */
  comparison?: { text: string; better: boolean | null }
}

const rank = (name: string): number => {
  const at = order.indexOf(name)
  return at === -1 ? order.length : at
}

/** A difference in words: whether it went up is not what counts. */
function compare(name: string, value: number, earlier: number): NonNullable<MetricFigure['comparison']> {
  const difference = value - earlier
  if (figureText(name, value) === figureText(name, earlier)) return { text: say('the same'), better: null }
  const better = difference > 0 !== lowerIsBetter.has(name)
  return {
    text: better
      ? say('{{difference}} better', { difference: figureText(name, Math.abs(difference)) })
      : say('{{difference}} worse', { difference: figureText(name, Math.abs(difference)) }),
    better,
  }
}

/**
 * Figures for tiles. They are held against an earlier run where one is given, else against the baseline: always
 * answering the commonest class, or the mean.
 */
export function metricFigures(
  metrics: Readonly<Record<string, number | null>>,
  against: {
    earlier?: Readonly<Record<string, number>>
    baseline?: Readonly<Record<string, number | null>>
  } = {},
): MetricFigure[] {
  const { earlier, baseline } = against
  return Object.entries(metrics)
    .filter((entry): entry is [string, number] => typeof entry[1] === 'number')
    .toSorted(([a], [b]) => rank(a) - rank(b))
    .map(([name, value]) => {
      const figure = { name, title: figureTitle(name), text: figureText(name, value) }
      const before = earlier?.[name]
      if (before !== undefined) return { ...figure, comparison: compare(name, value, before) }
      const guess = earlier ? null : baseline?.[name]
      if (guess == null) return figure
      return {
        ...figure,
        comparison: {
          text: say('{{figure}} by guessing', { figure: figureText(name, guess) }),
          better: null,
        },
      }
    })
}
