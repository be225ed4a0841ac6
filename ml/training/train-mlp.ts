import type { Column } from '../../nodes/kit/columns.ts'
import { initBackend } from '../backend/init-backend.ts'
import type { MlpBlueprint } from '../models/blueprint.ts'
import { encodedWidth } from '../models/encoder.ts'
import type { ModelManifest } from '../models/manifest.ts'
import { buildMlp } from '../models/network.ts'
import { saveNetwork } from '../models/weights.ts'
import type { TrainingData } from './read-training-data.ts'
import {
  type CheckpointStore,
  type TrainingOptions,
  type TrainingRows,
  trainNetwork,
} from './train-network.ts'

export interface MlpTraining {
  blueprint: MlpBlueprint
  data: TrainingData
  inputs: readonly Column[]
  target: Column
  seed: number
  signal?: AbortSignal
  onEpoch?: TrainingOptions['onEpoch']
  checkpoint?: CheckpointStore
  log?: (message: string) => void
}

export interface TrainedMlp {
  /** All but the pointer to the weights, which are the caller's to store. */
  manifest: Omit<ModelManifest, 'weights'>
  weights: Uint8Array
}

/**
 * Trains the network of a blueprint. A number target is standardised inside; class weights are those of scikit-learn's
 * `balanced`. Leaves no tensor behind. Rejects with DataError `training_diverged`.
 */
export async function trainMlp(training: MlpTraining): Promise<TrainedMlp> {
  const { blueprint, data, seed, log } = training
  const backend = await initBackend()
  const settings = blueprint.training
  const scaling = data.task === 'regression' ? scalingOf(data.train.y) : null
  const train = scaling ? standardise(data.train, scaling) : data.train
  const validation = data.validation && scaling ? standardise(data.validation, scaling) : data.validation
  if (settings.earlyStopping && !validation) {
    log?.('There are no validation rows, so early stopping watches the training loss.')
  }
  const inputs = encodedWidth(data.encoder)
  const classes = data.classes?.length ?? 0
  const network = buildMlp({ blueprint, inputs, task: data.task, classes, seed })
  try {
    const { history, epochs, bestEpoch, stoppedEarly } = await trainNetwork({
      ...training,
      network,
      task: data.task,
      settings,
      train,
      validation,
      classWeights: settings.classWeights === 'balanced' && classes > 0 ? balanced(train.y, classes) : null,
      targetScale: scaling?.scale ?? 1,
      fingerprint: [backend.name, backend.version, seed, train.rows, inputs, network.outputs].join(' '),
    })
    const { artifact, weights } = await saveNetwork(network.model)
    return {
      manifest: {
        version: 1,
        family: 'mlp',
        task: data.task,
        target: training.target,
        ...(data.classes && { classes: data.classes }),
        inputs: [...training.inputs],
        encoder: data.encoder,
        ...(scaling && { targetScaling: scaling }),
        layers: [...blueprint.layers, { units: network.outputs, activation: 'linear' }],
        network: artifact,
        parameters: network.variables.reduce((sum, variable) => sum + variable.size, 0),
        training: {
          settings,
          rows: { train: train.rows, validation: validation?.rows ?? 0 },
          ...(classes > 0 && { classCounts: countClasses(train.y, classes) }),
          epochs,
          bestEpoch,
          stoppedEarly,
          history,
        },
        seed,
        backend: { name: backend.name, version: backend.version },
      },
      weights,
    }
  } finally {
    network.dispose()
  }
}

/** Mean and population standard deviation, in two passes. */
function scalingOf(y: ArrayLike<number>): { mean: number; scale: number } {
  let sum = 0
  for (let row = 0; row < y.length; row++) sum += y[row] as number
  const mean = sum / y.length
  let squares = 0
  for (let row = 0; row < y.length; row++) squares += ((y[row] as number) - mean) ** 2
  return { mean, scale: Math.sqrt(squares / y.length) || 1 }
}

const standardise = (rows: TrainingRows, { mean, scale }: { mean: number; scale: number }): TrainingRows => ({
  ...rows,
  y: rows.y.map((value) => (value - mean) / scale),
})

/** n / (classes present × rows of the class): rare classes count as much as frequent ones. */
function balanced(y: ArrayLike<number>, classes: number): Float32Array {
  const counts = countClasses(y, classes)
  const present = counts.filter((count) => count > 0).length
  return Float32Array.from(counts, (count) => (count > 0 ? y.length / (present * count) : 0))
}

function countClasses(y: ArrayLike<number>, classes: number): number[] {
  const counts = Array.from({ length: classes }, () => 0)
  for (let row = 0; row < y.length; row++) {
    const label = y[row] as number
    counts[label] = (counts[label] as number) + 1
  }
  return counts
}
