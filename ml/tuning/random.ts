import type { Generator } from '../training/random.ts'

/** Evenly in 0 (included) to 1 (excluded), with 53 random bits. */
export function uniform(generator: Generator): number {
  const high = generator.next() >>> 5
  const low = generator.next() >>> 6
  return (high * 2 ** 26 + low) / 2 ** 53
}

/** Standard normal, by Box and Muller (1958); the second of each pair is left unused. */
export function normal(generator: Generator): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniform(generator)))
  return radius * Math.cos(2 * Math.PI * uniform(generator))
}

/** Normal around `mu`, kept within `low` and `high`: drawn anew until it falls there. `mu` must lie there itself. */
export function truncatedNormal(
  generator: Generator,
  { mu, sigma, low, high }: { mu: number; sigma: number; low: number; high: number },
): number {
  for (;;) {
    const value = mu + sigma * normal(generator)
    if (value >= low && value <= high) return value
  }
}

/** Index drawn in proportion to `weights`, which sum to 1. */
export function pick(generator: Generator, weights: ArrayLike<number>): number {
  let left = uniform(generator)
  for (let index = 0; index < weights.length - 1; index++) {
    left -= weights[index] as number
    if (left < 0) return index
  }
  return weights.length - 1
}

/**
 * Standard normal distribution function, by the series of Marsaglia, *Evaluating the Normal Distribution* (2004);
 * absolute error below 1e-15.
 */
export function normalCdf(x: number): number {
  if (x < -9) return 0
  if (x > 9) return 1
  const square = x * x
  let sum = x
  let previous = 0
  let term = x
  for (let i = 3; Math.abs(sum - previous) > 0; i += 2) {
    previous = sum
    term *= square / i
    sum += term
  }
  return 0.5 + sum * Math.exp(-0.5 * square - 0.5 * Math.log(2 * Math.PI))
}

/** Standard normal probability between `low` and `high`; absolute error as that of `normalCdf`. */
export const normalMass = (low: number, high: number): number => Math.max(0, normalCdf(high) - normalCdf(low))
