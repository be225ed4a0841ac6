import type { Column } from '../../nodes/kit/columns.ts'
import type { Blueprint } from '../models/blueprint.ts'
import type { ModelManifest } from '../models/manifest.ts'
import type { TrainingCheckpoint } from './checkpoint.ts'
import type { TrainingData } from './read-training-data.ts'
import { trainLinear } from './train-linear.ts'
import { trainMlp } from './train-mlp.ts'
import type { CheckpointStore, TrainingOptions } from './train-network.ts'

/** What every family learns from; those without epochs tell `onIteration`, and pay no heed to `onEpoch`, `checkpoint` and what else concerns them. */
export interface ModelTraining {
  data: TrainingData
  inputs: readonly Column[]
  target: Column
  seed: number
  signal?: AbortSignal
  onEpoch?: TrainingOptions['onEpoch']
  onIteration?: (iteration: number) => void
  checkpoint?: CheckpointStore
  stopRequested?: TrainingOptions['stopRequested']
  onResume?: TrainingOptions['onResume']
  log?: (level: 'info' | 'warn', message: string) => void
}

export interface TrainedModel {
  /** All but the pointer to the weights, which are the caller's to store. */
  manifest: Omit<ModelManifest, 'weights'>
  weights: Uint8Array
  /** For cards: loss and metric of the weights kept, on training rows and, as `val_…`, on validation rows. */
  figures: Readonly<Record<string, number>>
  /** What kind of report it has, and what that holds beside what is the same for all. */
  reportKind: 'training' | 'linear'
  report: Readonly<Record<string, unknown>>
  /** Where a training in epochs ended, so that a longer one can go on from there. */
  end?: TrainingCheckpoint
  stoppedByHand?: boolean
}

type Trainers = {
  [F in Blueprint['family']]: (
    training: ModelTraining & { blueprint: Extract<Blueprint, { family: F }> },
  ) => Promise<TrainedModel>
}

const trainers: Trainers = { linear: trainLinear, mlp: trainMlp }

/** Trains the model of a blueprint. Leaves no tensor behind. Rejects with DataError for what can't be learnt from. */
export function trainModel(training: ModelTraining & { blueprint: Blueprint }): Promise<TrainedModel> {
  const trainer = trainers[training.blueprint.family] as (call: typeof training) => Promise<TrainedModel>
  return trainer(training)
}
