/** What a model predicts: a number, one of two classes, one of several classes. */
export type Task = 'regression' | 'binary' | 'multiclass'

/** Outputs of a network: one for numbers and for two classes, else one per class. */
export const outputsOf = (task: Task, classes: number): number => (task === 'multiclass' ? classes : 1)
