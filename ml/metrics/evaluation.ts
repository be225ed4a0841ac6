import { type Calibration, calibrate } from './calibration.ts'
import {
  type ClassificationScores,
  type ClassPredictions,
  type ClassScore,
  scoreClasses,
} from './classification.ts'
import { type PrecisionRecallPoint, precisionRecallCurve, rank, type RocPoint, rocCurve } from './ranking.ts'
import {
  type NumberPredictions,
  type RegressionScores,
  type Residuals,
  scoreNumbers,
  summariseResiduals,
} from './regression.ts'
import { likeliest } from '../models/task.ts'

/** What the page shows of a classifier on known rows. Plain JSON. */
export interface ClassEvaluation {
  metrics: Omit<ClassificationScores, 'perClass' | 'confusion'>
  perClass: ClassScore[]
  /** `counts[actual][answered]`. */
  confusion: { classes: string[]; counts: number[][] }
  /** One class against the rest; for two classes of the second one only. Classes without rows are left out. */
  roc: { class: string; points: RocPoint[]; area: number }[]
  pr: { class: string; points: PrecisionRecallPoint[]; averagePrecision: number }[]
  /** Two classes: the probability of the second. More: that of the class answered. */
  calibration: Calibration & { of: string | null }
  /** Always answering the commonest class of the training rows, with the shares of the training rows. */
  baseline: {
    answer: string
    metrics: Pick<ClassificationScores, 'accuracy' | 'balancedAccuracy' | 'logLoss'>
  }
}

/** What the page shows of a regression on known rows. Plain JSON. */
export interface NumberEvaluation {
  metrics: RegressionScores
  residuals: Residuals
  /** Always answering the mean of the training rows. */
  baseline: { answer: number; metrics: RegressionScores }
}

/** Evaluates a classifier. `classCounts` are the training rows of each class. */
export function evaluateClasses(
  predictions: ClassPredictions,
  classCounts: readonly number[],
): ClassEvaluation {
  const { rows, classes, labels, probabilities } = predictions
  const k = classes.length
  const { perClass, confusion, ...metrics } = scoreClasses(predictions)
  const curves = classes.flatMap((label, index) => {
    const score = perClass[index]
    if ((k === 2 && index === 0) || score?.rocAuc === null || !score) return []
    const ranking = rank(
      rows,
      (row) => probabilities[row * k + index] as number,
      (row) => labels[row] === index,
    )
    return [{ label, ranking, score }]
  })
  const answered = (row: number) => (k === 2 ? 1 : likeliest(probabilities, row, k))
  return {
    metrics,
    perClass,
    confusion: { classes: [...classes], counts: confusion },
    roc: curves.map(({ label, ranking, score }) => ({
      class: label,
      points: rocCurve(ranking),
      area: score.rocAuc ?? 0,
    })),
    pr: curves.map(({ label, ranking, score }) => ({
      class: label,
      points: precisionRecallCurve(ranking),
      averagePrecision: score.averagePrecision ?? 0,
    })),
    calibration: {
      ...calibrate(
        rows,
        (row) => probabilities[row * k + answered(row)] as number,
        (row) => labels[row] === answered(row),
      ),
      of: k === 2 ? (classes[1] ?? null) : null,
    },
    baseline: baselineOfClasses(predictions, classCounts),
  }
}

function baselineOfClasses(
  { rows, classes, labels }: ClassPredictions,
  counts: readonly number[],
): ClassEvaluation['baseline'] {
  const total = counts.reduce((sum, count) => sum + count, 0) || 1
  const shares = classes.map((_, index) => (counts[index] ?? 0) / total)
  const answer = likeliest(shares, 0, shares.length)
  const present = new Set<number>()
  let right = 0
  let loss = 0
  for (let row = 0; row < rows; row++) {
    const label = labels[row] as number
    present.add(label)
    if (label === answer) right++
    loss -= Math.log(Math.max(shares[label] ?? 0, Number.EPSILON))
  }
  return {
    answer: classes[answer] ?? '',
    metrics: {
      accuracy: rows === 0 ? 0 : right / rows,
      balancedAccuracy: present.has(answer) ? 1 / present.size : 0,
      logLoss: rows === 0 ? 0 : loss / rows,
    },
  }
}

/** Evaluates a regression. `mean` is that of the target over the training rows. */
export function evaluateNumbers(predictions: NumberPredictions, mean: number): NumberEvaluation {
  const { rows, actual } = predictions
  return {
    metrics: scoreNumbers(predictions),
    residuals: summariseResiduals(predictions),
    baseline: {
      answer: mean,
      metrics: scoreNumbers({ rows, actual, predicted: new Float64Array(rows).fill(mean) }),
    },
  }
}
