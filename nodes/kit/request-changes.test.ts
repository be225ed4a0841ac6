import { expect, test } from 'vitest'
import type { ColumnKind } from './columns.ts'
import { requestChanges } from './request-changes.ts'
import { sampleColumn } from './samples.ts'

const schema = (
  request: Readonly<Record<string, ColumnKind>>,
  target: [string, ColumnKind] = ['churned', 'boolean'],
) => ({
  task: null,
  target: sampleColumn(...target),
  inputs: [],
  request: Object.entries(request).map(([name, kind]) => sampleColumn(name, kind)),
})

test('says nothing where a request is the same', () => {
  const before = schema({ age: 'number', plan: 'category' })
  expect(requestChanges(before, schema({ plan: 'text', age: 'number' }))).toEqual([])
})

test('says what is asked for now, no more, and in another way', () => {
  const before = schema({ age: 'number', plan: 'category', town: 'text' })
  expect(requestChanges(before, schema({ age: 'text', plan: 'category', since: 'datetime' }))).toEqual([
    'It asks for “since”, too: requests without it are refused.',
    'It takes “age” as text, no longer as a number.',
    'It asks for “town” no more.',
  ])
  expect(requestChanges(schema({}), schema({ a: 'number', b: 'number' }))).toEqual([
    'It asks for “a” and “b”, too: requests without them are refused.',
  ])
  const many = ['a', 'b', 'c', 'd', 'e', 'f']
  const all = (kind: ColumnKind) => schema(Object.fromEntries(many.map((name) => [name, kind])))
  expect(requestChanges(all('number'), all('boolean'))).toHaveLength(5)
})

test('says that the answer is another', () => {
  expect(requestChanges(schema({}), schema({}, ['spend', 'number']))).toEqual([
    'It answers with “spend”, a number, no longer with “churned”, yes/no.',
  ])
})
