import { DataError } from '../errors.ts'
import type { BoostingLoss } from '../models/tree-blueprint.ts'
import type { Task } from '../models/task.ts'
import { type AnswerRule, softmax } from './answers.ts'
import { weightedMedian } from './row-weights.ts'

/** The loss that boosting lowers. */
export interface Loss {
  rule: AnswerRule
  /** Writes the negative gradient and the second derivative of sum `k` of every row. */
  derive(sums: Float64Array, into: { gradients: Float64Array; hessians: Float64Array }[]): void
  /** Whether the number of a leaf is the median of what is left, not Σ gradient / Σ hessian. */
  median: boolean
}

interface Facts {
  task: Task
  classes: number
  loss: BoostingLoss
  y: Float64Array
  weights: Float64Array
  target: string
}

/**
 * Log loss of classes; squared error, absolute error or the Poisson deviance of numbers. Sums begin where the loss is
 * least without any tree. Throws DataError `target_negative`.
 */
export function lossOf(facts: Facts): Loss {
  if (facts.task === 'multiclass') return softmaxLoss(facts)
  if (facts.task === 'binary') return logisticLoss(facts)
  if (facts.loss === 'absolute') return absoluteLoss(facts)
  return facts.loss === 'poisson' ? poissonLoss(facts) : squaredLoss(facts)
}

const ruleOf = (link: AnswerRule['link'], base: number[]): AnswerRule => ({
  combine: 'sum',
  width: base.length,
  base,
  link,
})

export function weightedMean(values: Float64Array, weights: Float64Array): number {
  let [sum, total] = [0, 0]
  for (let row = 0; row < values.length; row++) {
    sum += (weights[row] as number) * (values[row] as number)
    total += weights[row] as number
  }
  return sum / total
}

/** A share that has a finite logarithm on both sides. */
const inside = (share: number) => Math.min(Math.max(share, 1e-12), 1 - 1e-12)

function squaredLoss({ y, weights }: Facts): Loss {
  return {
    rule: ruleOf('identity', [weightedMean(y, weights)]),
    median: false,
    derive: (sums, [into]) => {
      for (let row = 0; row < y.length; row++) {
        const weight = weights[row] as number
        into!.gradients[row] = weight * ((y[row] as number) - (sums[row] as number))
        into!.hessians[row] = weight
      }
    },
  }
}

function absoluteLoss({ y, weights }: Facts): Loss {
  return {
    rule: ruleOf('identity', [weightedMedian(y, weights)]),
    median: true,
    derive: (sums, [into]) => {
      for (let row = 0; row < y.length; row++) {
        const weight = weights[row] as number
        into!.gradients[row] = weight * Math.sign((y[row] as number) - (sums[row] as number))
        into!.hessians[row] = weight
      }
    },
  }
}

function poissonLoss({ y, weights, target }: Facts): Loss {
  const mean = weightedMean(y, weights)
  if (y.some((value) => value < 0) || mean <= 0) {
    throw new DataError(
      'target_negative',
      `The target "${target}" is ${mean === 0 ? 'never above 0' : 'below 0 in some rows'}, which the Poisson loss can't learn from. Choose the squared error as the loss of Gradient boosting.`,
    )
  }
  return {
    rule: ruleOf('exp', [Math.log(mean)]),
    median: false,
    derive: (sums, [into]) => {
      for (let row = 0; row < y.length; row++) {
        const weight = weights[row] as number
        const expected = Math.exp(sums[row] as number)
        into!.gradients[row] = weight * ((y[row] as number) - expected)
        into!.hessians[row] = weight * expected
      }
    },
  }
}

function logisticLoss({ y, weights }: Facts): Loss {
  const share = inside(weightedMean(y, weights))
  return {
    rule: ruleOf('logistic', [Math.log(share / (1 - share))]),
    median: false,
    derive: (sums, [into]) => {
      for (let row = 0; row < y.length; row++) {
        const weight = weights[row] as number
        const probability = 1 / (1 + Math.exp(-(sums[row] as number)))
        into!.gradients[row] = weight * ((y[row] as number) - probability)
        into!.hessians[row] = weight * probability * (1 - probability)
      }
    },
  }
}

function softmaxLoss({ y, weights, classes }: Facts): Loss {
  const totals = new Float64Array(classes)
  for (let row = 0; row < y.length; row++) totals[y[row] as number]! += weights[row] as number
  const total = totals.reduce((sum, each) => sum + each, 0)
  return {
    rule: ruleOf(
      'softmax',
      Array.from(totals, (each) => Math.log(inside(each / total))),
    ),
    median: false,
    derive: (sums, into) => {
      const shares = softmax(sums, classes)
      into.forEach(({ gradients, hessians }, k) => {
        for (let row = 0; row < y.length; row++) {
          const weight = weights[row] as number
          const probability = shares[row * classes + k] as number
          gradients[row] = weight * ((y[row] === k ? 1 : 0) - probability)
          hessians[row] = weight * probability * (1 - probability)
        }
      })
    },
  }
}
