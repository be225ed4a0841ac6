/** Media type, among the blobs of a model, of the state in which its training ended: a longer one goes on from there. */
export const TRAINING_STATE = 'application/x-millrace-training-state'

/** Settings of a training in epochs that say no more than when it ends. */
const lengths = ['epochs', 'earlyStopping', 'patience']

/** Those that say what an epoch does. One that is not known here might depend on how many there are. */
const steps = ['optimizer', 'learningRate', 'batchSize', 'classWeights']

/**
 * A blueprint without what only says how long it trains: two that agree in the rest take the same steps, so the longer
 * training may go on from the end of the shorter. Null for one that does not train in such epochs.
 */
export function withoutLength(blueprint: unknown): { rest: unknown; epochs: number } | null {
  const { training } = (blueprint ?? {}) as { training?: Readonly<Record<string, unknown>> }
  if (typeof training?.epochs !== 'number') return null
  const settings = Object.entries(training).filter(([name]) => !lengths.includes(name))
  if (!settings.every(([name]) => steps.includes(name))) return null
  return {
    rest: { ...(blueprint as object), training: Object.fromEntries(settings) },
    epochs: training.epochs,
  }
}
