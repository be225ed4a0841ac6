import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { apportion, assignParts, type SplitRequest } from './split.ts'

const request = (more: Partial<SplitRequest>): SplitRequest => ({
  method: 'random',
  rowIds: Float64Array.from({ length: 100 }, (_, row) => row),
  codes: null,
  validation: 0.15,
  test: 0.15,
  seed: 42,
  ...more,
})

const countParts = (parts: Uint8Array) =>
  [0, 1, 2].map((part) => parts.filter((each) => each === part).length)

const shares = fc.record({
  validation: fc.double({ min: 0, max: 0.45, noNaN: true }),
  test: fc.double({ min: 0, max: 0.45, noNaN: true }),
})

describe('assignParts', () => {
  test('random parts have exactly their shares', () => {
    expect(countParts(assignParts(request({})))).toEqual([70, 15, 15])
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        shares,
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        (rows, s, seed) => {
          const rowIds = Float64Array.from({ length: rows }, (_, row) => row * 3 + 7)
          const counts = countParts(assignParts(request({ rowIds, seed, ...s })))
          expect(counts).toEqual(apportion(rows, [1 - s.validation - s.test, s.validation, s.test]))
        },
      ),
    )
  })

  test('depends on the row ids, not on their order, and on the seed', () => {
    const forward = assignParts(request({}))
    const rowIds = Float64Array.from({ length: 100 }, (_, row) => 99 - row)
    const backward = assignParts(request({ rowIds }))
    expect([...backward].reverse()).toEqual([...forward])
    expect([...assignParts(request({ seed: 43 }))]).not.toEqual([...forward])
  })

  test('stratified parts keep the mix of every class', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 300 }),
        shares,
        (classes, s) => {
          const codes = Float64Array.from(classes)
          const rowIds = codes.map((_, row) => row)
          const parts = assignParts(request({ method: 'stratified', rowIds, codes, ...s }))
          for (const code of new Set(classes)) {
            const own = parts.filter((_, row) => codes[row] === code)
            expect(countParts(own)).toEqual(
              apportion(own.length, [1 - s.validation - s.test, s.validation, s.test]),
            )
          }
        },
      ),
    )
  })

  test('a group is never divided, and training keeps at least one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(1, 2, 3, 4, 5, 6, Number.NaN), { minLength: 1, maxLength: 200 }),
        shares,
        (groups, s) => {
          const codes = Float64Array.from(groups)
          const rowIds = codes.map((_, row) => row)
          const parts = assignParts(request({ method: 'grouped', rowIds, codes, ...s }))
          const partsOf = new Map<string, Set<number>>()
          codes.forEach((code, row) => {
            const key = String(code)
            partsOf.set(key, (partsOf.get(key) ?? new Set()).add(parts[row]!))
          })
          for (const found of partsOf.values()) expect(found.size).toBe(1)
          expect(parts.includes(0)).toBe(true)
        },
      ),
    )
  })

  test('groups come near to their shares', () => {
    const codes = Float64Array.from({ length: 1000 }, (_, row) => row % 100)
    const rowIds = codes.map((_, row) => row)
    expect(countParts(assignParts(request({ method: 'grouped', rowIds, codes })))).toEqual([700, 150, 150])
  })

  test('time: the latest rows are for test, one moment stays together', () => {
    const codes = Float64Array.from({ length: 100 }, (_, row) => Math.floor(((row * 37) % 100) / 2))
    const rowIds = codes.map((_, row) => row)
    const parts = assignParts(request({ method: 'time', rowIds, codes }))
    const times = (part: number) => [...codes].filter((_, row) => parts[row] === part)
    expect(Math.max(...times(0))).toBeLessThan(Math.min(...times(1)))
    expect(Math.max(...times(1))).toBeLessThan(Math.min(...times(2)))
  })

  test('a row without a time is for training', () => {
    const codes = Float64Array.from([Number.NaN, 1, 2, 3])
    const rowIds = codes.map((_, row) => row)
    expect([
      ...assignParts(request({ method: 'time', rowIds, codes, validation: 0.25, test: 0.25 })),
    ]).toEqual([0, 0, 1, 2])
  })
})

test('apportion gives the largest remainders the rest', () => {
  expect(apportion(10, [0.7, 0.15, 0.15])).toEqual([7, 2, 1])
  expect(apportion(1, [0.7, 0.15, 0.15])).toEqual([1, 0, 0])
  expect(apportion(0, [0.5, 0.5])).toEqual([0, 0])
})
