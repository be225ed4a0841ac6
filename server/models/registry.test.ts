import { expect, test } from 'vitest'
import { changeNotes, readAlias, readTags } from './registry.ts'

test('an alias stands in addresses and commands', () => {
  expect(readAlias(' Champion ')).toBe('champion')
  expect(readAlias('shadow_2-b')).toBe('shadow_2-b')
  for (const bad of ['', '2nd', 'a b', 'a/b', 'v@1', 'ä', 'x'.repeat(41)])
    expect(() => readAlias(bad), bad).toThrow('An alias begins with a letter')
})

test('tags are trimmed, and there once', () => {
  expect(readTags([' spring ', 'spring', '', '德语'])).toEqual(['spring', '德语'])
  expect(() => readTags(['x'.repeat(41)])).toThrow('up to 40 characters')
  expect(() => readTags(['a,b'])).toThrow('without commas')
  expect(() => readTags(Array.from({ length: 21 }, (_, index) => `t${index}`))).toThrow('up to 20 tags')
})

test('notes change one by one; an empty one goes', () => {
  const before = { Limits: 'Only adults', Owner: 'Harbour team' }
  expect(changeNotes(before, { 'Intended use': ' To plan. ', Owner: '  ' })).toEqual({
    Limits: 'Only adults',
    'Intended use': 'To plan.',
  })
  expect(before.Owner).toBe('Harbour team')
  expect(() => changeNotes({}, { ' ': 'text' })).toThrow('A note has a heading')
  expect(() => changeNotes({}, { Limits: 'x'.repeat(4_001) })).toThrow('text of up to 4000')
  const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`n${index}`, 'x']))
  expect(() => changeNotes(many, { more: 'x' })).toThrow('up to 20 notes')
  expect(() => changeNotes(many, { n3: 'y' })).not.toThrow()
})
