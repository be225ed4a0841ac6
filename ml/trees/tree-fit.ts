import { bytesOf, type TrainingCheckpoint } from '../training/checkpoint.ts'
import type { EpochMetrics, History } from '../training/history.ts'
import { Generator } from '../training/random.ts'
import type { ModelTraining } from '../training/train-model.ts'
import type { AnswerRule } from './answers.ts'
import { countsOf, packTrees, type TreeCounts, type Trees, unpackTrees } from './trees.ts'

export interface FitCall
  extends Pick<
    ModelTraining,
    'seed' | 'signal' | 'onEpoch' | 'onResume' | 'checkpoint' | 'stopRequested' | 'log'
  > {
  /** Name of the target column. */
  target: string
  /** A checkpoint of another fingerprint is not taken up. */
  fingerprint: string
}

/** Trees that were fitted, round by round. */
export interface Fitted {
  trees: Trees
  rule: AnswerRule
  history: History
  /** Rounds run, and those that the trees kept come from. */
  rounds: number
  bestRound: number
  stoppedEarly: boolean
  stoppedByHand: boolean
}

/** How long the loop may hold the thread before others get a turn. */
const TURN_MS = 12
/** Checkpoints hold a number for each training row, so they are rarer than those of a network. */
const CHECKPOINT_INTERVALS = 20

/** What boosting and forests have in common: rounds, checkpoints, an early end. */
export class TreeFit {
  readonly seed: number
  readonly history: History = { epochs: [] }
  round = 0
  stoppedByHand = false
  private readonly call: FitCall
  private readonly rule: AnswerRule
  private readonly rounds: number
  private turnStarted = performance.now()
  private savedAt = performance.now()

  constructor(call: FitCall, { rule, rounds }: { rule: AnswerRule; rounds: number }) {
    this.call = call
    this.seed = call.seed
    this.rule = rule
    this.rounds = rounds
  }

  say(message: string): void {
    this.call.log?.('info', message)
  }

  /** The trees of the last checkpoint, where there is one of this training. */
  async resume(outputs: number): Promise<{ trees: Trees; array: (name: string) => Float64Array } | null> {
    const checkpoint = await this.call.checkpoint?.load()
    if (!checkpoint) return null
    const { arrays, state } = checkpoint
    const [trees = 0, nodes = 0, leaves = 0, sets = 0] = new Uint32Array(bytesIn(arrays, 'counts').buffer)
    const counts: TreeCounts = { trees, nodes, leaves, sets, outputs }
    const unpacked = unpackTrees(bytesIn(arrays, 'trees'), counts)
    if (checkpoint.fingerprint !== this.call.fingerprint || !unpacked) {
      this.say('The checkpoint is of another training: starting afresh.')
      return null
    }
    this.round = checkpoint.epoch
    this.history.epochs.push(...structuredClone(state.history.epochs))
    this.call.onResume?.({ epoch: this.round, history: this.history })
    return { trees: unpacked, array: (name) => new Float64Array(bytesIn(arrays, name).buffer) }
  }

  /** Ends a round. */
  add(metrics: EpochMetrics): void {
    this.round++
    this.history.epochs.push(metrics)
    // One step alone makes no curve.
    if (this.rounds > 1) this.call.onEpoch?.({ epoch: this.round, epochs: this.rounds, metrics })
  }

  async save(state: () => { trees: Trees; arrays: Readonly<Record<string, Float64Array>> }): Promise<void> {
    await this.turn(true)
    const store = this.call.checkpoint
    if (!store || performance.now() - this.savedAt < store.intervalMs * CHECKPOINT_INTERVALS) return
    const { trees, arrays } = state()
    const counts = countsOf(trees)
    const numbers = Uint32Array.of(counts.trees, counts.nodes, counts.leaves, counts.sets)
    const checkpoint: TrainingCheckpoint = {
      epoch: this.round,
      fingerprint: this.call.fingerprint,
      state: {
        // What is drawn follows from the seed and the round.
        generator: Generator.fromSeed(this.seed).state,
        iterations: this.round,
        best: null,
        history: structuredClone(this.history),
      },
      arrays: {
        counts: new Uint8Array(numbers.buffer),
        trees: packTrees(trees),
        ...Object.fromEntries(Object.entries(arrays).map(([name, values]) => [name, bytesOf(values)])),
      },
    }
    await store.save(checkpoint)
    this.savedAt = performance.now()
  }

  isAskedToStop(): boolean {
    this.stoppedByHand ||= this.round > 0 && (this.call.stopRequested?.() ?? false)
    return this.stoppedByHand
  }

  result(kept: Pick<Fitted, 'trees' | 'bestRound' | 'stoppedEarly'>): Fitted {
    const { rule, history, round, stoppedByHand } = this
    return { ...kept, rule, history, rounds: round, stoppedByHand }
  }

  /** Lets timers, messages and the abort signal have a turn now and then. */
  async turn(now = false): Promise<void> {
    if (!now && performance.now() - this.turnStarted < TURN_MS) return
    await new Promise((resolve) => setImmediate(resolve))
    this.call.signal?.throwIfAborted()
    this.turnStarted = performance.now()
  }
}

/** A copy of its own, so that it is aligned. */
const bytesIn = (arrays: TrainingCheckpoint['arrays'], name: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(arrays[name] ?? [])
