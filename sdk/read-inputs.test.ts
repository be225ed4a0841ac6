import { expect, it } from 'vitest'
import { readInputs } from './read-inputs.ts'

const declared = {
  epochs: { type: 'number' },
  shuffle: { type: 'boolean' },
  data: { type: 'text' },
}

it('reads values by the types that the drawing declares', () => {
  const pairs = ['epochs=1e2', 'shuffle=off', 'data=a=b', 'other=3']
  expect(readInputs(pairs, declared)).toEqual({ epochs: 100, shuffle: false, data: 'a=b', other: '3' })
})

it.each(['epochs=many', 'epochs=', 'shuffle=maybe', 'epochs', '=3'])('refuses %s', (pair) => {
  expect(() => readInputs([pair], declared)).toThrow(expect.objectContaining({ code: 'bad_input' }))
})
