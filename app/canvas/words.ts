import { currentLocale, say } from '../i18n/current.ts'
import { msg } from '../i18n/msg.ts'

/** Figures in words, for cards, lists and tables. */

const counts = new Intl.NumberFormat('en-GB')

/** `4119` → `4,119`. */
export const formatCount = (value: number): string => counts.format(value)

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`

/** A duration: `0.4 s`, `52 s`, `1:42`, `2 h 05`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  if (seconds < 59.5) return `${Math.round(seconds)} s`
  const whole = Math.round(seconds)
  if (whole < 3600) return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')}`
}

/** A figure for reading: three to four significant digits, no trailing noise. */
export function formatFigure(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? say('not a number') : value > 0 ? '∞' : '−∞'
  if (value === 0) return '0'
  const size = Math.abs(value)
  const text =
    Number.isInteger(value) && size < 1e6
      ? counts.format(value)
      : size >= 1e6 || size < 1e-4
        ? value.toExponential(2)
        : size >= 1000
          ? counts.format(Math.round(value))
          : size >= 100
            ? value.toFixed(1)
            : size >= 1
              ? String(Number(value.toFixed(2)))
              : size >= 0.1
                ? value.toFixed(3)
                : String(Number(value.toPrecision(3)))
  return text.replace('-', '−')
}

/** A share of 1 as `12.5 %`. */
export const formatPercent = (share: number): string => `${(share * 100).toFixed(1)} %`

const metricTitles: Readonly<Record<string, string>> = {
  accuracy: msg('Accuracy'),
  balanced_accuracy: msg('Balanced accuracy'),
  precision: msg('Precision'),
  recall: msg('Recall'),
  f1: 'F1',
  auc: 'ROC AUC',
  roc_auc: 'ROC AUC',
  log_loss: msg('Log loss'),
  loss: msg('Loss'),
  val_loss: msg('Validation loss'),
  out_of_bag_accuracy: msg('Out-of-bag accuracy'),
  out_of_bag_loss: msg('Out-of-bag loss'),
  out_of_bag_rmse: msg('Out-of-bag RMSE'),
  rmse: 'RMSE',
  mse: 'MSE',
  mae: 'MAE',
  r2: 'R²',
}

/** A title within a sentence: `Loss` → `loss`, but `RMSE`, `R²` and `F1` stay as they are. */
const inSentence = (title: string): string =>
  /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title

/** `val_loss` → `Validation loss`; a name not known is put in words as it is. */
export function metricTitle(name: string): string {
  const known = metricTitles[name.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toLowerCase()]
  if (known) return say(known)
  if (name.startsWith('val_'))
    return say('Validation {{metric}}', { metric: inSentence(metricTitle(name.slice(4))) })
  const words = name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase()
  return say(words.charAt(0).toUpperCase() + words.slice(1))
}

const mainMetrics = [
  'accuracy',
  'auc',
  'rocAuc',
  'roc_auc',
  'r2',
  'rmse',
  'mae',
  'val_loss',
  'valLoss',
  'loss',
]

/** The one figure that stands for a report on a card; undefined where there is none. */
export function findMainMetric(metrics: Readonly<Record<string, number>>): [string, number] | undefined {
  for (const name of mainMetrics) {
    const value = metrics[name]
    if (value !== undefined) return [name, value]
  }
  return undefined
}

/** `Accuracy 0.958`, with the node that says so where several do: `Accuracy 0.958 (Forest)`; empty where there is none. */
export function runFigure(run: {
  metrics: Readonly<Record<string, number>>
  measuredBy?: string | undefined
}): string {
  const main = findMainMetric(run.metrics)
  if (!main) return ''
  const figure = `${metricTitle(main[0])} ${formatFigure(main[1])}`
  return run.measuredBy === undefined ? figure : `${figure} (${run.measuredBy})`
}

const isMetric = (name: string): boolean => mainMetrics.includes(name) || Object.hasOwn(metricTitles, name)

/** Reports whose figures say themselves on which rows they were measured. */
export const isTraining = (kind: string): boolean =>
  ['training', 'linear', 'trees', 'ensemble'].includes(kind)

/** A figure of a training says on which rows it was measured; counts have no rows. */
export const trainingTitle = (name: string): string =>
  isMetric(name) && !name.startsWith('val')
    ? say('Training {{metric}}', { metric: inSentence(metricTitle(name)) })
    : metricTitle(name)

/**
 * The one figure that stands for a training, with the rows that it was measured on: `Validation accuracy 0.958`, or
 * `Training accuracy 0.982` where no rows were held back; empty where there is none. `short` where room is scarce.
 */
export function trainingFigure(metrics: Readonly<Record<string, number>>, short = false): string {
  const main =
    mainMetrics.find((name) => metrics[`val_${name}`] !== undefined) ??
    mainMetrics.find((name) => metrics[name] !== undefined)
  if (main === undefined) return ''
  const held = metrics[`val_${main}`]
  const text = `${trainingTitle(held === undefined ? main : `val_${main}`)} ${formatFigure(held ?? metrics[main] ?? Number.NaN)}`
  return short ? text.replace('Validation ', 'Val. ').replace('Training ', 'Train. ') : text
}

export const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

interface RunName {
  number: number
  pipelineName: string
}

/** Where a reused result comes from: results are shared by all pipelines, and each counts its own runs. */
export const cacheSource = (from: RunName, run: RunName): string =>
  from.pipelineName === run.pipelineName && from.number < run.number
    ? say('run {{number}}', { number: from.number })
    : say('run {{number}} of {{pipeline}}', { number: from.number, pipeline: from.pipelineName })

/** `14:02` of an ISO time, in the reader's own zone. */
export const formatClock = (iso: string, seconds = false): string =>
  new Date(iso).toLocaleTimeString(currentLocale(), {
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds ? { second: '2-digit' } : {}),
  })

export const formatDay = (iso: string): string =>
  new Date(iso).toLocaleDateString(currentLocale(), { day: 'numeric', month: 'short' })

export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? 'B'}`
}

/** `until 2026-11-25T22:00:00.000Z` in the clock of who looks. */
export const untilWords = (message: string): string => {
  const time = /^until (.+)$/.exec(message)?.[1]
  return time === undefined ? message : formatClock(time, true)
}
