import type { Variable } from '@tensorflow/tfjs'
import { tf } from '../backend/tf.ts'

/** Variables as one array of numbers, and where each of them lies in it. */
class Variables {
  readonly offsets: readonly number[]
  protected readonly size: number
  private readonly variables: readonly Variable[]

  constructor(variables: readonly Variable[]) {
    this.variables = variables
    const offsets: number[] = []
    let size = 0
    for (const variable of variables) {
      offsets.push(size)
      size += variable.size
    }
    this.offsets = offsets
    this.size = size
  }

  /** A copy of what they hold. */
  read(): Float32Array {
    const values = new Float32Array(this.size)
    this.variables.forEach((variable, index) => {
      values.set(variable.dataSync() as Float32Array, this.offsets[index])
    })
    return values
  }

  protected write(values: Float32Array): void {
    tf.tidy(() => {
      this.variables.forEach((variable, index) => {
        const offset = this.offsets[index] as number
        variable.assign(tf.tensor(values.subarray(offset, offset + variable.size), variable.shape))
      })
    })
  }
}

/** The weights of a network. They live here, and are written into its variables after every step. */
export class Parameters extends Variables {
  readonly values: Float32Array

  constructor(variables: readonly Variable[]) {
    super(variables)
    this.values = this.read()
  }

  /** Writes the values into the network's variables. */
  assign(): void {
    this.write(this.values)
  }
}

/** What a network itself keeps up in training, the averages of batch normalisation: these live in its variables. */
export class Statistics extends Variables {
  assign(values: Float32Array): void {
    this.write(values)
  }
}
