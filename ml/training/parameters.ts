import { tf } from '../backend/tf.ts'
import type { Network } from '../models/network.ts'

/** The weights of a network as one array, and where each variable lies in it. */
export class Parameters {
  readonly values: Float32Array
  readonly offsets: readonly number[]
  private readonly variables: Network['variables']

  constructor({ variables }: Network) {
    this.variables = variables
    const offsets: number[] = []
    let size = 0
    for (const variable of variables) {
      offsets.push(size)
      size += variable.size
    }
    this.offsets = offsets
    this.values = new Float32Array(size)
    variables.forEach((variable, index) => {
      this.values.set(variable.dataSync() as Float32Array, offsets[index])
    })
  }

  /** Writes the values into the network's variables. */
  assign(): void {
    tf.tidy(() => {
      this.variables.forEach((variable, index) => {
        const offset = this.offsets[index] as number
        variable.assign(tf.tensor(this.values.subarray(offset, offset + variable.size), variable.shape))
      })
    })
  }
}
