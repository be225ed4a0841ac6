import { expect, test } from 'vitest'
import { readRow, readRows } from './read-rows.ts'

const asked = [
  { name: 'mass', kind: 'number' },
  { name: 'island', kind: 'category' },
  { name: 'ringed', kind: 'boolean' },
  { name: 'seen', kind: 'datetime' },
] as const

test('cells of a CSV are what the endpoint asks for; the rest is left out', () => {
  const csv =
    '\uFEFFmass,island,other,ringed,seen\r\n3.5,"Dream, ""west""",x,yes,2024-03-01\r\n\r\n,,,,\nmuch,"two\nlines",,maybe,\n'
  expect(readRows('birds.csv', csv, asked)).toEqual([
    { mass: 3.5, island: 'Dream, "west"', ringed: true, seen: '2024-03-01' },
    { mass: null, island: null, ringed: null, seen: null },
    { mass: 'much', island: 'two\nlines', ringed: 'maybe', seen: null },
  ])
  expect(readRows('birds.tsv', 'mass\tisland\n-1.5\tDream, west\n', asked)).toEqual([
    { mass: -1.5, island: 'Dream, west' },
  ])
  expect(readRows('birds.csv', 'mass;island\n1,5;Dream', asked)).toEqual([{ mass: 1.5, island: 'Dream' }])
})

test('JSON is taken as it is', () => {
  const rows = [{ mass: 1, more: { a: [1] } }, { mass: null }]
  expect(readRows('a.json', JSON.stringify(rows), asked)).toEqual(rows)
  expect(readRows('a.JSON', JSON.stringify({ rows }), asked)).toEqual(rows)
  expect(readRows('a.jsonl', `${rows.map((row) => JSON.stringify(row)).join('\n')}\n\n`, asked)).toEqual(rows)
  expect(readRow('{"mass": 1}')).toEqual({ mass: 1 })
})

test.each([
  ['a.csv', 'mass,island\n1\n', 'Row 1 of “a.csv” has 1 values, but the first line names 2 columns.'],
  ['a.csv', '\n', '“a.csv” is empty.'],
  ['a.json', '[1, 2]', '“a.json” is not a list of rows'],
  ['a.json', '{', '“a.json” is not JSON.'],
  ['a.jsonl', '{"a": 1}\n[]', 'Line 2 of “a.jsonl” is not a row'],
])('%s with %j is refused', (name, text, message) => {
  expect(() => readRows(name, text, asked)).toThrow(message)
})
