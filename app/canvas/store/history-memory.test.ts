import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wildDocument } from '../../../nodes/graph/arbitraries.ts'
import type { PipelineDocument } from '../../../nodes/graph/document.ts'
import { commit, createHistory, jump, statesOf } from './history.ts'
import { packHistory, unpackHistory } from './history-memory.ts'

const history = fc
  .record({ documents: fc.array(wildDocument, { minLength: 1, maxLength: 6 }), back: fc.nat({ max: 5 }) })
  .map(({ documents: [first, ...rest], back }) =>
    jump(
      rest.reduce(
        (all, next, i) => commit(all, next, { atMs: 0, ...(i % 2 === 0 && { label: `step ${i}` }) }),
        createHistory(first as PipelineDocument),
      ),
      -back,
    ),
  )

test('any history comes back as it was', () => {
  fc.assert(
    fc.property(history, (made) => {
      const read = unpackHistory(packHistory(made, { version: 3, document: made.present }))
      expect(read?.version).toBe(3)
      expect(read?.saved).toEqual(made.present)
      const [was, is] = [statesOf(made), read && statesOf(read.history)]
      expect(is).toEqual(was)
      expect(is?.states.map((state) => read?.history.labels.get(state))).toEqual(
        was.states.map((state) => made.labels.get(state)),
      )
    }),
    { numRuns: 60 },
  )
})

const large = (count: number): PipelineDocument => ({
  schemaVersion: 1,
  seed: 1,
  nodes: Array.from({ length: count }, (_, i) => ({
    id: `n${i}`,
    type: 'features.scale',
    version: 1,
    params: { columns: ['a', 'b', 'c'] },
    position: { x: i, y: 0 },
  })),
  edges: [],
  inputs: {},
  groups: [],
})

test('a step costs what it changed, and the oldest go where there are too many', () => {
  let made = createHistory(large(1000))
  const edit = (i: number) => ({
    ...made.present,
    nodes: made.present.nodes.map((node, at) => (at === i ? { ...node, title: `T${i}` } : node)),
  })
  const alone = packHistory(made, { version: 1, document: made.present }).length
  for (let i = 0; i < 50; i += 1) made = commit(made, edit(i), { atMs: 0 })
  expect(packHistory(made, { version: 1, document: made.present }).length).toBeLessThan(alone * 1.15)

  // Every step moves every node.
  for (let i = 0; i < 40; i += 1)
    made = commit(
      made,
      {
        ...made.present,
        nodes: made.present.nodes.map((node) => ({ ...node, position: { x: node.position.x, y: i + 1 } })),
      },
      { atMs: 0 },
    )
  const text = packHistory(made, { version: 1, document: made.present })
  expect(text.length).toBeLessThanOrEqual(1_500_000)
  const read = unpackHistory(text)
  expect(read?.history.present).toEqual(made.present)
  expect(read?.history.past.length).toBeGreaterThan(3)
  expect(read?.history.past.at(-1)).toEqual(made.past.at(-1))
})

test('what is no history is none', () => {
  for (const text of ['', '{}', 'null', '{"first":1', '[]']) expect(unpackHistory(text)).toBeNull()
})
