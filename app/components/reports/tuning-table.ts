import { stateWords, visualStateOf } from '../states.ts'
import { findDefinition } from '../../../nodes/definitions.ts'
import type { TuningReport, TuningTrial } from '../../../nodes/train/tune/report.ts'
import { isNetwork, networkText } from '../../canvas/store/layer-fields.ts'
import { layersText, type Layer } from '../../canvas/store/search-ranges.ts'
import { formatFigure } from '../../canvas/words.ts'
import { say } from '../../i18n/current.ts'
import { valueText } from '../value-text.ts'
import type { ChartTable } from '../charts/table-data.ts'
import { figureText, figureTitle } from './metric-figures.ts'

/** What a view knows of the nodes of a run. */
export type NodeNames = readonly {
  id: string
  type: string
  title: string
  /** Where what arrives comes from. */
  inputs?: Readonly<Record<string, { node: string }>>
}[]

/** A setting that was searched. */
export interface SearchedSetting {
  node: string
  field: string
  /** `Learning rate`; with the node's title where two nodes have a setting of that name. */
  title: string
  valueOf: (trial: TuningTrial) => unknown
  text: (value: unknown) => string
}

const isLayers = (value: unknown): value is Layer[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'object' && each !== null && 'units' in each)

function settingText(value: unknown, labels: Readonly<Record<string, string>> | undefined): string {
  if (typeof value === 'number') return formatFigure(value)
  if (typeof value === 'string' && labels && Object.hasOwn(labels, value)) return say(labels[value] ?? value)
  if (isNetwork(value)) return networkText(value, say)
  if (isLayers(value)) return layersText(value) || say('no hidden layer')
  return valueText(value)
}

/** The settings that were searched, those of a node in the order of its form. */
export function searchedSettings(report: TuningReport, nodes: NodeNames): SearchedSetting[] {
  const found = new Map<string, { node: string; field: string }>()
  for (const { settings } of report.trials)
    for (const [node, fields] of Object.entries(settings))
      for (const field of Object.keys(fields)) found.set(`${node}.${field}`, { node, field })
  const named = [...found.values()].map(({ node, field }) => {
    const named = nodes.find(({ id }) => id === node)
    const shape = named && findDefinition(named.type)?.params.shape
    const meta =
      shape && Object.hasOwn(shape, field) ? (shape[field] as { meta(): unknown }).meta() : undefined
    const { title = field, ui } = (meta ?? {}) as {
      title?: string
      ui?: { labels?: Readonly<Record<string, string>> }
    }
    const place = Object.keys(shape ?? {}).indexOf(field)
    return { node, field, place, title: say(title), nodeTitle: named?.title ?? node, labels: ui?.labels }
  })
  named.sort((a, b) => (a.node === b.node ? a.place - b.place : 0))
  return named.map(({ node, field, title, nodeTitle, labels }) => ({
    node,
    field,
    title: named.filter((other) => other.title === title).length > 1 ? `${nodeTitle} · ${title}` : title,
    valueOf: ({ settings }) => settings[node]?.[field],
    text: (value) => settingText(value, labels),
  }))
}

/** All trials as they go into a CSV file: numbers as they are, other settings in words. */
export function trialTable(report: TuningReport, settings: readonly SearchedSetting[]): ChartTable {
  const hasSpread = report.folds !== null
  return {
    columns: [
      { key: 'trial', label: say('Trial') },
      {
        key: 'score',
        label: figureTitle(report.metric),
        format: (value) => figureText(report.metric, value),
      },
      ...(hasSpread ? [{ key: 'std', label: say('Standard deviation'), format: formatFigure }] : []),
      ...settings.map(({ title }, index) => ({ key: `s${index}`, label: title, format: formatFigure })),
      { key: 'state', label: say('State') },
      { key: 'seconds', label: say('Duration, s'), format: formatFigure },
    ],
    rows: report.trials.map((trial, index) => ({
      trial: index + 1,
      score: trial.score,
      ...(hasSpread && { std: trial.std }),
      ...Object.fromEntries(
        settings.map(({ valueOf, text }, at) => {
          const value = valueOf(trial)
          return [`s${at}`, typeof value === 'number' ? value : value === undefined ? null : text(value)]
        }),
      ),
      state: trial.error ?? say(stateWords[visualStateOf(trial.state)]),
      seconds: trial.durationMs / 1000,
    })),
  }
}

export interface Sorting {
  key: string
  descending: boolean
}

/** Indexes of a table's rows in an order; what is missing comes last either way. */
export function sortRows({ rows }: ChartTable, { key, descending }: Sorting): number[] {
  const sign = descending ? -1 : 1
  return rows
    .map((_, index) => index)
    .toSorted((a, b) => {
      const [left, right] = [rows[a]?.[key] ?? null, rows[b]?.[key] ?? null]
      if (left === null || right === null) return Number(left === null) - Number(right === null) || a - b
      const order =
        typeof left === 'number' && typeof right === 'number'
          ? left - right
          : String(left).localeCompare(String(right))
      return sign * order || a - b
    })
}

/**
 * The part of the scores worth looking at: a few trials that went badly wrong would press all others into one line.
 * From the best score to the worse of the upper quartile and as far again beyond it, at most to the worst.
 */
export function scoreDomain(
  scores: readonly number[],
  direction: TuningReport['direction'],
): [number, number] {
  const sign = direction === 'minimize' ? 1 : -1
  const losses = scores.map((score) => sign * score).toSorted((a, b) => a - b)
  const at = (share: number): number => losses[Math.floor(share * (losses.length - 1))] ?? 0
  const worst = Math.min(at(1), at(0.75) + 1.5 * (at(0.75) - at(0)))
  const pad = (worst - at(0)) * 0.06 || Math.abs(worst) * 0.1 || 1
  const ends = [sign * (at(0) - pad), sign * (worst + pad)].toSorted((a, b) => a - b)
  return [ends[0] as number, ends[1] as number]
}

/** Whether numbers are better seen over their logarithm. */
export const spansDecades = (values: readonly number[]): boolean =>
  values.length > 1 && Math.min(...values) > 0 && Math.max(...values) / Math.min(...values) >= 20
