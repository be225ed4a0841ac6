import { expect, test } from 'vitest'
import { findModel } from './find-model.ts'

const model = (id: string, name: string, version: number, aliases: string[] = []) => ({
  id,
  name,
  version,
  aliases,
})
const all = [
  model('c', 'Iris · Train', 2, ['challenger']),
  model('b', 'Iris · Train', 1, ['champion']),
  model('x', 'Twins', 1),
  model('y', 'Twins', 1),
]

test('a version is named by id, by alias or by number', () => {
  expect(findModel('b', all).id).toBe('b')
  expect(findModel('Iris · Train@champion', all).id).toBe('b')
  expect(findModel('Iris · Train@2', all).id).toBe('c')
  expect(findModel('Iris · Train@v1', all).id).toBe('b')
})

test('what is not one version is told', () => {
  expect(() => findModel('Titanic@1', all)).toThrow('There is no model “Titanic”')
  expect(() => findModel('Iris · Train', all)).toThrow('Iris · Train@2')
  expect(() => findModel('Iris · Train@7', all)).toThrow('no version or alias “7”')
  expect(() => findModel('Twins@1', all)).toThrow('Several models')
})
