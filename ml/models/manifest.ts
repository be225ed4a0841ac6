import type { Column } from '../../nodes/kit/columns.ts'
import type { NetworkLayer } from '../../nodes/kit/network-layers.ts'
import { DataError } from '../errors.ts'
import type { EpochMetrics, History } from '../training/history.ts'
import type { DenseLayer, LinearBlueprint } from './blueprint.ts'
import type { TrainingSettings } from './training-settings.ts'
import type { Encoder } from './encoder.ts'
import type { Task } from './task.ts'
import { isTreeFamily } from './tree-blueprint.ts'
import { missingOfTrees, type TreesManifest } from './tree-manifest.ts'
import type { NetworkArtifact } from './weights.ts'

/** Bytes in the artifact store. */
export interface BlobPointer {
  sha256: string
  sizeBytes: number
  mediaType: string
}

/** A trained model of any family as JSON, but for those made of others; its weights lie beside it. */
export type ModelManifest = NetworkManifest | TreesManifest
/** One made of one network. */
export type NetworkManifest = DenseManifest | LayeredManifest
/** One of fully connected layers alone. */
export type DenseManifest = MlpManifest | LinearManifest

/** What the manifests of all families have. */
export interface SingleManifest {
  version: 1
  task: Task
  target: Column
  /** Class labels in the order of the outputs (code-unit order); absent for numbers. */
  classes?: string[]
  /** The columns it reads. */
  inputs: Column[]
  weights: BlobPointer
  parameters: number
  seed: number
  backend: { name: string; version: string }
  /**
   * Parquet of `_row` and the columns that the model adds, for every training row, answered by a model of the same
   * making that has not learnt from that row.
   */
  outOfFold?: BlobPointer
}

interface NetworkFacts extends SingleManifest {
  encoder: Encoder
  /** The number predicted is output × scale + mean; absent for classes. */
  targetScaling?: { mean: number; scale: number }
  network: NetworkArtifact
}

export interface TrainedOn {
  rows: { train: number; validation: number }
  /** Training rows of each class, in their order; absent for numbers. */
  classCounts?: number[]
}

interface DenseFacts extends NetworkFacts {
  /** Layers in words of the blueprint, for plain loops. The last one is linear; its activation follows from the task. */
  layers: DenseLayer[]
}

type TrainedInEpochs = TrainedOn & {
  settings: TrainingSettings
  epochs: number
  bestEpoch: number
  stoppedEarly: boolean
  /** A person ended it before its time. */
  stoppedByHand?: boolean
  history: History
}

export interface MlpManifest extends DenseFacts {
  family: 'mlp'
  training: TrainedInEpochs
}

/** A network of layers of any kind. */
export interface LayeredManifest extends NetworkFacts {
  family: 'network'
  /** In words of the blueprint, without the output layer. */
  layers: NetworkLayer[]
  /** What enters, per row; rows lie flat before the network. */
  inputShape: number[]
  training: TrainedInEpochs
}

/** A linear or logistic regression: a network without a hidden layer. */
export interface LinearManifest extends DenseFacts {
  family: 'linear'
  training: TrainedOn & {
    settings: Omit<LinearBlueprint, 'family'>
    /** 0 where the weights were computed in closed form. */
    iterations: number
    converged: boolean
    /** Loss and metric of the fitted model, named as those of an epoch. */
    figures: EpochMetrics
  }
}

/** Reads a manifest from JSON. Throws DataError `model_unreadable`. */
export function parseManifest(json: unknown): ModelManifest {
  const fail = (reason: string): never => {
    throw new DataError('model_unreadable', `This model can't be read: ${reason}. Train it again.`)
  }
  if (typeof json !== 'object' || json === null) return fail('it is not a model')
  const manifest = json as Partial<ModelManifest>
  const { version, family, task, classes } = manifest
  if (version !== 1) fail(`it was written by another version (${String(version)})`)
  const tasks: readonly unknown[] = ['regression', 'binary', 'multiclass']
  const isTrees = isTreeFamily(family)
  if (family !== 'mlp' && family !== 'network' && family !== 'linear' && !isTrees)
    fail(`its kind "${String(family)}" is not known`)
  if (!tasks.includes(task)) fail('its task is not known')
  if (!Array.isArray(manifest.inputs)) fail('its inputs are missing')
  if (!manifest.target || !manifest.weights) fail('parts of it are missing')
  if (task !== 'regression' && !Array.isArray(classes)) fail('its classes are missing')
  const missing = isTrees
    ? missingOfTrees(manifest as Partial<TreesManifest>)
    : missingOfNetwork(manifest as Partial<NetworkManifest>)
  if (missing) fail(missing)
  return manifest as ModelManifest
}

function missingOfNetwork(manifest: Partial<NetworkManifest>): string | undefined {
  for (const key of ['encoder', 'layers'] as const) {
    if (!Array.isArray(manifest[key])) return `its ${key} are missing`
  }
  if (!manifest.network) return 'parts of it are missing'
  if (manifest.task === 'regression' && !manifest.targetScaling) return 'the scale of its target is missing'
  return undefined
}
