import type { SettingImportance, TuningTrial } from './report.ts'

/** Fewer say nothing. */
const LEAST_TRIALS = 8

/**
 * How far each setting alone goes with the score, the most first: the squared rank correlation (Spearman, 1904) for
 * numbers, the share of the variance of the ranks between options (η², Pearson, 1905) for choices. Says nothing of
 * settings that act only together. Empty for fewer than eight trials with a score.
 */
export function importanceOf(trials: readonly TuningTrial[]): SettingImportance[] {
  const scored = trials.filter(({ score }) => score !== null)
  if (scored.length < LEAST_TRIALS) return []
  const scores = ranksOf(scored.map(({ score }) => score as number))
  const [first] = scored
  const found = Object.entries(first?.settings ?? {}).flatMap(([node, fields]) =>
    Object.keys(fields).map((field) => {
      const values = scored.map(({ settings }) => settings[node]?.[field])
      const share = values.every((value) => typeof value === 'number')
        ? correlation(ranksOf(values), scores) ** 2
        : betweenGroups(
            values.map((value) => JSON.stringify(value) ?? ''),
            scores,
          )
      return { node, field, share }
    }),
  )
  return found.sort((a, b) => b.share - a.share)
}

/** Ranks from 0; equal numbers share the mean of theirs. */
function ranksOf(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b)
  return values.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2)
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

const spread = (values: readonly number[], around: number): number =>
  values.reduce((sum, value) => sum + (value - around) ** 2, 0)

/** Pearson's, 0 where one side is all the same. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)]
  const together = a.reduce((sum, value, i) => sum + (value - meanA) * ((b[i] as number) - meanB), 0)
  const scale = Math.sqrt(spread(a, meanA) * spread(b, meanB))
  return scale === 0 ? 0 : together / scale
}

function betweenGroups(groups: readonly string[], values: readonly number[]): number {
  const overall = mean(values)
  const total = spread(values, overall)
  const byGroup = new Map<string, number[]>()
  groups.forEach((group, i) => byGroup.set(group, [...(byGroup.get(group) ?? []), values[i] as number]))
  const between = [...byGroup.values()].reduce((sum, own) => sum + own.length * (mean(own) - overall) ** 2, 0)
  return total === 0 ? 0 : between / total
}
