import { expect, it } from 'vitest'
import { valueText } from './value-text.ts'

it.each([
  [0.3, '0.3'],
  [true, 'on'],
  ['', 'empty'],
  [[], 'none'],
  [{}, 'none'],
  [['a', 'b'], 'a, b'],
  [
    [
      { units: 32, activation: 'relu' },
      { units: 16, activation: 'relu' },
    ],
    '32 relu, 16 relu',
  ],
  [{ old: 'new', kept: ['x', 'y'] }, 'old: new, kept: x, y'],
])('says %j as %s', (value, words) => {
  expect(valueText(value)).toBe(words)
})
