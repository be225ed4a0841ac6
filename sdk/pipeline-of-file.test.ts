import { expect, test } from 'vitest'
import { pipelineOfFile } from './pipeline-of-file.ts'

const pipelines = (...names: string[]) => names.map((name) => ({ id: `id of ${name}`, name }))
const choose = (names: string[], mine: string[] = []) =>
  pipelineOfFile('drawings/iris.v2.json', pipelines(...names), async (id) =>
    mine.some((name) => id === `id of ${name}`),
  )

test('a new pipeline has the name of the file without its ending', async () => {
  expect(await choose(['iris'])).toEqual({ name: 'iris.v2' })
})

test('a file that is run again goes on with its pipeline, whichever of the two names that has', async () => {
  const [short, whole] = pipelines('iris.v2', 'iris.v2.json')
  expect(await choose(['iris.v2'], ['iris.v2'])).toEqual({ name: 'iris.v2', existing: short })
  expect(await choose(['iris.v2', 'iris.v2.json'], ['iris.v2'])).toEqual({
    name: 'iris.v2.json',
    existing: whole,
  })
})

test('a pipeline drawn on the page keeps its drawing', async () => {
  expect(await choose(['iris.v2'])).toEqual({ name: 'iris.v2.json' })
})
