import { describe, expect, it } from 'vitest'
import { coalesce, column, text } from '../expressions/expression.ts'
import type { Step } from '../transforms/step.ts'
import type { TransformColumn } from '../transforms/transform.ts'
import { type Known, knownBefore, unionOf } from './known-values.ts'

const known = (values: Record<string, readonly string[]>): Known =>
  new Map(Object.entries(values).map(([name, each]) => [name, new Set(each)]))
const plain = (of: Known) => Object.fromEntries([...of].map(([name, values]) => [name, [...values]]))
const place = column('place', 'text')
const transform = (
  columns: readonly TransformColumn[],
  values: Record<string, readonly string[]> = {},
): Step => ({
  version: 1,
  columns,
  known: Object.entries(values).map(([name, each]) => ({ column: name, values: each })),
})

describe('what is known before a step', () => {
  it.each([
    ['a column it leaves alone', transform([{ name: 'other', expression: place }]), { place: ['a'] }],
    [
      'one whose gaps it fills',
      transform([{ name: 'place', expression: coalesce(place, text('?')) }]),
      { place: ['a'] },
    ],
    ['one that it makes of another', transform([{ name: 'place', expression: text('x') }]), {}],
    [
      'one under another name',
      transform([{ name: 'place', expression: column('town', 'text'), as: 'same' }]),
      { town: ['a'] },
    ],
  ])('is what is known of %s', (_, step, before) => {
    expect(plain(knownBefore(step, known({ place: ['a'] })))).toEqual(before)
  })

  it('is what it learnt itself of columns that it still reads', () => {
    const step = transform([{ name: 'n', expression: place }], { place: ['a', 'b'], gone: ['c'] })
    expect(plain(knownBefore(step, known({ place: ['b', 'd'] })))).toEqual({ place: ['b', 'd', 'a'] })
    const model: Step = { version: 1, kind: 'model', model: {}, reads: ['place'], writes: ['prediction'] }
    const after = known({ prediction: ['yes'] })
    expect(plain(knownBefore(model, after, known({ place: ['a'] })))).toEqual({ place: ['a'] })
  })
})

it('is known to several what any of them knows', () => {
  expect(plain(unionOf([known({ a: ['x'] }), known({ a: ['y'], b: ['z'] })]))).toEqual({
    a: ['x', 'y'],
    b: ['z'],
  })
})
