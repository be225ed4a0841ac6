import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { definitions } from '../definitions.ts'
import { tabularClassification } from '../templates/tabular.ts'
import { loopedDocument, refittedDocument, tidyDocument, wildDocument } from './arbitraries.ts'
import { canonicalJson } from './canonical-json.ts'
import { compile, deriveSeed } from './compile.ts'
import type { PipelineDocument } from './document.ts'
import { edgeKey, emptyDocument } from './document.ts'
import { parseDocument } from './parse-document.ts'
import type { Plan } from './plan.ts'
import { findPlanFault } from './plan-faults.ts'

const options = { definitions, context: { sources: {} } }

describe('compile', () => {
  it('never throws, and puts every error on a node or an edge that is there', () => {
    fc.assert(
      fc.property(wildDocument, (document) => {
        const { plan, problems } = compile(document, options)
        const errors = problems.filter(({ severity }) => severity === 'error')
        expect(plan === null).toBe(errors.length > 0)
        if (document.nodes.length === 0 && document.edges.length === 0) return
        const ids = new Set(document.nodes.map(({ id }) => id))
        const edges = new Set(document.edges.map(edgeKey))
        for (const { nodeId, edge, message } of problems) {
          expect(nodeId !== undefined || edge !== undefined).toBe(true)
          if (nodeId !== undefined) expect(ids).toContain(nodeId)
          if (edge !== undefined) expect(edges).toContain(edge)
          expect(message).toMatch(/\S.*[.?]$/u)
          expect(message).not.toMatch(/undefined|\[object|NaN/u)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('makes a sound plan of every drawing that it accepts, and accepts many', () => {
    let accepted = 0
    fc.assert(
      fc.property(tidyDocument, (document) => {
        const { plan } = compile(document, options)
        if (!plan) return
        accepted++
        expect(findPlanFault(plan, document)).toBeNull()
        expect(JSON.parse(JSON.stringify(plan))).toEqual(plan)
      }),
      { numRuns: 200 },
    )
    expect(accepted).toBeGreaterThan(100)
  })

  it('makes a sound plan of all that is made again, or says why not', () => {
    const made = { searches: 0, folds: 0, refused: 0 }
    fc.assert(
      fc.property(refittedDocument, (document) => {
        const { plan, problems } = compile(document, options)
        if (!plan) {
          made.refused++
          expect(problems.some(({ severity }) => severity === 'error')).toBe(true)
          return
        }
        expect(findPlanFault(plan, document)).toBeNull()
        for (const { refit } of plan.nodes) if (refit) made[refit.search ? 'searches' : 'folds']++
      }),
      { numRuns: 400 },
    )
    for (const count of Object.values(made)) expect(count).toBeGreaterThan(10)
  })

  it('makes a sound plan of loops, or says why not', () => {
    const made = { loops: 0, refused: 0 }
    fc.assert(
      fc.property(loopedDocument, (document) => {
        const { plan, problems } = compile(document, options)
        if (!plan) {
          made.refused++
          expect(problems.some(({ severity, nodeId }) => severity === 'error' && nodeId !== undefined)).toBe(
            true,
          )
          return
        }
        expect(findPlanFault(plan, document)).toBeNull()
        for (const { loop } of plan.nodes) if (loop) made.loops++
      }),
      { numRuns: 400 },
    )
    for (const count of Object.values(made)) expect(count).toBeGreaterThan(40)
  })

  it('reads only well-formed documents', () => {
    fc.assert(
      fc.property(fc.oneof(wildDocument, tidyDocument), (document) => {
        const parsed = parseDocument(JSON.parse(JSON.stringify(document)))
        expect(parsed.ok).toBe(true)
      }),
      { numRuns: 100 },
    )
  })

  it('gives the same plan whatever the nodes look like, in the order of the drawing among equals', () => {
    fc.assert(
      fc.property(tidyDocument, (document) => {
        const moved = {
          ...document,
          nodes: document.nodes.map((node) => ({ ...node, position: { x: 7, y: 7 }, note: 'moved' })),
          edges: document.edges.toReversed(),
        }
        const strip = (plan: Plan | null) => canonicalJson(plan)
        expect(strip(compile(moved, options).plan)).toBe(strip(compile(document, options).plan))
      }),
      { numRuns: 50 },
    )
    const ids = ['z', 'a', 'm']
    const nodes = ids.map((id) => ({
      id,
      type: 'data.builtin',
      version: 1,
      params: {},
      position: { x: 0, y: 0 },
    }))
    const { plan } = compile({ ...emptyDocument(), nodes }, options)
    expect(plan?.nodes.map(({ id }) => id)).toEqual(ids)
  })

  it('fills in defaults, titles and flags', () => {
    const { plan } = compile(tabularClassification, options)
    expect(plan?.nodes.map(({ id }) => id)).toEqual([
      'data',
      'split',
      'scale',
      'network',
      'train',
      'evaluate',
      'deploy',
    ])
    expect(plan?.nodes.find(({ id }) => id === 'train')).toMatchObject({
      type: 'train.train',
      title: 'Train',
      params: {},
      inputs: {
        table: { node: 'scale', port: 'table' },
        blueprint: { node: 'network', port: 'blueprint' },
      },
      outputs: ['model', 'report'],
      random: true,
      numeric: true,
      effect: false,
    })
    expect(plan?.nodes.find(({ id }) => id === 'split')?.params).toEqual({
      method: 'stratified',
      validation: 0.15,
      test: 0.2,
      column: '',
    })
  })

  it('runs up to a node, past what is broken elsewhere', () => {
    const broken: PipelineDocument = {
      ...tabularClassification,
      nodes: tabularClassification.nodes.map((node) =>
        node.id === 'deploy' ? { ...node, params: { name: 'NOT A NAME' } } : node,
      ),
    }
    expect(compile(broken, options).plan).toBeNull()
    const { plan } = compile(broken, { ...options, until: 'train' })
    expect(plan?.nodes.map(({ id }) => id)).toEqual(['data', 'split', 'scale', 'network', 'train'])
  })

  it('says when there is nothing to run', () => {
    expect(compile(emptyDocument(), options)).toMatchObject({
      plan: null,
      problems: [{ code: 'nothing_to_run' }],
    })
    expect(compile(tabularClassification, { ...options, until: 'gone' })).toMatchObject({
      plan: null,
      problems: [{ code: 'nothing_to_run', message: 'There is no node *gone* to run to.' }],
    })
  })

  it('takes the values of the pipeline’s inputs', () => {
    const document: PipelineDocument = {
      ...emptyDocument(),
      inputs: { which: { type: 'text', default: 'wine' } },
      nodes: [
        {
          id: 'data',
          type: 'data.builtin',
          version: 1,
          params: { dataset: { input: 'which' } },
          position: { x: 0, y: 0 },
        },
      ],
    }
    expect(compile(document, options).plan?.nodes[0]?.params['dataset']).toBe('wine')
    const given = compile(document, { ...options, inputs: { which: 'digits' } })
    expect(given.plan?.nodes[0]?.params['dataset']).toBe('digits')
    expect(compile(document, { ...options, inputs: { which: 3 } }).problems).toMatchObject([
      { code: 'input_type', nodeId: 'data', field: 'dataset' },
    ])
  })
})

describe('deriveSeed', () => {
  it('is 32 bits, and moves with the seed, the id and the salt', () => {
    const base = deriveSeed(42, { id: 'train' })
    expect(Number.isInteger(base) && base >= 0 && base <= 0xffffffff).toBe(true)
    expect(deriveSeed(42, { id: 'train' })).toBe(base)
    expect(deriveSeed(43, { id: 'train' })).not.toBe(base)
    expect(deriveSeed(42, { id: 'train2' })).not.toBe(base)
    expect(deriveSeed(42, { id: 'train', seedSalt: '1' })).not.toBe(base)
  })
})
