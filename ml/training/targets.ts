import type { TrainingRows } from './train-network.ts'

/** Mean and population standard deviation, in two passes. */
export function scalingOf(y: ArrayLike<number>): { mean: number; scale: number } {
  let sum = 0
  for (let row = 0; row < y.length; row++) sum += y[row] as number
  const mean = sum / y.length
  let squares = 0
  for (let row = 0; row < y.length; row++) squares += ((y[row] as number) - mean) ** 2
  return { mean, scale: Math.sqrt(squares / y.length) || 1 }
}

export const standardise = (
  rows: TrainingRows,
  { mean, scale }: { mean: number; scale: number },
): TrainingRows => ({
  ...rows,
  y: rows.y.map((value) => (value - mean) / scale),
})

/** n / (classes present × rows of the class): rare classes count as much as frequent ones. */
export function balancedWeights(y: ArrayLike<number>, classes: number): number[] {
  const counts = countClasses(y, classes)
  const present = counts.filter((count) => count > 0).length
  return counts.map((count) => (count > 0 ? y.length / (present * count) : 0))
}

/** Rows of each class. */
export function countClasses(y: ArrayLike<number>, classes: number): number[] {
  const counts = Array.from({ length: classes }, () => 0)
  for (let row = 0; row < y.length; row++) {
    const label = y[row] as number
    counts[label] = (counts[label] as number) + 1
  }
  return counts
}
