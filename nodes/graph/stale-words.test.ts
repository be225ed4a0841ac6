import { expect, it } from 'vitest'
import { staleReasons } from './stale-words.ts'

const call = {
  runNumber: 12,
  titleOfField: (field: string) => ({ method: 'Method' })[field] ?? field,
  causeOf: (port: string) => ({ table: 'Split', more: 'Split' })[port],
}

it('says why a result is out of date', () => {
  expect(staleReasons([], call)).toEqual([])
  expect(
    staleReasons(
      [
        { what: 'param', field: 'method', before: 'standard', after: 'robust' },
        { what: 'param', field: 'other', before: 1, after: 2 },
        { what: 'input', port: 'table' },
        { what: 'input', port: 'more' },
        { what: 'seed' },
      ],
      call,
    ),
  ).toEqual([
    '*Method*, *other* changed since run 12',
    'What arrives changed: *Split*',
    'The seed changed since run 12',
  ])
  expect(staleReasons([{ what: 'input', port: '(source)' }], call)).toEqual([
    'What it reads changed since run 12',
  ])
})
