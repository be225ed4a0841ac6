import { expect, test } from 'vitest'
import { modelTitleOf } from './model-title.ts'

const plan = (trains: Readonly<Record<string, string>>, blueprints: Readonly<Record<string, string>>) => [
  ...Object.entries(blueprints).map(([id, title]) => ({ id, title, inputs: {}, outputs: ['blueprint'] })),
  ...Object.entries(trains).map(([id, blueprint]) => ({
    id,
    title: 'Train',
    inputs: { blueprint: { node: blueprint, port: 'blueprint' } },
    outputs: ['model'],
  })),
]
const titles = (...[trains, blueprints]: Parameters<typeof plan>) => {
  const nodes = plan(trains, blueprints)
  return nodes.filter(({ id }) => id in trains).map((node) => modelTitleOf(node, nodes))
}

test('a model is called as its node', () => {
  expect(titles({ a: 'net' }, { net: 'Neural network' })).toEqual(['Train'])
  expect(titles({ a: 'net' }, { net: 'Train' })).toEqual(['Train'])
})

test('models of nodes with one title are told apart by their blueprints, else by the nodes', () => {
  const blueprints = { net: 'Neural network', trees: 'Random forest' }
  expect(titles({ a: 'net', b: 'trees' }, blueprints)).toEqual([
    'Train (Neural network)',
    'Train (Random forest)',
  ])
  expect(titles({ a: 'net', b: 'net', c: 'trees' }, blueprints)).toEqual([
    'Train (a)',
    'Train (b)',
    'Train (Random forest)',
  ])
})
