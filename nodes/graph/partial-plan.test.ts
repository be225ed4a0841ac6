import { describe, expect, it } from 'vitest'
import { partialPlan } from './partial-plan.ts'
import type { PlanNode, PlanRefit } from './plan.ts'

const node = (id: string, feeds: readonly string[] = [], more: Partial<PlanNode> = {}): PlanNode => ({
  id,
  type: 'control.pass',
  version: 1,
  title: id.toUpperCase(),
  params: {},
  inputs: Object.fromEntries(feeds.map((from, index) => [`in${index}`, { node: from, port: 'table' }])),
  outputs: ['table'],
  random: false,
  numeric: false,
  effect: false,
  seed: 0,
  queue: 'cpu',
  ...more,
})

// a → b → c → d, a → e
const plan = [node('a'), node('b', ['a']), node('c', ['b']), node('d', ['c']), node('e', ['a'])]
const ids = (nodes: readonly PlanNode[]): string => nodes.map(({ id }) => id).join('')
const pins = (...pinned: string[]) => new Map(pinned.map((id) => [id, 'run-1']))

describe('pins', () => {
  it('leave out what only a pinned node needs', () => {
    const { nodes, problems } = partialPlan(plan, { pins: pins('c') })
    expect(problems).toEqual([])
    expect(ids(nodes)).toBe('acde')
    expect(nodes[1]).toMatchObject({ id: 'c', inputs: {}, pinnedTo: 'run-1' })
    expect(ids(partialPlan(plan.slice(0, 4), { pins: pins('c') }).nodes)).toBe('cd')
    expect(ids(partialPlan(plan, { pins: pins('d', 'e') }).nodes)).toBe('de')
  })

  it('are refused on what is made again for another node, and take the search along where that is pinned', () => {
    const refit = { slice: ['b', 'c'], given: [{ node: 'a', port: 'table' }] } as unknown as PlanRefit
    const folded = [node('a'), node('b', ['a']), node('c', ['b']), node('cv', ['c'], { refit })]
    const { problems } = partialPlan(folded, { pins: pins('c') })
    expect(problems).toMatchObject([{ code: 'pin_refitted', nodeId: 'c' }])
    const { nodes } = partialPlan(folded, { pins: pins('cv') })
    expect(ids(nodes)).toBe('cv')
    expect(nodes[0]?.refit).toBeUndefined()
    expect(partialPlan(folded, { pins: pins('a') }).problems).toEqual([])
  })
})

describe('run from here', () => {
  it('makes the node and what depends on it again, and runs only what that needs', () => {
    const { nodes } = partialPlan(plan, { pins: pins(), from: 'c' })
    expect(ids(nodes)).toBe('abcd')
    expect(nodes.filter(({ fresh }) => fresh).map(({ id }) => id)).toEqual(['c', 'd'])
    expect(ids(partialPlan(plan, { pins: pins(), from: 'e' }).nodes)).toBe('ae')
  })

  it('reaches what has the node made again, and its signals', () => {
    const refit = { slice: ['b'], given: [] } as unknown as PlanRefit
    const folded = [
      node('a'),
      node('b', ['a']),
      node('cv', ['a'], { refit }),
      node('f', ['a'], { when: [{ node: 'b', port: 'failed' }] }),
    ]
    const { nodes } = partialPlan(folded, { pins: pins(), from: 'b' })
    expect(nodes.filter(({ fresh }) => fresh).map(({ id }) => id)).toEqual(['b', 'cv', 'f'])
  })

  it('leaves pins as they are, and says so where there is nothing to run', () => {
    const { nodes } = partialPlan(plan, { pins: pins('c'), from: 'a' })
    expect(nodes.filter(({ fresh }) => fresh).map(({ id }) => id)).toEqual(['a', 'e'])
    expect(ids(nodes)).toBe('ae')
    for (const from of ['c', 'b', 'nobody'])
      expect(partialPlan(plan, { pins: pins('c'), from }).problems).toMatchObject([
        { code: 'nothing_to_run' },
      ])
  })
})
