import type { Generator } from '../training/random.ts'
import { normalMass, pick, truncatedNormal } from './random.ts'
import { type Axis, fromCoordinate, toCoordinate } from './space.ts'

/**
 * Tree-structured Parzen estimator: Bergstra, Bardenet, Bengio and Kégl, *Algorithms for Hyper-Parameter
 * Optimization* (2011), and Bergstra, Yamins and Cox, *Making a Science of Model Search* (2013), with the settings of
 * Optuna 5's `TPESampler` as Watanabe, *Tree-structured Parzen Estimator* (2023), sets them out: the parameters of a
 * trial make one joint kernel.
 */

const CANDIDATES = 24
const PRIOR_WEIGHT = 1
/** The newest trials count fully, older ones less. */
const FULL_WEIGHTS = 25

/** How many of `n` finished trials count as good. */
export const goodTrials = (n: number): number => Math.min(Math.ceil(0.1 * n), 25)

/** Weights of `n` trials from the oldest to the newest. */
function trialWeights(n: number): number[] {
  const ramp = n - FULL_WEIGHTS
  return Array.from({ length: n }, (_, index) =>
    index >= ramp ? 1 : ramp === 1 ? 1 / n : 1 / n + ((1 - 1 / n) * index) / (ramp - 1),
  )
}

/** The distribution of one parameter in each kernel: draws from a kernel, and the log density there. */
interface Kernels {
  sample: (kernel: number, generator: Generator) => number
  logDensity: (kernel: number, coordinate: number) => number
}

/** A kernel at each of `points`, and the prior over the whole range as the last. */
function numberKernels(axis: Axis & { kind: 'number' }, points: readonly number[]): Kernels {
  const { low, high } = axis
  const mus = [...points, (low + high) / 2]
  const sigmas = [...bandwidths(points, { low, high }), high - low]
  const at = (list: readonly number[], kernel: number): number => list[kernel] as number
  const scales = mus.map((mu, kernel) => {
    const sigma = at(sigmas, kernel)
    return Math.log(normalMass((low - mu) / sigma, (high - mu) / sigma))
  })
  return {
    sample: (kernel, generator) =>
      truncatedNormal(generator, { mu: at(mus, kernel), sigma: at(sigmas, kernel), low, high }),
    logDensity: (kernel, coordinate) => {
      const mu = at(mus, kernel)
      const sigma = at(sigmas, kernel)
      if (axis.isWhole) {
        const [left, right] = unitAround(axis, coordinate)
        return Math.log(normalMass((left - mu) / sigma, (right - mu) / sigma)) - at(scales, kernel)
      }
      const z = (coordinate - mu) / sigma
      return -0.5 * z * z - 0.5 * Math.log(2 * Math.PI) - Math.log(sigma) - at(scales, kernel)
    },
  }
}

/** The part of an axis that one whole number stands for. */
function unitAround(axis: Axis & { kind: 'number' }, coordinate: number): [left: number, right: number] {
  const value = Math.round(axis.isLog ? Math.exp(coordinate) : coordinate)
  const along = axis.isLog ? Math.log : (edge: number) => edge
  return [along(value - 0.5), along(value + 0.5)]
}

/**
 * As wide as the further of the two neighbours is away; that of a first or last point is the one beside it. Never
 * narrower than a share of the range that shrinks with the number of points (the "magic clip").
 */
function bandwidths(points: readonly number[], { low, high }: { low: number; high: number }): number[] {
  const order = points.map((_, index) => index).sort((a, b) => (points[a] as number) - (points[b] as number))
  const widths = points.map(() => 0)
  const least = (high - low) / Math.min(100, 2 + points.length)
  order.forEach((index, place) => {
    const point = points[index] as number
    const before = order[place - 1]
    const after = order[place + 1]
    const gaps = [before, after].flatMap((other) =>
      other === undefined ? [] : [Math.abs((points[other] as number) - point)],
    )
    const width = gaps.length > 0 ? Math.max(...gaps) : Math.max(point - low, high - point)
    widths[index] = Math.min(Math.max(width, least), high - low)
  })
  return widths
}

/** A kernel leans towards its own option; the prior, the last, towards none. */
function choiceKernels(options: number, points: readonly number[]): Kernels {
  const kernels = points.length + 1
  const base = PRIOR_WEIGHT / kernels
  const total = base * options + 1
  const share = (kernel: number, option: number): number =>
    kernel === points.length ? 1 / options : (base + (points[kernel] === option ? 1 : 0)) / total
  return {
    sample: (kernel, generator) =>
      pick(
        generator,
        Array.from({ length: options }, (_, option) => share(kernel, option)),
      ),
    logDensity: (kernel, option) => Math.log(share(kernel, option)),
  }
}

/** A mixture of kernels around trials, given by their coordinates on each axis from the oldest to the newest. */
export class ParzenEstimator {
  private readonly weights: number[]
  private readonly parts: Kernels[]

  constructor(axes: readonly Axis[], trials: readonly (readonly number[])[]) {
    const weights = [...trialWeights(trials.length), PRIOR_WEIGHT]
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    this.weights = weights.map((weight) => weight / total)
    this.parts = axes.map((axis, index) => {
      const points = trials.map((trial) => trial[index] as number)
      return axis.kind === 'choice' ? choiceKernels(axis.options.length, points) : numberKernels(axis, points)
    })
  }

  sample(generator: Generator): number[] {
    const kernel = pick(generator, this.weights)
    return this.parts.map((part) => part.sample(kernel, generator))
  }

  logDensity(coordinates: readonly number[]): number {
    const logs = this.weights.map((weight, kernel) =>
      this.parts.reduce(
        (sum, part, index) => sum + part.logDensity(kernel, coordinates[index] as number),
        Math.log(weight),
      ),
    )
    const most = Math.max(...logs)
    if (most === -Infinity) return most
    return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0))
  }
}

/** Rounds to a value of the axis. */
const settle = (axis: Axis, coordinate: number): number =>
  axis.kind === 'number' && axis.isWhole
    ? (toCoordinate(axis, fromCoordinate(axis, coordinate)) as number)
    : coordinate

/**
 * The candidate that is likeliest among good trials compared with the others, as coordinates. `good` and `others` are
 * trials from the oldest to the newest, each with one coordinate per axis.
 */
export function suggestByTpe(
  axes: readonly Axis[],
  trials: { good: readonly (readonly number[])[]; others: readonly (readonly number[])[] },
  generator: Generator,
): number[] {
  const good = new ParzenEstimator(axes, trials.good)
  const others = new ParzenEstimator(axes, trials.others)
  let best: number[] = []
  let bestScore = -Infinity
  for (let i = 0; i < CANDIDATES; i++) {
    const sampled = good.sample(generator)
    const candidate = sampled.map((coordinate, index) => settle(axes[index] as Axis, coordinate))
    const score = good.logDensity(candidate) - others.logDensity(candidate)
    if (score > bestScore || i === 0) [best, bestScore] = [candidate, score]
  }
  return best
}
