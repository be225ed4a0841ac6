import { Generator } from '../../ml/training/random.ts'

/** Draws that a seed repeats. */
export interface Seeded {
  /** A whole number in 0…bound−1. */
  below(bound: number): number
  /** A whole number in from…to. */
  between(from: number, to: number): number
  /** True with a probability. */
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
}

export function seeded(seed: number): Seeded {
  const generator = Generator.fromSeed(seed)
  const below = (bound: number) => generator.below(bound)
  return {
    below,
    between: (from, to) => from + below(to - from + 1),
    chance: (probability) => generator.next() < probability * 2 ** 32,
    pick(items) {
      const item = items[below(items.length)]
      if (item === undefined) throw new Error('nothing to pick from')
      return item
    },
  }
}
