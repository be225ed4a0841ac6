import { balancedWeights } from '../training/targets.ts'
import type { TreeTargets } from './read-tree-data.ts'

/** How much each row counts: its own weight, times that of its class where classes are balanced. */
export function rowWeights(
  { rows, y, weights }: TreeTargets,
  { classes, classWeights }: { classes: number; classWeights: 'none' | 'balanced' },
): Float64Array {
  const all = weights ? weights.slice() : new Float64Array(rows).fill(1)
  if (classWeights === 'none' || classes === 0) return all
  const ofClass = balancedWeights(y, classes)
  for (let row = 0; row < rows; row++) all[row]! *= ofClass[y[row] as number] as number
  return all
}

/** The value up to which half of the weight lies; half way to the next where it is half to a hair. */
export function weightedMedian(values: Float64Array, weights: ArrayLike<number>): number {
  const order = Uint32Array.from(values.keys()).sort((a, b) => (values[a] as number) - (values[b] as number))
  let total = 0
  for (let at = 0; at < values.length; at++) total += weights[at] as number
  let sum = 0
  for (let at = 0; at < order.length; at++) {
    sum += weights[order[at] as number] as number
    if (sum * 2 < total) continue
    const value = values[order[at] as number] as number
    const next = order[at + 1]
    return sum * 2 === total && next !== undefined ? (value + (values[next] as number)) / 2 : value
  }
  return 0
}
