import { likeliest } from '../models/task.ts'
import { averagePrecision, rank, rocAuc } from './ranking.ts'

/** Answers to rows whose classes are known. */
export interface ClassPredictions {
  rows: number
  classes: readonly string[]
  /** Class index per row. */
  labels: ArrayLike<number>
  /** Row-major, rows × classes. */
  probabilities: ArrayLike<number>
}

export interface ClassScore {
  label: string
  /** Rows of the class. */
  support: number
  precision: number
  recall: number
  f1: number
  /** One against the rest; null where no row, or every row, is of the class. */
  rocAuc: number | null
  averagePrecision: number | null
}

export interface ClassificationScores {
  accuracy: number
  /** Mean recall of the classes that occur. */
  balancedAccuracy: number
  /** Unweighted means over the classes that occur or are answered. */
  precision: number
  recall: number
  f1: number
  /** Mean of −log p of the right class, p no less than 2.2e-16. */
  logLoss: number
  /** Two classes: of the second one. More: mean over the classes that have one. */
  rocAuc: number | null
  averagePrecision: number | null
  perClass: ClassScore[]
  /** `confusion[actual][answered]`, in the order of the classes. */
  confusion: number[][]
}

/**
 * Scores answers with the definitions of scikit-learn's `metrics`; a ratio of nothing counts as 0. Unless `ranked`, rows are
 * not sorted by probability, and the areas and average precisions are null.
 */
export function scoreClasses(
  predictions: ClassPredictions,
  { ranked = true }: { ranked?: boolean } = {},
): ClassificationScores {
  const { rows, classes, labels, probabilities } = predictions
  const k = classes.length
  const confusion = countConfusion(predictions)
  const total = (cells: readonly number[]) => cells.reduce((sum, cell) => sum + cell, 0)
  const perClass = classes.map((label, index): ClassScore => {
    const right = confusion[index]?.[index] ?? 0
    const support = total(confusion[index] ?? [])
    const answered = total(confusion.map((row) => row[index] ?? 0))
    const ranking =
      ranked &&
      rank(
        rows,
        (row) => probabilities[row * k + index] as number,
        (row) => labels[row] === index,
      )
    return {
      label,
      support,
      precision: ratio(right, answered),
      recall: ratio(right, support),
      f1: ratio(2 * right, support + answered),
      rocAuc: ranking ? rocAuc(ranking) : null,
      averagePrecision: ranking ? averagePrecision(ranking) : null,
    }
  })
  const occurring = perClass.filter(({ support }) => support > 0)
  const concerned = perClass.filter(
    ({ support }, index) => support > 0 || confusion.some((row) => row[index]),
  )
  const headline = (of: (score: ClassScore) => number | null): number | null => {
    if (k === 2) return perClass[1] ? of(perClass[1]) : null
    const known = perClass.map(of).filter((value) => value !== null)
    return known.length === 0 ? null : mean(known)
  }
  return {
    accuracy: ratio(total(confusion.map((row, index) => row[index] ?? 0)), rows),
    balancedAccuracy: mean(occurring.map(({ recall }) => recall)),
    precision: mean(concerned.map(({ precision }) => precision)),
    recall: mean(concerned.map(({ recall }) => recall)),
    f1: mean(concerned.map(({ f1 }) => f1)),
    logLoss: logLoss(predictions),
    rocAuc: headline((score) => score.rocAuc),
    averagePrecision: headline((score) => score.averagePrecision),
    perClass,
    confusion,
  }
}

function countConfusion({ rows, classes, labels, probabilities }: ClassPredictions): number[][] {
  const k = classes.length
  const confusion = classes.map(() => classes.map(() => 0))
  for (let row = 0; row < rows; row++) {
    const cells = confusion[labels[row] as number] as number[]
    const answer = likeliest(probabilities, row, k)
    cells[answer] = (cells[answer] as number) + 1
  }
  return confusion
}

function logLoss({ rows, classes, labels, probabilities }: ClassPredictions): number {
  let sum = 0
  for (let row = 0; row < rows; row++) {
    const probability = probabilities[row * classes.length + (labels[row] as number)] as number
    sum -= Math.log(Math.min(Math.max(probability, Number.EPSILON), 1 - Number.EPSILON))
  }
  return ratio(sum, rows)
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
const mean = (values: readonly number[]): number =>
  ratio(
    values.reduce((sum, value) => sum + value, 0),
    values.length,
  )
