import type { History } from './history.ts'
import type { GeneratorState } from './random.ts'

/** Small state of a training after an epoch. Numbers survive JSON exactly. */
export interface TrainingState {
  generator: GeneratorState
  iterations: number
  /** Best watched loss so far and its epoch; null before the first. */
  best: { loss: number; epoch: number } | null
  history: History
}

/** All that a training needs to go on after `epoch` epochs exactly as if it had never stopped. */
export interface TrainingCheckpoint {
  epoch: number
  /** The end of a training. So its bytes are never those of a checkpoint on the way, which are deleted. */
  final?: true
  /** Says of what training it is: data, network and backend. Another one starts afresh. */
  fingerprint: string
  state: TrainingState
  /** Little-endian numbers by name: `weights`, `best`, `slot0`, … */
  arrays: Record<string, Uint8Array>
}

/** A copy of the numbers as bytes. */
export function bytesOf(values: Float32Array | Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice()
}

/** The numbers in bytes, wherever they lie in their buffer. */
export function floatsOf(bytes: Uint8Array): Float32Array {
  // `slice` of a Node Buffer copies nothing; this does.
  return new Float32Array(new Uint8Array(bytes).buffer)
}
