import { expect, test } from 'vitest'
import type { SearchSpace } from '../../nodes/kit/search-range.ts'
import { Generator } from '../training/random.ts'
import { normalCdf, normalMass, truncatedNormal } from './random.ts'
import { axisOf, fromCoordinate, sampleAxis, sampleSettings, toCoordinate } from './space.ts'
import { type DoneTrial, type SuggestRequest, suggestTrials } from './suggest.ts'
import { branin, hartmann6, searchLeast } from './testing.ts'
import { goodTrials, suggestByTpe } from './tpe.ts'

const layerLists = [[{ units: 8, activation: 'relu' }], [{ units: 16, activation: 'relu' }]]

const space: SearchSpace = {
  'net.dropout': { kind: 'linear', min: 0, max: 0.5 },
  'net.learningRate': { kind: 'log', min: 1e-5, max: 0.1 },
  'net.batchSize': { kind: 'log', min: 8, max: 256, integer: true },
  'net.patience': { kind: 'integer', min: 3, max: 6 },
  'net.layers': { kind: 'choice', options: layerLists },
}

const request = (more: Partial<SuggestRequest> = {}): SuggestRequest => ({
  space,
  seed: 7,
  method: 'tpe',
  done: [],
  running: [],
  count: 1,
  direction: 'maximize',
  ...more,
})

/** Trials whose score grows with the learning rate. */
const history = (trials: number): DoneTrial[] =>
  suggestTrials(request({ count: trials, method: 'random' })).map((settings) => ({
    settings,
    score: Math.log(settings['net.learningRate'] as number),
  }))

test('the normal distribution has its known values', () => {
  expect(normalCdf(0)).toBe(0.5)
  expect(normalCdf(1.959963984540054)).toBeCloseTo(0.975, 14)
  expect(normalCdf(-3)).toBeCloseTo(0.0013498980316300946, 14)
  expect(normalCdf(-40)).toBe(0)
  expect(normalMass(-1, 2)).toBeCloseTo(0.8185946141203637, 14)
  expect(normalMass(20, 30)).toBe(0)
})

test('a truncated normal stays inside and has the moments of one', () => {
  const generator = Generator.fromSeed(1)
  const values = Array.from({ length: 20_000 }, () =>
    truncatedNormal(generator, { mu: 0, sigma: 1, low: 0, high: 10 }),
  )
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  expect(mean).toBeCloseTo(Math.sqrt(2 / Math.PI), 1.5)
})

test('a draw is even over the range, its logarithm, or whole numbers with both ends', () => {
  const generator = Generator.fromSeed(3)
  const draws = Array.from({ length: 8000 }, () => sampleSettings(space, generator))
  const column = (name: string) => draws.map((draw) => draw[name] as number)
  const share = (name: string, is: (value: number) => boolean) =>
    column(name).filter((value) => is(value)).length / draws.length
  expect(share('net.dropout', (value) => value < 0.125)).toBeCloseTo(0.25, 1)
  expect(share('net.learningRate', (value) => value < 1e-3)).toBeCloseTo(0.5, 1)
  for (const patience of [3, 4, 5, 6])
    expect(share('net.patience', (value) => value === patience)).toBeCloseTo(0.25, 1)
  expect(column('net.batchSize').every((value) => Number.isInteger(value))).toBe(true)
  expect([Math.min(...column('net.batchSize')), Math.max(...column('net.batchSize'))]).toEqual([8, 256])
  // ln(16.5/7.5) of ln(256.5/7.5)
  expect(share('net.batchSize', (value) => value <= 16)).toBeCloseTo(0.223, 1)
  expect(share('net.layers', (value) => (value as unknown) === layerLists[0])).toBeCloseTo(0.5, 1)
})

test('a value goes to its place on the axis and back', () => {
  for (const range of Object.values(space)) {
    const axis = axisOf(range)
    const generator = Generator.fromSeed(5)
    for (let i = 0; i < 50; i++) {
      const value = fromCoordinate(axis, sampleAxis(axis, generator))
      const back = fromCoordinate(axis, toCoordinate(axis, value) as number)
      if (typeof value === 'number') expect(back).toBeCloseTo(value, 12)
      else expect(back).toBe(value)
    }
  }
  const choice = axisOf({ kind: 'choice', options: [{ a: 1, b: [2] }, 'x'] })
  expect(toCoordinate(choice, { b: [2], a: 1 })).toBe(0)
  expect(toCoordinate(choice, 'y')).toBeNull()
  expect(toCoordinate(axisOf({ kind: 'log', min: 1, max: 10 }), 100)).toBeCloseTo(Math.log(10), 12)
})

test('the same arguments give the same settings, and each trial draws by its number', () => {
  for (const method of ['tpe', 'random'] as const) {
    const done = history(20)
    const two = suggestTrials(request({ method, done, count: 2 }))
    expect(suggestTrials(request({ method, done, count: 2 }))).toEqual(two)
    expect(suggestTrials(request({ method, done, running: [two[0] ?? {}] }))).toEqual([two[1]])
    expect(two[0]).not.toEqual(two[1])
    expect(suggestTrials(request({ method, done, count: 2, seed: 8 }))).not.toEqual(two)
  }
  expect(suggestTrials(request({ count: 0 }))).toEqual([])
})

test('suggestions stay inside the space', () => {
  for (const settings of suggestTrials(request({ done: history(40), count: 60 }))) {
    expect(Object.keys(settings).sort()).toEqual(Object.keys(space).sort())
    const value = (name: string) => settings[name] as number
    expect(value('net.dropout')).toBeGreaterThanOrEqual(0)
    expect(value('net.dropout')).toBeLessThanOrEqual(0.5)
    expect(value('net.learningRate')).toBeGreaterThanOrEqual(1e-5)
    expect(value('net.learningRate')).toBeLessThanOrEqual(0.1)
    expect([3, 4, 5, 6]).toContain(value('net.patience'))
    expect(Number.isInteger(value('net.batchSize'))).toBe(true)
    expect(layerLists).toContain(settings['net.layers'])
  }
})

test('TPE goes where the scores were best, in either direction', () => {
  const done = history(60)
  const rates = (direction: 'maximize' | 'minimize') =>
    suggestTrials(request({ done, count: 10, direction })).map(
      (settings) => settings['net.learningRate'] as number,
    )
  expect(rates('maximize').filter((rate) => rate > 1e-3).length).toBeGreaterThan(7)
  expect(rates('minimize').filter((rate) => rate < 1e-3).length).toBeGreaterThan(7)
})

test('TPE prefers the option and the whole number that did best', () => {
  const done = suggestTrials(request({ count: 50, method: 'random' })).map((settings) => ({
    settings,
    score: (settings['net.layers'] === layerLists[1] ? 1 : 0) - (settings['net.patience'] as number),
  }))
  const suggested = suggestTrials(request({ done, count: 10 }))
  const matching = suggested.filter(
    (settings) => settings['net.layers'] === layerLists[1] && settings['net.patience'] === 3,
  )
  expect(matching.length).toBeGreaterThan(5)
})

test('failed trials count as the worst, and when all failed the search stays random', () => {
  const failing = history(30).map(({ settings, score }) => ({
    settings,
    score: (settings['net.learningRate'] as number) > 1e-3 ? null : score,
  }))
  const rates = suggestTrials(request({ done: failing, count: 10 })).map(
    (settings) => settings['net.learningRate'] as number,
  )
  expect(rates.filter((rate) => rate < 2e-3).length).toBeGreaterThan(7)
  const none = history(15).map(({ settings }) => ({ settings, score: null }))
  expect(suggestTrials(request({ done: none, count: 3 }))).toHaveLength(3)
  const strange = history(15).map(({ settings }) => ({ settings, score: Number.NaN }))
  expect(suggestTrials(request({ done: strange, count: 3 }))).toEqual(
    suggestTrials(request({ done: none, count: 3 })),
  )
})

test('running trials push others away from where they are', () => {
  const line: SearchSpace = { x: { kind: 'linear', min: 0, max: 1 } }
  const done = Array.from({ length: 20 }, (_, index) => ({
    settings: { x: index / 19 },
    score: -Math.abs(index / 19 - 0.5),
  }))
  const near = (running: { x: number }[]) =>
    Array.from({ length: 40 }, (_, seed) => suggestTrials(request({ space: line, seed, done, running })))
      .flat()
      .filter(({ x }) => Math.abs((x as number) - 0.5) < 0.03).length
  expect(near(Array.from({ length: 12 }, () => ({ x: 0.5 })))).toBeLessThan(near([]))
})

test('settings of another space are passed over', () => {
  const done = history(20).map((trial) => ({ ...trial, settings: { other: 1 } }))
  expect(suggestTrials(request({ done }))).toHaveLength(1)
})

test('the first ten trials are random whatever the method', () => {
  const done = history(9)
  expect(suggestTrials(request({ done }))).toEqual(suggestTrials(request({ done, method: 'random' })))
  expect(suggestTrials(request({ done: history(10) }))).not.toEqual(
    suggestTrials(request({ done: history(10), method: 'random' })),
  )
})

test('a tenth of the trials is good, at most 25', () => {
  expect([0, 1, 10, 11, 100, 1000].map((n) => goodTrials(n))).toEqual([0, 1, 1, 2, 10, 25])
})

test('a range of one value gives that value', () => {
  const axes = [axisOf({ kind: 'linear', min: 2, max: 2 }), axisOf({ kind: 'integer', min: 4, max: 4 })]
  const trials = { good: [[2, 4]], others: [[2, 4]] }
  expect(suggestByTpe(axes, trials, Generator.fromSeed(1))).toEqual([2, 4])
})

test('TPE finds lower losses than random search does in as many trials', () => {
  for (const [subject, trials] of [
    [branin, 60],
    [hartmann6, 80],
  ] as const) {
    const median = (method: 'tpe' | 'random') => {
      const found = Array.from({ length: 9 }, (_, seed) => searchLeast(subject, { seed, method, trials }))
      expect(Math.min(...found)).toBeGreaterThanOrEqual(subject.minimum - 1e-9)
      return (found.sort((a, b) => a - b)[4] as number) - subject.minimum
    }
    expect(median('tpe')).toBeLessThan(median('random') * 0.7)
  }
})
