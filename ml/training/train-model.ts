import type { Column } from '../../nodes/kit/columns.ts'
import type { Blueprint } from '../models/blueprint.ts'
import type { ModelManifest } from '../models/manifest.ts'
import { isTreeFamily, type TreeFamily } from '../models/tree-blueprint.ts'
import { readTreeData, type TreeData } from '../trees/read-tree-data.ts'
import type { TrainingCheckpoint } from './checkpoint.ts'
import { readTrainingData, type TrainingData } from './read-training-data.ts'
import { trainLinear } from './train-linear.ts'
import { trainLayered, trainMlp } from './train-mlp.ts'
import type { CheckpointStore, TrainingOptions } from './train-network.ts'
import { trainTrees } from './train-trees.ts'

/** What every family learns from; those without epochs tell `onIteration`, and pay no heed to `onEpoch`, `checkpoint` and what else concerns them. */
export interface ModelTraining<D = TrainingData> {
  data: D
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

type WithoutWeights<M> = M extends ModelManifest ? Omit<M, 'weights'> : never

export interface TrainedModel {
  /** All but the pointer to the weights, which are the caller's to store. */
  manifest: WithoutWeights<ModelManifest>
  weights: Uint8Array
  /** For cards: loss and metric of the weights kept, on training rows and, as `val_…`, on validation rows. */
  figures: Readonly<Record<string, number>>
  /** What kind of report it has, and what that holds beside what is the same for all. */
  reportKind: 'training' | 'linear' | 'trees'
  report: Readonly<Record<string, unknown>>
  /** Where a training in epochs ended, so that a longer one can go on from there. */
  end?: TrainingCheckpoint
  stoppedByHand?: boolean
}

type DataOf<F extends Blueprint['family']> = F extends TreeFamily ? TreeData : TrainingData
type AnyData = DataOf<Blueprint['family']>

type Trainers = {
  [F in Blueprint['family']]: (
    training: ModelTraining<DataOf<F>> & { blueprint: Extract<Blueprint, { family: F }> },
  ) => Promise<TrainedModel>
}

const trainers: Trainers = {
  boosting: trainTrees,
  forest: trainTrees,
  linear: trainLinear,
  mlp: trainMlp,
  network: trainLayered,
  tree: trainTrees,
}

/** Reads a table in the form that models of a family learn from. */
export const readRows = (
  family: Blueprint['family'],
  ...call: Parameters<typeof readTrainingData>
): Promise<AnyData> => (isTreeFamily(family) ? readTreeData(...call) : readTrainingData(...call))

/**
 * Trains the model of a blueprint on the data that `readRows` read for its family. Leaves no tensor behind. Rejects
 * with DataError for what can't be learnt from.
 */
export function trainModel(
  training: ModelTraining<AnyData> & { blueprint: Blueprint },
): Promise<TrainedModel> {
  const trainer = trainers[training.blueprint.family] as (call: typeof training) => Promise<TrainedModel>
  return trainer(training)
}
