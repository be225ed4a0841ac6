/** Figures of one epoch by name. Classes: `loss`, `accuracy`; numbers: `loss`, `rmse`; each with `val_…` where there are validation rows. */
export type EpochMetrics = Record<string, number>

/** Learning curves: one entry per epoch, from the first on. */
export interface History {
  epochs: EpochMetrics[]
}
