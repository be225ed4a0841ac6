import type { Task } from '../models/task.ts'
import type { EpochMetrics } from '../training/history.ts'
import type { FeatureColumns } from './features.ts'
import type { TreeTargets } from './read-tree-data.ts'
import { addTrees, type Trees } from './trees.ts'

/** How what the trees say becomes an answer. */
export interface AnswerRule {
  combine: 'mean' | 'sum'
  /** Sums a row has: one, or one a class. */
  width: number
  /** Where sums begin. */
  base: number[]
  /** `share`: they are probabilities already, for two classes that of the second. */
  link: 'identity' | 'exp' | 'logistic' | 'softmax' | 'share'
}

/** Sums over all trees, rows × width, before the link. */
export function sumTrees(
  trees: Trees,
  columns: FeatureColumns,
  { rows, rule }: { rows: number; rule: AnswerRule },
): Float64Array {
  const sums = startSums(rows, rule)
  addTrees(trees, columns, { rows, sums, width: rule.width })
  if (rule.combine === 'mean') for (let at = 0; at < sums.length; at++) sums[at]! /= trees.roots.length
  return sums
}

/** Sums before the first tree. */
export function startSums(rows: number, { width, base }: AnswerRule): Float64Array {
  const sums = new Float64Array(rows * width)
  for (let at = 0; at < sums.length; at++) sums[at] = base[at % width] as number
  return sums
}

/** Answers from sums: probabilities, rows × classes, or numbers, rows × 1. */
export function applyLink(sums: Float64Array, { link, width }: AnswerRule, task: Task): Float64Array {
  if (task === 'regression') return link === 'exp' ? sums.map(Math.exp) : sums
  if (width === 1) {
    const both = new Float64Array(sums.length * 2)
    for (let row = 0; row < sums.length; row++) {
      const sum = sums[row] as number
      const second = link === 'logistic' ? 1 / (1 + Math.exp(-sum)) : sum
      both[row * 2] = 1 - second
      both[row * 2 + 1] = second
    }
    return both
  }
  return link === 'softmax' ? softmax(sums, width) : sums
}

/** The softmax of each row. */
export function softmax(sums: Float64Array, width: number): Float64Array {
  const shares = new Float64Array(sums.length)
  for (let from = 0; from < sums.length; from += width) {
    let most = Number.NEGATIVE_INFINITY
    for (let k = 0; k < width; k++) most = Math.max(most, sums[from + k] as number)
    let total = 0
    for (let k = 0; k < width; k++) {
      shares[from + k] = Math.exp((sums[from + k] as number) - most)
      total += shares[from + k] as number
    }
    for (let k = 0; k < width; k++) shares[from + k]! /= total
  }
  return shares
}

/** A probability counts as this at least, so that one wrong row of pure leaves does not make a loss infinite. */
const LEAST = 1e-15

/** Loss and metric of answers, named as those of an epoch: log loss and accuracy, or the loss of numbers and rmse. */
export function measureAnswers(
  answers: Float64Array,
  { y, weights, rows }: TreeTargets,
  { task, loss, prefix }: { task: Task; loss: 'squared' | 'absolute' | 'poisson'; prefix: string },
): EpochMetrics {
  let [total, sum, score] = [0, 0, 0]
  const width = task === 'regression' ? 1 : answers.length / rows
  for (let row = 0; row < rows; row++) {
    const weight = weights ? (weights[row] as number) : 1
    const truth = y[row] as number
    total += weight
    if (task === 'regression') {
      const answer = answers[row] as number
      sum += weight * lossOf(loss, answer, truth)
      score += weight * (answer - truth) ** 2
      continue
    }
    const from = row * width
    let best = 0
    for (let k = 1; k < width; k++)
      if ((answers[from + k] as number) > (answers[from + best] as number)) best = k
    sum -= weight * Math.log(Math.max(answers[from + truth] as number, LEAST))
    if (best === truth) score += weight
  }
  const metric = task === 'regression' ? { rmse: Math.sqrt(score / total) } : { accuracy: score / total }
  return Object.fromEntries(
    Object.entries({ loss: sum / total, ...metric }).map(([name, value]) => [prefix + name, value]),
  )
}

/** Squared and absolute error, and the deviance of counts. */
function lossOf(loss: 'squared' | 'absolute' | 'poisson', answer: number, truth: number): number {
  if (loss === 'squared') return (answer - truth) ** 2
  if (loss === 'absolute') return Math.abs(answer - truth)
  return 2 * ((truth > 0 ? truth * Math.log(truth / answer) : 0) - truth + answer)
}
