import type { Task } from '../../../nodes/kit/ports.ts'

export interface Coefficient {
  input: string
  /** One for each output: of each class, of the second of two, or of the number. */
  weights: readonly number[]
  /** By how much one standard deviation of the input moves each output. */
  effects: readonly number[]
}

/** What the training of a linear model found. */
export interface LinearReport {
  task: Task
  target: string
  classes: readonly string[] | null
  rows: number
  validationRows: number
  parameters: number
  settings: { l2: number }
  /** 0 where the weights were computed in one go. */
  iterations: number
  converged: boolean
  /** `loss`, `val_loss`, `accuracy`, … */
  figures: Readonly<Record<string, number>>
  intercepts: readonly number[]
  /** Those with the largest effect. */
  coefficients: readonly Coefficient[]
  inputsCounted: number
}

/** What an ensemble and each of its parts reach on the validation rows. */
export interface EnsembleReport {
  method: 'hard' | 'soft' | 'average' | 'weighted' | 'stacking'
  task: Task
  target: string
  classes: readonly string[] | null
  /** Validation rows; 0 where there are none, and then no figures. */
  rows: number
  metrics: Readonly<Record<string, number | null>> | null
  parts: readonly {
    title: string
    weight: number | null
    metrics: Readonly<Record<string, number | null>> | null
  }[]
  /** Of the model that stacks. */
  coefficients: readonly Coefficient[] | null
}
