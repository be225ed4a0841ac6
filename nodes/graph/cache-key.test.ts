import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { definitions } from '../definitions.ts'
import { tabularClassification } from '../templates/tabular.ts'
import type { CacheKeyCall } from './cache-key.ts'
import { cacheKey, cacheKeyOf, cacheKeyParts, explainStale } from './cache-key.ts'
import { compile } from './compile.ts'
import type { PipelineDocument } from './document.ts'

const call: CacheKeyCall = {
  node: {
    type: 'a.b',
    version: 1,
    params: { x: 1, y: { p: 1, q: 2 } },
    random: true,
    numeric: true,
    seed: 7,
  },
  inputs: { table: 'd1', model: 'd2' },
  environment: 'wasm 4.22.0',
}

const node = (changes: Partial<CacheKeyCall['node']>): CacheKeyCall => ({
  ...call,
  node: { ...call.node, ...changes },
})

describe('cacheKey', () => {
  it('is a SHA-256 that stays what it was', () => {
    // Recorded: a key that changes by accident throws away every result that is kept.
    expect(cacheKey(call)).toBe('1dbddfb4f6303376a45f64919d5692ca2278f6f9e1fa5124512750b665b0266f')
  })

  it('does not depend on the order of keys', () => {
    expect(
      cacheKey({
        ...node({ params: { y: { q: 2, p: 1 }, x: 1 } }),
        inputs: { model: 'd2', table: 'd1' },
      }),
    ).toBe(cacheKey(call))
  })

  it('moves with everything that the result depends on', () => {
    const variants: CacheKeyCall[] = [
      call,
      node({ type: 'a.c' }),
      node({ version: 2 }),
      node({ params: { x: 2, y: { p: 1, q: 2 } } }),
      node({ params: { x: 1, y: { p: 1, q: 3 } } }),
      node({ seed: 8 }),
      { ...call, inputs: { table: 'd2', model: 'd1' } },
      { ...call, inputs: { table: 'd1' } },
      { ...call, environment: 'tensorflow 2.9.1' },
      { ...call, scope: 'fold 1' },
    ]
    expect(new Set(variants.map(cacheKey)).size).toBe(variants.length)
  })

  it('takes the seed only where the node is random, the environment only where it is numeric', () => {
    fc.assert(
      fc.property(fc.nat(), fc.string(), (seed, environment) => {
        const fixed = node({ random: false, seed })
        expect(cacheKey(fixed)).toBe(cacheKey(node({ random: false })))
        const exact = { ...node({ numeric: false }), environment }
        expect(cacheKey(exact)).toBe(cacheKey(node({ numeric: false })))
        if (seed !== 7) expect(cacheKey(node({ seed }))).not.toBe(cacheKey(call))
      }),
    )
  })

  it('is the same for a drawing that was only moved and renamed', () => {
    const keys = (document: PipelineDocument) =>
      compile(document, { definitions, context: { sources: {} } }).plan?.nodes.map((planned) =>
        cacheKey({ node: planned, inputs: {}, environment: 'e' }),
      )
    const moved = {
      ...tabularClassification,
      nodes: tabularClassification.nodes.map((drawn) => ({
        ...drawn,
        title: 'Renamed',
        note: 'Why',
        position: { x: 1, y: 2 },
      })),
    }
    expect(keys(moved)).toEqual(keys(tabularClassification))
  })
})

describe('explainStale', () => {
  const parts = cacheKeyParts(call)

  it('is silent where nothing changed', () => {
    expect(explainStale(parts, cacheKeyParts(node({ params: { y: { q: 2, p: 1 }, x: 1 } })))).toEqual([])
  })

  it('names what changed', () => {
    expect(explainStale(parts, cacheKeyParts(node({ params: { x: 2, y: { p: 1, q: 2 }, z: 1 } })))).toEqual([
      { what: 'param', field: 'x', before: 1, after: 2 },
      { what: 'param', field: 'z', before: undefined, after: 1 },
    ])
    expect(explainStale(parts, { ...parts, inputs: { table: 'd3', model: 'd2' } })).toEqual([
      { what: 'input', port: 'table' },
    ])
    expect(
      explainStale(parts, cacheKeyParts({ ...node({ seed: 9, version: 2 }), environment: 'x' })).map(
        ({ what }) => what,
      ),
    ).toEqual(['version', 'seed', 'environment'])
    expect(explainStale(parts, { ...parts, type: 'c.d' })).toEqual([{ what: 'type' }])
  })

  it('is empty exactly where the keys are the same', () => {
    const anyParts = fc.record({
      type: fc.constantFrom('a', 'b'),
      version: fc.constantFrom(1, 2),
      params: fc.dictionary(fc.constantFrom('x', 'y'), fc.constantFrom<unknown>(1, '1', null, [1]), {
        noNullPrototype: true,
      }),
      inputs: fc.dictionary(fc.constantFrom('table', 'model'), fc.constantFrom('d1', 'd2'), {
        noNullPrototype: true,
      }),
      seed: fc.constantFrom(1, 2),
      environment: fc.constantFrom('e', 'f'),
    })
    fc.assert(
      fc.property(anyParts, anyParts, (before, now) => {
        expect(explainStale(before, now).length === 0).toBe(cacheKeyOf(before) === cacheKeyOf(now))
      }),
      { numRuns: 500 },
    )
  })
})
