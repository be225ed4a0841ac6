import { describe, expect, test } from 'vitest'
import { chainAfter, decideNode } from './decide-node.ts'
import type { Outcome, RunPipelineNode } from './types.ts'

const node = (id: string, fields: Partial<RunPipelineNode> = {}): RunPipelineNode => ({
  id,
  type: 'control.pass',
  title: id,
  queue: 'cpu',
  after: [],
  ...fields,
})

const done = (...given: string[]): Outcome => ({ state: 'done', given })
const failed: Outcome = { state: 'failed', handled: false }
const skipped = (because: 'failure' | 'signal'): Outcome => ({ state: 'skipped', because })

const decide = (fields: Partial<RunPipelineNode>, outcomes: Record<string, Outcome>) =>
  decideNode(node('n', fields), (id) => outcomes[id] as Outcome)

describe('whether a node runs', () => {
  const go = { go: true }
  const when = (port: string) => ({ when: [{ node: 'a', port }] })

  test('once all that it takes from is done', () => {
    expect(decide({ after: ['a', 'b'] }, { a: done(), b: done() })).toEqual(go)
    expect(decide({ after: ['a', 'b'] }, { a: done(), b: failed })).toEqual({
      go: false,
      because: 'failure',
      culprit: 'b',
    })
    expect(decide({ after: ['a', 'b'] }, { a: skipped('signal'), b: failed })).toMatchObject({
      because: 'failure',
    })
    expect(decide({ after: ['a'] }, { a: skipped('signal') })).toMatchObject({ because: 'signal' })
  })

  test('once its signals are given', () => {
    expect(decide(when('yes'), { a: done('yes') })).toEqual(go)
    expect(decide(when('yes'), { a: done('no') })).toMatchObject({ because: 'signal', culprit: 'a' })
    expect(decide(when('yes'), { a: failed })).toMatchObject({ because: 'failure' })
    expect(decide(when('done'), { a: done() })).toEqual(go)
    expect(decide(when('failed'), { a: failed })).toEqual(go)
    expect(decide(when('failed'), { a: done() })).toMatchObject({ because: 'signal' })
    expect(decide(when('failed'), { a: skipped('failure') })).toMatchObject({ because: 'failure' })
  })

  test('with whichever of its inputs there are, where it merges', () => {
    const merge = { after: ['a', 'b'], merges: true }
    expect(decide(merge, { a: done(), b: failed })).toEqual(go)
    expect(decide(merge, { a: skipped('signal'), b: skipped('signal') })).toMatchObject({ because: 'signal' })
    expect(decide(merge, { a: skipped('signal'), b: failed })).toMatchObject({ because: 'failure' })
  })
})

describe('the nodes that follow in the same visit', () => {
  const chain = (nodes: RunPipelineNode[], settled: Record<string, Outcome> = {}) => {
    const dependents = new Map<string, RunPipelineNode[]>()
    for (const each of nodes)
      for (const id of [...each.after, ...(each.when ?? []).map((from) => from.node)])
        dependents.set(id, [...(dependents.get(id) ?? []), each])
    return chainAfter(nodes[0] as RunPipelineNode, dependents, new Map(Object.entries(settled))).map(
      ({ id }) => id,
    )
  }
  const after = (id: string, ...ids: string[]) => node(id, { after: ids })

  test('are those in a row', () => {
    expect(chain([node('a'), after('b', 'a'), after('c', 'b')])).toEqual(['b', 'c'])
  })

  test('end where several wait, where another has to settle first, and where one is done', () => {
    expect(chain([node('a'), after('b', 'a'), after('c', 'b'), after('d', 'b')])).toEqual(['b'])
    expect(chain([node('a'), after('b', 'a', 'x')])).toEqual([])
    expect(chain([node('a'), after('b', 'a', 'x')], { x: done() })).toEqual(['b'])
    expect(chain([node('a'), after('b', 'a'), after('c', 'b')], { b: done() })).toEqual([])
  })

  test('take from nothing that failed or was left out', () => {
    for (const outcome of [failed, skipped('failure'), skipped('signal')])
      expect(chain([node('a'), after('b', 'a', 'x')], { x: outcome })).toEqual([])
  })

  test('are plain ones', () => {
    const special: Partial<RunPipelineNode>[] = [
      { refits: true },
      { waits: true },
      { merges: true },
      { signals: true },
      { retry: { attempts: 1 } },
      { queue: 'gpu' },
      { when: [{ node: 'a', port: 'done' }] },
    ]
    for (const fields of special)
      expect(chain([node('a'), node('b', { after: ['a'], ...fields })])).toEqual([])
  })
})
