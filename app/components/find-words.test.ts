import { expect, test } from 'vitest'
import { findWords } from './find-words.ts'

test('every word has to be there', () => {
  expect(findWords('Duplicates clean.duplicates', 'split')).toBe(0)
  expect(findWords('Split split.split', 'split')).toBe(1)
  expect(findWords('Train → Evaluate: Model', 'train model')).toBe(1)
  expect(findWords('Train → Evaluate: Model', 'train table')).toBe(0)
  expect(findWords('拆分 split.split', '拆')).toBe(1)
  expect(findWords('拆分 split.split', 'split')).toBe(0.8)
  expect(findWords('Switch', 'theme', ['theme', 'colours'])).toBe(0.5)
})
