import { describe, expect, it } from 'vitest'
import { criticalPath, queueMs } from './critical-path.ts'

const at = (seconds: number) => new Date(1_700_000_000_000 + seconds * 1000).toISOString()
const plan = (id: string, ...from: string[]) => ({
  id,
  type: 'x',
  title: id,
  inputs: Object.fromEntries(from.map((node, index) => [`in${index}`, { node, port: 'out' }])),
})
const times = (start: number | null, end: number | null) => ({
  startedAt: start === null ? null : at(start),
  finishedAt: end === null ? null : at(end),
})

const planNodes = [plan('a'), plan('b'), plan('c', 'a', 'b'), plan('d', 'a')]
const nodes = { a: times(0, 2), b: times(1, 6), c: times(7, 9), d: times(2, 8) }

describe('criticalPath', () => {
  it('goes back over the input that came last', () => {
    expect([...criticalPath(planNodes, nodes)]).toEqual(['c', 'b'])
  })
  it('passes over what has not ended', () => {
    expect([...criticalPath(planNodes, { ...nodes, c: times(7, null) })]).toEqual(['d', 'a'])
    expect(criticalPath(planNodes, {}).size).toBe(0)
  })
})

describe('queueMs', () => {
  const run = { startedAt: at(0) }
  it('counts from the input that came last, or from the start of the run', () => {
    expect(planNodes.map((each) => queueMs(each, nodes, run))).toEqual([0, 1000, 1000, 0])
  })
  it('does not take waiting for a signal for waiting for a worker', () => {
    const asked = { ...plan('deploy', 'a'), when: [{ node: 'ask', port: 'approved' }] }
    const when = { a: times(0, 2), ask: times(2, 500), deploy: times(501, 502) }
    expect(queueMs(asked, when, run)).toBe(1000)
    expect([...criticalPath([plan('a'), plan('ask', 'a'), asked], when)]).toEqual(['deploy', 'ask', 'a'])
  })
  it('says nothing before it has started', () => {
    expect(queueMs(plan('c', 'a'), { a: times(0, 2), c: times(null, null) }, run)).toBeUndefined()
  })
})
