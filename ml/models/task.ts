/** What a model predicts: a number, one of two classes, one of several classes. */
export type Task = 'regression' | 'binary' | 'multiclass'

/** Outputs of a network: one for numbers and for two classes, else one per class. */
export const outputsOf = (task: Task, classes: number): number => (task === 'multiclass' ? classes : 1)

/** The class with the highest probability, the first among equals. */
export function likeliest(probabilities: ArrayLike<number>, row: number, classes: number): number {
  const start = row * classes
  let best = 0
  for (let k = 1; k < classes; k++) {
    if ((probabilities[start + k] as number) > (probabilities[start + best] as number)) best = k
  }
  return best
}
