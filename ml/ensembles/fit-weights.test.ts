import { describe, expect, it } from 'vitest'
import { Generator } from '../training/random.ts'
import { fitClassWeights, fitNumberWeights, projectToSimplex } from './fit-weights.ts'

const uniform = (seed: number, length: number): number[] => {
  const generator = Generator.fromSeed(seed)
  return Array.from({ length }, () => generator.next() / 2 ** 32)
}

/** The least value over a fine grid of the simplex of three. */
function leastOnGrid(loss: (weights: number[]) => number): number {
  let least = Number.POSITIVE_INFINITY
  for (let a = 0; a <= 200; a++) {
    for (let b = 0; a + b <= 200; b++) least = Math.min(least, loss([a / 200, b / 200, (200 - a - b) / 200]))
  }
  return least
}

describe('weights of an ensemble', () => {
  it('mix classifiers so that no other weights have a smaller log loss', () => {
    const truths = [1, 2, 3].map((seed) => uniform(seed, 300).map((p) => p ** seed))
    const loss = (weights: readonly number[]) =>
      -truths[0]!.reduce(
        (sum, _, row) =>
          sum +
          Math.log(
            Math.max(
              1e-15,
              weights.reduce((p, w, m) => p + w * truths[m]![row]!, 0),
            ),
          ),
        0,
      ) / 300
    const weights = fitClassWeights(truths)
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 10)
    expect(Math.min(...weights)).toBeGreaterThanOrEqual(0)
    expect(loss(weights)).toBeLessThanOrEqual(leastOnGrid(loss) + 1e-9)
    expect(loss(weights)).toBeLessThan(loss([1 / 3, 1 / 3, 1 / 3]))
  })

  it('average regressions so that no other weights have a smaller squared error', () => {
    const errors = [0, 1, 2].map((m) => uniform(m + 10, 200).map((value) => (value - 0.4 + m / 10) * (m + 1)))
    const loss = (weights: readonly number[]) =>
      errors[0]!.reduce(
        (sum, _, row) => sum + weights.reduce((e, w, m) => e + w * errors[m]![row]!, 0) ** 2,
        0,
      ) / 200
    const weights = fitNumberWeights(errors)
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 10)
    expect(loss(weights)).toBeLessThanOrEqual(leastOnGrid(loss) + 1e-9)
  })

  it('give everything to a model that is always right', () => {
    expect(
      fitClassWeights([
        [0.5, 0.6],
        [1, 1],
      ])[1],
    ).toBeCloseTo(1, 6)
    expect(
      fitNumberWeights([
        [3, -2],
        [0, 0],
      ])[1],
    ).toBeCloseTo(1, 6)
  })

  it('stay equal where the models are', () => {
    expect(
      fitClassWeights([
        [0.5, 0.6],
        [0.5, 0.6],
      ]),
    ).toEqual([0.5, 0.5])
    expect(
      fitNumberWeights([
        [1, 2],
        [1, 2],
      ]),
    ).toEqual([0.5, 0.5])
  })
})

it('projects to the nearest point of the simplex', () => {
  expect(projectToSimplex([0.2, 0.3, 0.5])).toEqual([0.2, 0.3, 0.5])
  expect(projectToSimplex([3, 0, -1])).toEqual([1, 0, 0])
  expect(projectToSimplex([1, 1])).toEqual([0.5, 0.5])
})
