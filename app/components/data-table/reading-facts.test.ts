import { expect, test } from 'vitest'
import { rowNumberOf, sizeInWords } from './reading-facts.ts'

const zip = { rows: 121, detected: { format: 'images', places: [1, 3, 5] }, preview: [[], [], []] }

test('a zip counts images, and says how many of them are shown', () => {
  expect(sizeInWords(zip)).toBe('121 images, 3 of them shown')
  expect(sizeInWords({ ...zip, rows: 3 })).toBe('3 images')
  expect(sizeInWords({ ...zip, detected: { format: 'csv' } })).toBe('121 rows')
  expect(sizeInWords({ ...zip, rows: null })).toBeNull()
})

test('rows are called by their places in the zip, else counted', () => {
  expect([0, 2].map(rowNumberOf(zip))).toEqual([1, 5])
  expect([0, 2].map(rowNumberOf({ detected: null }))).toEqual([1, 3])
})
