import { describe, expect, it } from 'vitest'
import type { Column } from '../../../nodes/kit/columns.ts'
import { guessTarget } from './guess-target.ts'

const column = (name: string, kind: Column['kind'] = 'number', role: Column['role'] = 'feature'): Column => ({
  id: name,
  name,
  storage: kind === 'number' ? 'double' : 'varchar',
  kind,
  role,
})
const guess = (...columns: Column[]) => guessTarget({ columns, open: false })

describe('the target guess', () => {
  it('takes what is called so, wherever it stands', () => {
    expect(guess(column('Label', 'category'), column('x'), column('z'))).toBe('Label')
  })
  it('takes a marked target before anything else', () => {
    expect(guess(column('a', 'category', 'target'), column('label'))).toBe('a')
  })
  it('takes the last column where it can be predicted, else the last class', () => {
    expect(guess(column('a'), column('b', 'category'))).toBe('b')
    expect(guess(column('a', 'boolean'), column('b'), column('when', 'datetime'))).toBe('a')
    expect(guess(column('words', 'text'), column('id', 'number', 'id'))).toBe('')
  })
})
