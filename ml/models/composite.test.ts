import { describe, expect, it } from 'vitest'
import { alignClasses, combineAnswers, stackAnswers, stackedColumns } from './combine.ts'
import { parseAnyManifest } from './composite-manifest.ts'

const rounded = (values: Float32Array) => Array.from(values, (value) => Number(value.toFixed(5)))

describe('answers of several models', () => {
  const first = Float32Array.from([0.7, 0.3, 0.4, 0.6])
  const second = Float32Array.from([0.2, 0.8, 0.1, 0.9])
  const third = Float32Array.from([0.9, 0.1, 0.5, 0.5])

  it('are averaged, with weights where there are some', () => {
    const soft = combineAnswers([first, second, third], { method: 'soft', width: 2 })
    expect(rounded(soft)).toEqual([0.6, 0.4, 0.33333, 0.66667])
    const weighted = combineAnswers([first, second], { method: 'weighted', width: 2, weights: [0.25, 0.75] })
    expect(rounded(weighted)).toEqual([0.325, 0.675, 0.175, 0.825])
    expect(
      rounded(
        combineAnswers([Float32Array.of(1, 5), Float32Array.of(3, 7)], { method: 'average', width: 1 }),
      ),
    ).toEqual([2, 6])
  })

  it('are counted by class in a hard vote, the first class among equal probabilities', () => {
    const votes = combineAnswers([first, second, third], { method: 'hard', width: 2 })
    expect(rounded(votes)).toEqual([0.66667, 0.33333, 0.33333, 0.66667])
  })

  it('are brought into one order of classes', () => {
    expect(Array.from(alignClasses(first, ['b', 'a'], ['a', 'b']))).toEqual(
      Array.from(Float32Array.from([0.3, 0.7, 0.6, 0.4])),
    )
    expect(rounded(alignClasses(first, ['a', 'c'], ['a', 'b', 'c']))).toEqual([0.7, 0, 0.3, 0.4, 0, 0.6])
    expect(alignClasses(first, ['a', 'b'], ['a', 'b'])).toBe(first)
  })

  it('are stacked without what follows from the rest', () => {
    const parts = [{}, {}] as never
    expect(stackedColumns({ parts, classes: ['n', 'y'] })).toEqual(['1: y', '2: y'])
    const { columns } = stackAnswers({ parts, classes: ['n', 'y'] }, [first, second], 2)
    expect(columns['2: y']).toEqual(Float64Array.from(Float32Array.from([0.8, 0.9])))
    expect(stackedColumns({ parts, classes: ['a', 'b', 'c'] })).toHaveLength(6)
    expect(stackedColumns({ parts })).toEqual(['1: prediction', '2: prediction'])
  })
})

it.each([
  [{ version: 2 }, /another version \(2\)/],
  [{ version: 1, method: 'magic' }, /combines by "magic"/],
  [
    { version: 1, method: 'soft', inputs: [], target: {}, task: 'regression', prior: {}, parts: [] },
    /no parts/,
  ],
  [
    {
      version: 1,
      method: 'weighted',
      inputs: [],
      target: {},
      task: 'regression',
      prior: {},
      parts: [{}],
      weights: [],
    },
    /weights are missing/,
  ],
])('refuses a composite that it can’t read: %j', (json, message) => {
  expect(() => parseAnyManifest({ family: 'composite', ...json })).toThrow(message)
})
