import type { SearchSpace, Settings } from '../../nodes/kit/search-range.ts'
import { Generator, mix } from '../training/random.ts'
import { type Axis, axisOf, fromCoordinate, sampleAxis, toCoordinate } from './space.ts'
import { goodTrials, suggestByTpe } from './tpe.ts'

export interface DoneTrial {
  settings: Settings
  /** Null where the trial failed. */
  score: number | null
}

export interface SuggestRequest {
  space: SearchSpace
  /** 0…2³²−1. */
  seed: number
  method: 'tpe' | 'random'
  /** From the oldest to the newest. */
  done: readonly DoneTrial[]
  /** Trials that have no score yet. */
  running: readonly Settings[]
  /** How many settings are wanted. */
  count: number
  direction: 'maximize' | 'minimize'
}

/** Trials drawn at random before the search learns from them. */
const STARTUP_TRIALS = 10

/**
 * Settings for the next trials. A pure function: the same arguments give the same suggestions, and each trial draws by
 * its number, so a search that is taken up again goes on as it would have. A running trial counts as a poor one (the
 * "constant liar" of Ginsbourger, Le Riche and Carraro, 2010), which keeps parallel trials apart; a failed one counts
 * as the worst.
 */
export function suggestTrials(request: SuggestRequest): Settings[] {
  const { space, seed, method, done, count } = request
  const names = Object.keys(space).sort()
  const axes = names.map((name) => axisOf(space[name] as SearchSpace[string]))
  const running = [...request.running]
  return Array.from({ length: count }, () => {
    const generator = Generator.fromSeed(mix(seed, done.length + running.length))
    const coordinates =
      method === 'random' || done.length < STARTUP_TRIALS
        ? axes.map((axis) => sampleAxis(axis, generator))
        : suggestByTpe(axes, divide({ ...request, running }, { names, axes }), generator)
    const settings = Object.fromEntries(
      axes.map((axis, index) => [names[index], fromCoordinate(axis, coordinates[index] as number)]),
    )
    running.push(settings)
    return settings
  })
}

/** Good trials and the others, as coordinates, each from the oldest to the newest. */
function divide(
  { done, running, direction }: SuggestRequest,
  { names, axes }: { names: readonly string[]; axes: readonly Axis[] },
): { good: number[][]; others: number[][] } {
  const sign = direction === 'maximize' ? -1 : 1
  const ranked = done.flatMap(({ score }, index) =>
    score === null || !Number.isFinite(score) ? [] : [{ index, loss: sign * score }],
  )
  ranked.sort((a, b) => a.loss - b.loss || a.index - b.index)
  const best = new Set(ranked.slice(0, goodTrials(done.length)).map(({ index }) => index))
  const good: number[][] = []
  const others: number[][] = []
  const place = (settings: Settings, into: number[][]) => {
    const coordinates = axes.map((axis, index) => toCoordinate(axis, settings[names[index] as string]))
    // Settings of another space, from before a range was changed.
    if (coordinates.every((coordinate) => coordinate !== null)) into.push(coordinates)
  }
  done.forEach(({ settings }, index) => place(settings, best.has(index) ? good : others))
  for (const settings of running) place(settings, others)
  return { good, others }
}
