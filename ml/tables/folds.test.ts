import { describe, expect, it } from 'vitest'
import { assignFolds, type FoldRequest } from './folds.ts'

const ids = (rows: number): Float64Array => Float64Array.from({ length: rows }, (_, row) => row)
const deal = (request: Partial<FoldRequest> & { rowIds: Float64Array }) =>
  assignFolds({ folds: 5, method: 'random', codes: null, seed: 7, ...request })

const sizes = (assigned: Int32Array, folds: number): number[] =>
  Array.from({ length: folds }, (_, fold) => assigned.filter((each) => each === fold).length)

describe('assignFolds', () => {
  it('deals rows out evenly, by their ids and the seed alone', () => {
    const assigned = deal({ rowIds: ids(103) })
    expect(sizes(assigned, 5).toSorted((a, b) => a - b)).toEqual([20, 20, 21, 21, 21])
    const backwards = deal({ rowIds: ids(103).toReversed() })
    expect([...backwards].toReversed()).toEqual([...assigned])
    expect([...deal({ rowIds: ids(103), seed: 8 })]).not.toEqual([...assigned])
  })

  it('gives each fold the same share of each class', () => {
    const codes = ids(100).map((row) => (row < 60 ? 1 : row < 90 ? 2 : Number.NaN))
    const assigned = deal({ method: 'stratified', rowIds: ids(100), codes })
    for (const [from, to] of [
      [0, 60],
      [60, 90],
      [90, 100],
    ] as const) {
      expect(sizes(assigned.slice(from, to), 5)).toEqual(Array.from({ length: 5 }, () => (to - from) / 5))
    }
  })

  it('keeps folds of one size though no class divides by their number', () => {
    const codes = ids(21).map((row) => row % 7)
    expect(
      sizes(deal({ method: 'stratified', rowIds: ids(21), codes }), 5).toSorted((a, b) => a - b),
    ).toEqual([4, 4, 4, 4, 5])
  })

  it('keeps a group together', () => {
    const codes = ids(90).map((row) => row % 9)
    const assigned = deal({ method: 'grouped', folds: 3, rowIds: ids(90), codes })
    for (let group = 0; group < 9; group++) {
      expect(new Set([...assigned].filter((_, row) => row % 9 === group)).size).toBe(1)
    }
    expect(sizes(assigned, 3)).toEqual([30, 30, 30])
  })

  it('scores every stretch of time after the first, and never tears a moment apart', () => {
    const codes = ids(60).map((row) => Math.floor(row / 2))
    const assigned = deal({ method: 'time', folds: 4, rowIds: ids(60), codes })
    expect([...assigned]).toEqual([...assigned].toSorted((a, b) => a - b))
    expect(sizes(assigned, 4)).toEqual([12, 12, 12, 12])
    expect(assigned.filter((fold) => fold === -1)).toHaveLength(12)
    for (let row = 0; row < 60; row += 2) expect(assigned[row]).toBe(assigned[row + 1])
  })

  it('takes the values of a column as the folds, and holds no row back that has none', () => {
    const codes = Float64Array.from([30, 10, Number.NaN, 20, 10])
    const assigned = deal({ method: 'column', folds: 3, rowIds: ids(5), codes })
    expect([...assigned]).toEqual([2, 0, -1, 1, 0])
  })

  it('says where there is too little to deal', () => {
    const codes = Float64Array.from([1, 1, 2, 2])
    const rowIds = ids(4)
    expect(() => deal({ rowIds })).toThrow('There are 4 rows to deal out, and 5 are needed.')
    expect(() => deal({ method: 'grouped', folds: 3, rowIds, codes })).toThrow('2 groups')
    expect(() => deal({ method: 'column', folds: 3, rowIds, codes })).toThrow('has 2 values, and 3 folds')
  })
})
