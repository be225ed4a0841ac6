import type { SearchSpace, Settings } from '../../nodes/kit/search-range.ts'
import { type DoneTrial, type SuggestRequest, suggestTrials } from './suggest.ts'

/** A function to be minimised, for tests and measurements of a search. */
export interface TestFunction {
  space: SearchSpace
  minimum: number
  loss: (settings: Settings) => number
}

const inputs = (settings: Settings): number[] =>
  Object.keys(settings)
    .sort()
    .map((name) => settings[name] as number)

/** Branin and Hoo (1972): three equal minima in two dimensions. */
export const branin: TestFunction = {
  space: { x1: { kind: 'linear', min: -5, max: 10 }, x2: { kind: 'linear', min: 0, max: 15 } },
  minimum: 0.39788735772973816,
  loss: (settings) => {
    const [x1 = 0, x2 = 0] = inputs(settings)
    const valley = x2 - (5.1 / (4 * Math.PI ** 2)) * x1 ** 2 + (5 / Math.PI) * x1 - 6
    return valley ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x1) + 10
  },
}

const hartmannScale = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
]
const hartmannCentre = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
]

/** Hartmann (1973) in six dimensions. */
export const hartmann6: TestFunction = {
  space: Object.fromEntries(
    [1, 2, 3, 4, 5, 6].map((index) => [`x${index}`, { kind: 'linear' as const, min: 0, max: 1 }]),
  ),
  minimum: -3.322368011391339,
  loss: (settings) => {
    const xs = inputs(settings)
    return [1, 1.2, 3, 3.2].reduce((sum, height, peak) => {
      const distance = xs.reduce(
        (total, x, i) =>
          total + (hartmannScale[peak]?.[i] as number) * (x - (hartmannCentre[peak]?.[i] as number)) ** 2,
        0,
      )
      return sum - height * Math.exp(-distance)
    }, 0)
  },
}

/** The least loss found in `trials` trials, one after another. */
export function searchLeast(
  test: TestFunction,
  { trials, ...request }: Pick<SuggestRequest, 'seed' | 'method'> & { trials: number },
): number {
  const done: DoneTrial[] = []
  let least = Infinity
  while (done.length < trials) {
    const [settings = {}] = suggestTrials({
      ...request,
      space: test.space,
      done,
      running: [],
      count: 1,
      direction: 'minimize',
    })
    const score = test.loss(settings)
    least = Math.min(least, score)
    done.push({ settings, score })
  }
  return least
}
