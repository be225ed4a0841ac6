import { DataError } from '../errors.ts'
import type { TrainingSettings } from '../models/training-settings.ts'
import type { Network } from '../models/network.ts'
import type { Task } from '../models/task.ts'
import { bytesOf, floatsOf, type TrainingCheckpoint } from './checkpoint.ts'
import { endOfPatience, type EpochMetrics, type History, watchedLoss } from './history.ts'
import {
  type LossFunction,
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
  squaredError,
  type Targets,
} from './losses.ts'
import { createOptimizer, type Optimizer } from './optimizers.ts'
import { Parameters, Statistics } from './parameters.ts'
import { Generator } from './random.ts'
import { gatherRows, measureLoss, takeStep } from './steps.ts'

/** Rows ready for a network: `x` row-major, rows × inputs; `y` a class index or a standardised number per row. */
export interface TrainingRows {
  rows: number
  x: Float32Array
  y: Float64Array
}

export interface CheckpointStore {
  load(): Promise<TrainingCheckpoint | null>
  save(checkpoint: TrainingCheckpoint): Promise<void>
  /** Least time between two checkpoints; epochs that are quicker share one. 0 saves after every epoch. */
  intervalMs: number
}

export interface TrainingOptions {
  network: Network
  task: Task
  settings: TrainingSettings
  train: TrainingRows
  validation: TrainingRows | null
  /** Weight of each class in the training loss; null weighs all alike. */
  classWeights: Float32Array | null
  /** Unit of the target: turns the error of a standardised number into an rmse in its own unit. */
  targetScale: number
  seed: number
  /** A checkpoint of another fingerprint is not taken up. */
  fingerprint: string
  signal?: AbortSignal
  onEpoch?: (update: { epoch: number; epochs: number; metrics: EpochMetrics }) => void
  checkpoint?: CheckpointStore
  /** Asked after every epoch: true ends the training there and keeps the best weights. */
  stopRequested?: () => boolean
  /** Told where the training takes up a checkpoint. */
  onResume?: (from: { epoch: number; history: History }) => void
  log?: (message: string) => void
}

export interface TrainingResult {
  history: History
  /** Epochs run. */
  epochs: number
  /** The epoch whose weights the network now holds, from 1. */
  bestEpoch: number
  stoppedEarly: boolean
  /** It was asked to stop. */
  stoppedByHand: boolean
  /** Where it ended, so that a longer training can go on from there. */
  end: TrainingCheckpoint
}

/** How long the loop may hold the thread before others get a turn. */
const TURN_MS = 12

/** What each task minimises. */
export const lossFunctions: Readonly<Record<Task, LossFunction>> = {
  multiclass: softmaxCrossEntropy,
  binary: sigmoidCrossEntropy,
  regression: squaredError,
}

/**
 * Trains a network by mini-batch gradient descent and leaves the final weights in it: those of the best epoch where
 * early stopping is on, or where a person stops it and there are validation rows, else those of the last. With the same
 * seed, data and backend the weights are the same bit for bit, whether or not the training was interrupted and went on
 * from a checkpoint, that of a shorter training among them. Losses reported leave the L2 penalty out. Rejects with
 * DataError `training_diverged`, and with the signal's reason when aborted.
 */
export async function trainNetwork(options: TrainingOptions): Promise<TrainingResult> {
  const training = new Training(options)
  await training.resume()
  return training.run()
}

class Training {
  private readonly options: TrainingOptions
  private readonly loss: LossFunction
  private readonly parameters: Parameters
  private readonly statistics: Statistics
  private readonly optimizer: Optimizer
  private readonly order: Uint32Array
  private generator: Generator
  private history: History = { epochs: [] }
  private best: { loss: number; epoch: number } | null = null
  private readonly bestParameters: Float32Array
  private bestStatistics: Float32Array
  private epoch = 0
  private turnStarted = performance.now()
  private savedAt = performance.now()
  private saving: Promise<void> = Promise.resolve()

  constructor(options: TrainingOptions) {
    this.options = options
    const { network, settings, train, seed } = options
    this.loss = lossFunctions[options.task]
    this.parameters = new Parameters(network.variables)
    this.statistics = new Statistics(network.statistics)
    const total = this.parameters.values.length
    this.bestParameters = new Float32Array(total)
    this.bestStatistics = this.statistics.read()
    this.optimizer = createOptimizer(settings.optimizer, settings.learningRate, total)
    this.order = new Uint32Array(train.rows)
    this.generator = Generator.fromSeed(seed)
  }

  /** Takes up the last checkpoint, where there is one. */
  async resume(): Promise<void> {
    const checkpoint = await this.options.checkpoint?.load()
    if (!checkpoint) return
    if (checkpoint.fingerprint !== this.options.fingerprint) {
      this.options.log?.('The checkpoint is of another training or backend: starting afresh.')
      return
    }
    const { settings } = this.options
    const { state, arrays } = checkpoint
    const patienceEnd = settings.earlyStopping ? endOfPatience(state.history, settings.patience) : null
    if (checkpoint.epoch > Math.min(settings.epochs, patienceEnd ?? settings.epochs)) {
      this.options.log?.(`The checkpoint of epoch ${checkpoint.epoch} lies behind the end: starting afresh.`)
      return
    }
    const restore = (into: Float32Array, name: string) => {
      if (into.length === 0) return
      const values = floatsOf(arrays[name] ?? new Uint8Array())
      if (values.length !== into.length) {
        throw new Error(`Checkpoint array "${name}" has ${values.length} numbers, not ${into.length}.`)
      }
      into.set(values)
    }
    restore(this.parameters.values, 'weights')
    restore(this.bestParameters, 'best')
    restore(this.bestStatistics, 'bestStatistics')
    const statistics = new Float32Array(this.bestStatistics.length)
    restore(statistics, 'statistics')
    this.optimizer.slots.forEach((slot, index) => restore(slot, `slot${index}`))
    this.optimizer.iterations = state.iterations
    this.generator = new Generator(state.generator)
    this.best = state.best
    this.history = structuredClone(state.history)
    this.epoch = checkpoint.epoch
    this.parameters.assign()
    this.statistics.assign(statistics)
    this.options.onResume?.({ epoch: this.epoch, history: this.history })
  }

  async run(): Promise<TrainingResult> {
    const { settings, validation } = this.options
    const { epochs } = settings
    let stoppedEarly = this.isOutOfPatience()
    let stoppedByHand = false
    while (this.epoch < epochs && !stoppedEarly) {
      stoppedByHand = this.epoch > 0 && (this.options.stopRequested?.() ?? false)
      if (stoppedByHand) break
      const metrics = { ...(await this.trainEpoch()), ...(await this.validate()) }
      this.epoch++
      this.history.epochs.push(metrics)
      this.watch(metrics)
      stoppedEarly = this.isOutOfPatience()
      this.options.onEpoch?.({ epoch: this.epoch, epochs, metrics })
      await this.saveCheckpoint()
      await this.turn(true)
    }
    await this.saving
    const end: TrainingCheckpoint = { ...this.snapshot(), final: true }
    let bestEpoch = this.epoch
    const keepsBest = settings.earlyStopping || (stoppedByHand && validation !== null)
    if (keepsBest && this.best && this.best.epoch !== this.epoch) {
      this.parameters.values.set(this.bestParameters)
      this.parameters.assign()
      this.statistics.assign(this.bestStatistics)
      bestEpoch = this.best.epoch
    }
    return { history: this.history, epochs: this.epoch, bestEpoch, stoppedEarly, stoppedByHand, end }
  }

  private async trainEpoch(): Promise<EpochMetrics> {
    const { train, settings, network } = this.options
    const { order } = this
    for (let i = 0; i < order.length; i++) order[i] = i
    this.generator.shuffle(order)
    const size = Math.min(settings.batchSize, train.rows)
    const gathered = new Float32Array(size * network.inputs)
    const targets: Targets = { values: train.y, classWeights: this.options.classWeights }
    let lossSum = 0
    let scoreSum = 0
    for (let from = 0; from < train.rows; from += size) {
      const indices = order.subarray(from, Math.min(from + size, train.rows))
      gatherRows(train.x, network.inputs, indices, gathered)
      const result = takeStep({
        network,
        parameters: this.parameters,
        optimizer: this.optimizer,
        loss: this.loss,
        batch: gathered.subarray(0, indices.length * network.inputs),
        indices,
        targets,
      })
      lossSum += result.lossSum
      scoreSum += result.scoreSum
      if (!Number.isFinite(lossSum)) this.diverged()
      await this.turn()
    }
    return this.metricsOf(lossSum, scoreSum, train.rows, '')
  }

  private async validate(): Promise<EpochMetrics> {
    const { validation, network } = this.options
    if (!validation) return {}
    let lossSum = 0
    let scoreSum = 0
    for (let offset = 0; offset < validation.rows; offset += network.rowsAtOnce) {
      const rows = Math.min(network.rowsAtOnce, validation.rows - offset)
      const targets: Targets = { values: validation.y, classWeights: null }
      const part = measureLoss({ network, loss: this.loss, x: validation.x, offset, rows, targets })
      lossSum += part.lossSum
      scoreSum += part.scoreSum
      await this.turn()
    }
    if (!Number.isFinite(lossSum)) this.diverged()
    return this.metricsOf(lossSum, scoreSum, validation.rows, 'val_')
  }

  private metricsOf(lossSum: number, scoreSum: number, rows: number, prefix: string): EpochMetrics {
    const metrics: EpochMetrics = { [`${prefix}loss`]: lossSum / rows }
    if (this.options.task === 'regression') {
      metrics[`${prefix}rmse`] = Math.sqrt(scoreSum / rows) * this.options.targetScale
    } else {
      metrics[`${prefix}accuracy`] = scoreSum / rows
    }
    return metrics
  }

  private watch(metrics: EpochMetrics): void {
    const loss = watchedLoss(metrics)
    if (this.best && loss >= this.best.loss) return
    this.best = { loss, epoch: this.epoch }
    this.bestParameters.set(this.parameters.values)
    this.bestStatistics = this.statistics.read()
  }

  private isOutOfPatience(): boolean {
    const { earlyStopping, patience } = this.options.settings
    return earlyStopping && this.best !== null && this.epoch - this.best.epoch >= patience
  }

  /** Saves in the background while the next epoch runs; never more than one at a time. */
  private async saveCheckpoint(): Promise<void> {
    const store = this.options.checkpoint
    if (!store || performance.now() - this.savedAt < store.intervalMs) return
    await this.saving
    this.savedAt = performance.now()
    this.saving = store.save(this.snapshot())
    // Awaited before the next save and at the end; until then a failure is not unhandled.
    this.saving.catch(() => undefined)
    if (store.intervalMs === 0) await this.saving
  }

  private snapshot(): TrainingCheckpoint {
    const arrays: Record<string, Uint8Array> = {
      weights: bytesOf(this.parameters.values),
      best: bytesOf(this.bestParameters),
    }
    if (this.bestStatistics.length > 0) {
      arrays.statistics = bytesOf(this.statistics.read())
      arrays.bestStatistics = bytesOf(this.bestStatistics)
    }
    this.optimizer.slots.forEach((slot, index) => {
      arrays[`slot${index}`] = bytesOf(slot)
    })
    return {
      epoch: this.epoch,
      fingerprint: this.options.fingerprint,
      state: {
        generator: this.generator.state,
        iterations: this.optimizer.iterations,
        best: this.best,
        history: structuredClone(this.history),
      },
      arrays,
    }
  }

  /** Lets timers, messages and the abort signal have a turn now and then. */
  private async turn(now = false): Promise<void> {
    if (!now && performance.now() - this.turnStarted < TURN_MS) return
    await new Promise((resolve) => setImmediate(resolve))
    this.options.signal?.throwIfAborted()
    this.turnStarted = performance.now()
  }

  private diverged(): never {
    throw new DataError(
      'training_diverged',
      `The training diverged in epoch ${this.epoch + 1}: the loss is no longer a number. Lower the learning rate (it is ${this.options.settings.learningRate}), and scale the number columns before Train.`,
    )
  }
}
