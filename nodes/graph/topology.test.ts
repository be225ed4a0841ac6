import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draw, node } from './drawings.ts'
import {
  ancestorsOf,
  createTopology,
  descendantsOf,
  findCyclicParts,
  findPath,
  topologicalOrder,
} from './topology.ts'

const topologyOf = (ids: string, ...wires: string[]) =>
  createTopology(
    draw(
      ids.split('').map((id) => node('control.pass', {}, id)),
      ...wires,
    ),
  )

/** Random graphs over up to 12 nodes, circles and all. */
const graph = fc.integer({ min: 1, max: 12 }).chain((size) => {
  const at = fc.integer({ min: 0, max: size - 1 })
  return fc.array(fc.tuple(at, at), { maxLength: 24 }).map((pairs) => ({
    ids: Array.from({ length: size }, (_, id) => `n${id}`),
    pairs,
    topology: createTopology(
      draw(
        Array.from({ length: size }, (_, id) => node('control.pass', {}, `n${id}`)),
        ...pairs.map(([from, to]) => `n${from} > n${to}`),
      ),
    ),
  }))
})

describe('topology', () => {
  it('finds what a node depends on, and what depends on it', () => {
    const topology = topologyOf('abcde', 'a > b', 'b > c', 'a > d', 'd > c', 'c > e')
    expect([...ancestorsOf(topology, ['c'])].toSorted()).toEqual(['a', 'b', 'c', 'd'])
    expect([...descendantsOf(topology, ['d'])].toSorted()).toEqual(['c', 'd', 'e'])
  })

  it('finds the shortest way', () => {
    const topology = topologyOf('abcde', 'a > b', 'b > c', 'c > e', 'a > d', 'd > e', 'e > a')
    expect(findPath(topology, 'a', 'e')).toEqual(['a', 'd', 'e'])
    expect(findPath(topology, 'a', 'a')).toEqual(['a', 'd', 'e', 'a'])
    expect(findPath(topologyOf('ab', 'a > b'), 'b', 'a')).toBeUndefined()
  })

  it('orders by dependence, and by the drawing among equals', () => {
    expect(topologicalOrder(topologyOf('zyxw', 'x > z'))).toEqual(['y', 'x', 'z', 'w'])
  })

  it('is a cyclic part exactly where two nodes reach each other', () => {
    fc.assert(
      fc.property(graph, ({ ids, topology }) => {
        const parts = findCyclicParts(topology)
        const partOf = new Map(parts.flatMap((part, at) => part.map((id) => [id, at] as const)))
        for (const a of ids) {
          for (const b of ids) {
            const around = findPath(topology, a, b) !== undefined && findPath(topology, b, a) !== undefined
            const together = partOf.has(a) && partOf.get(a) === partOf.get(b)
            expect(together, `${a} and ${b}`).toBe(around)
          }
        }
      }),
    )
  })

  it('finds paths that are paths', () => {
    fc.assert(
      fc.property(graph, ({ ids, topology }) => {
        const start = ids[0] as string
        const reached = new Set<string>()
        for (const id of ids) {
          const path = findPath(topology, start, id)
          if (!path) continue
          reached.add(id)
          expect([path[0], path.at(-1)]).toEqual([start, id])
          for (const [at, from] of path.slice(0, -1).entries()) {
            const next = topology.outgoing.get(from)?.map((edge) => edge.to.node)
            expect(next).toContain(path[at + 1])
          }
        }
        const below = new Set(
          [...descendantsOf(topology, [start])].filter(
            (id) => id !== start || findPath(topology, start, start) !== undefined,
          ),
        )
        expect(reached).toEqual(below)
      }),
    )
  })

  it('copes with 10,000 nodes in a row, and in one circle', () => {
    const size = 10_000
    const nodes = Array.from({ length: size }, (_, at) => node('control.pass', {}, `n${at}`))
    const row = Array.from({ length: size - 1 }, (_, at) => `n${at} > n${at + 1}`)
    const line = createTopology(draw(nodes.toReversed(), ...row))
    expect(topologicalOrder(line)).toEqual(nodes.map(({ id }) => id))
    expect(findCyclicParts(createTopology(draw(nodes, ...row, `n${size - 1} > n0`)))).toMatchObject([
      { length: size },
    ])
  })
})
