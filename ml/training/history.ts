/** Figures of one epoch by name. Classes: `loss`, `accuracy`; numbers: `loss`, `rmse`; each with `val_…` where there are validation rows. */
export type EpochMetrics = Record<string, number>

/** Learning curves: one entry per epoch, from the first on. */
export interface History {
  epochs: EpochMetrics[]
}

/** The loss that says which epoch is best: on validation rows where there are any. */
export const watchedLoss = (metrics: EpochMetrics): number => metrics.val_loss ?? (metrics.loss as number)

/** The first epoch, from 1, that lies `patience` epochs behind the best before it; null where none does. */
export function endOfPatience({ epochs }: History, patience: number): number | null {
  let [best, bestEpoch] = [Number.POSITIVE_INFINITY, 0]
  for (const [index, metrics] of epochs.entries()) {
    const loss = watchedLoss(metrics)
    if (loss < best) [best, bestEpoch] = [loss, index + 1]
    else if (index + 1 - bestEpoch >= patience) return index + 1
  }
  return null
}
