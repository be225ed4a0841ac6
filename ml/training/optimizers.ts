import type { OptimizerName } from '../models/training-settings.ts'

/**
 * Steps of gradient descent on plain arrays. Against the optimisers of TensorFlow.js they save a dozen kernels per
 * variable and step, and their whole state can be saved and restored exactly; the results agree (tested).
 */
export interface Optimizer {
  /** Steps taken. */
  iterations: number
  /** State as long as the parameters, in a fixed order: what a checkpoint keeps beside `iterations`. */
  readonly slots: readonly Float32Array[]
  /** Counts one more step; call before the `update` calls of that step. */
  beginStep(): void
  /** Updates parameters `offset`… in place by the gradient of that part. */
  update(parameters: Float32Array, gradient: ArrayLike<number>, offset: number): void
}

/** An optimiser of `size` parameters, with the defaults of TensorFlow.js. */
export function createOptimizer(name: OptimizerName, learningRate: number, size: number): Optimizer {
  switch (name) {
    case 'adam':
      return new Adam(learningRate, size)
    case 'rmsprop':
      return new RmsProp(learningRate, size)
    case 'sgd':
      return new GradientDescent(learningRate)
  }
}

/** Adam, algorithm 1 of Kingma & Ba (2015), β₁ 0.9, β₂ 0.999, ε 1e-7. */
class Adam implements Optimizer {
  iterations = 0
  readonly slots: readonly [Float32Array, Float32Array]
  private readonly learningRate: number
  private rate = 0
  private scale = 1

  constructor(learningRate: number, size: number) {
    this.learningRate = learningRate
    this.slots = [new Float32Array(size), new Float32Array(size)]
  }

  beginStep(): void {
    this.iterations++
    this.rate = this.learningRate / (1 - 0.9 ** this.iterations)
    this.scale = 1 / Math.sqrt(1 - 0.999 ** this.iterations)
  }

  update(parameters: Float32Array, gradient: ArrayLike<number>, offset: number): void {
    const [first, second] = this.slots
    const { rate, scale } = this
    for (let i = 0; i < gradient.length; i++) {
      const at = offset + i
      const g = gradient[i] as number
      const m = 0.9 * (first[at] as number) + 0.1 * g
      const v = 0.999 * (second[at] as number) + 0.001 * g * g
      first[at] = m
      second[at] = v
      parameters[at] = (parameters[at] as number) - (rate * m) / (Math.sqrt(v) * scale + 1e-7)
    }
  }
}

/** RMSProp (Tieleman & Hinton, 2012), decay 0.9, ε 1e-7 under the root. */
class RmsProp implements Optimizer {
  iterations = 0
  readonly slots: readonly [Float32Array]
  private readonly learningRate: number

  constructor(learningRate: number, size: number) {
    this.learningRate = learningRate
    this.slots = [new Float32Array(size)]
  }

  beginStep(): void {
    this.iterations++
  }

  update(parameters: Float32Array, gradient: ArrayLike<number>, offset: number): void {
    const [squares] = this.slots
    for (let i = 0; i < gradient.length; i++) {
      const at = offset + i
      const g = gradient[i] as number
      const mean = 0.9 * (squares[at] as number) + 0.1 * g * g
      squares[at] = mean
      parameters[at] = (parameters[at] as number) - (this.learningRate * g) / Math.sqrt(mean + 1e-7)
    }
  }
}

/** Plain stochastic gradient descent. */
class GradientDescent implements Optimizer {
  iterations = 0
  readonly slots: readonly Float32Array[] = []
  private readonly learningRate: number

  constructor(learningRate: number) {
    this.learningRate = learningRate
  }

  beginStep(): void {
    this.iterations++
  }

  update(parameters: Float32Array, gradient: ArrayLike<number>, offset: number): void {
    for (let i = 0; i < gradient.length; i++) {
      const at = offset + i
      parameters[at] = (parameters[at] as number) - this.learningRate * (gradient[i] as number)
    }
  }
}
