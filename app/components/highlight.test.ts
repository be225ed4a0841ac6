import { expect, it } from 'vitest'
import { splitMatches } from './highlight.tsx'

it('marks every match, whatever its case', () => {
  expect(splitMatches('Loss fell; the loss', 'loss')).toEqual([
    { text: 'Loss', isMatch: true },
    { text: ' fell; the ', isMatch: false },
    { text: 'loss', isMatch: true },
  ])
  expect(splitMatches('abc', '')).toEqual([{ text: 'abc', isMatch: false }])
  expect(splitMatches('abc', '.')).toEqual([{ text: 'abc', isMatch: false }])
})
