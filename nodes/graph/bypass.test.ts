import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tidyDocument, wildDocument } from './arbitraries.ts'
import { bypass } from './bypass.ts'
import { compile } from './compile.ts'
import type { PipelineDocument } from './document.ts'
import { edgeKey } from './document.ts'
import { draw, node, options, soundDrawing } from './drawings.ts'
import { findPlanFault } from './plan-faults.ts'
import { propagate } from './propagate.ts'

const without = (document: PipelineDocument, ...ids: readonly string[]): PipelineDocument => ({
  ...document,
  nodes: document.nodes.map((each) => (ids.includes(each.id) ? { ...each, disabled: true } : each)),
})

const wires = (document: PipelineDocument): string[] =>
  bypass(document, options.definitions).drawing.edges.map(edgeKey)

const messages = (document: PipelineDocument, until?: string): string[] =>
  compile(document, { ...options, until }).problems.map(({ message }) => message)

describe('bypass', () => {
  it('leaves a drawing as it is where nothing is disabled', () => {
    const document = soundDrawing()
    expect(bypass(document, options.definitions).drawing).toBe(document)
  })

  it('leads what arrives past a node, to all that read the same port type', () => {
    const document = without(soundDrawing(), 'scale')
    expect(wires(document).toSorted()).toEqual(
      [
        'builtin.table>split.table',
        'split.table>train.table',
        'mlp.blueprint>train.blueprint',
        'train.model>evaluate.model',
        'split.table>evaluate.table',
      ].toSorted(),
    )
    const { plan } = compile(document, options)
    const drawn = { ...soundDrawing(), nodes: soundDrawing().nodes.filter(({ id }) => id !== 'scale') }
    const equal = compile(
      { ...drawn, edges: bypass(document, options.definitions).drawing.edges },
      options,
    ).plan
    expect(plan).not.toBeNull()
    expect(plan).toEqual(equal)
  })

  it('goes past several in a row', () => {
    expect(wires(without(soundDrawing(), 'split', 'scale'))).toContain('builtin.table>train.table')
  })

  it('says what is missing behind a node that nothing can go past, and how to mend it', () => {
    expect(messages(without(soundDrawing(), 'train'))).toEqual([
      '*Evaluate* needs a model at its input *Model*, and *Train* is bypassed. Switch *Train* on, or connect another.',
    ])
    expect(messages(without(soundDrawing(), 'builtin'))).toContain(
      '*Split* needs a table at its input *Table*, and *Built-in data* is bypassed. Switch *Built-in data* on, or connect another.',
    )
  })

  it('says that there is nothing left to run', () => {
    const all = soundDrawing().nodes.map(({ id }) => id)
    expect(messages(without(soundDrawing(), ...all))).toEqual([
      'Every node is bypassed. Switch at least one on.',
    ])
    expect(messages(without(soundDrawing(), 'scale'), 'scale')).toEqual([
      '*Scale* is bypassed. Switch it on to run to it.',
    ])
  })

  it('runs to a node past a bypassed one, and no further', () => {
    const { plan } = compile(without(soundDrawing(), 'scale'), { ...options, until: 'train' })
    expect(plan?.nodes.map(({ id }) => id)).toEqual(['builtin', 'split', 'mlp', 'train'])
  })

  it('takes the first input of the type where there are several', () => {
    const document = without(
      draw(
        [
          node('data.builtin', {}, 'a'),
          node('data.builtin', {}, 'b'),
          node('combine.union'),
          node('split.split'),
        ],
        'a > union.left',
        'b > union.right',
        'union > split',
      ),
      'union',
    )
    expect(wires(document)).toEqual(['a.table>split.table'])
  })

  it('hands the signals that it waits for to what hangs on it', () => {
    const document = without(
      draw(
        [node('data.builtin'), node('split.split'), node('features.scale')],
        'builtin > split',
        'builtin.failed > split.when',
        'split > scale',
      ),
      'split',
    )
    expect(wires(document)).toEqual(['builtin.table>scale.table', 'builtin.failed>scale.when'])
  })

  it('is done once what it would have taken is', () => {
    const document = without(
      draw(
        [node('data.builtin'), node('split.split'), node('data.builtin', {}, 'other')],
        'builtin > split',
        'split.done > other.when',
      ),
      'split',
    )
    expect(wires(document)).toEqual(['builtin.done>other.when'])
  })

  it('refuses what waits for the failure of a bypassed node', () => {
    const document = without(
      draw(
        [node('data.builtin'), node('split.split'), node('data.builtin', {}, 'other')],
        'builtin > split',
        'split.failed > other.when',
      ),
      'split',
    )
    expect(messages(document)).toEqual([
      '*Built-in data* runs if *Split* fails, and *Split* is bypassed. Bypass *Built-in data*, too, or switch *Split* on.',
    ])
  })

  it('knows what arrives at a bypassed node, and keeps it from going further', () => {
    const { aside, nodes } = propagate(without(soundDrawing(), 'scale'), options)
    expect(nodes.has('scale')).toBe(false)
    expect(aside.get('scale')?.inputs.table).toBe(nodes.get('split')?.outputs.table)
    expect(nodes.get('train')?.inputs.table).toBe(nodes.get('split')?.outputs.table)
  })

  const some = fc.infiniteStream(fc.boolean())
  const disable = (document: PipelineDocument, flags: Iterator<boolean>): PipelineDocument =>
    without(document, ...document.nodes.flatMap(({ id }) => (flags.next().value ? [id] : [])))

  it('leaves no disabled node and no wire of one, whatever is drawn', () => {
    fc.assert(
      fc.property(wildDocument, some, (drawn, flags) => {
        const document = disable(drawn, flags)
        const off = new Set(document.nodes.flatMap(({ id, disabled }) => (disabled ? [id] : [])))
        const { drawing } = bypass(document, options.definitions)
        expect(drawing.nodes.every(({ disabled }) => !disabled)).toBe(true)
        const on = new Set(drawing.nodes.map(({ id }) => id))
        const isGone = (id: string) => off.has(id) && !on.has(id)
        expect(drawing.edges.some(({ from, to }) => isGone(from.node) || isGone(to.node))).toBe(false)
        expect(bypass(drawing, options.definitions).drawing).toBe(drawing)
        compile(document, options)
      }),
      { numRuns: 200 },
    )
  })

  it('makes a sound plan of what is left, or says what is missing', () => {
    fc.assert(
      fc.property(tidyDocument, some, (drawn, flags) => {
        const document = disable(drawn, flags)
        const { plan, problems, propagation } = compile(document, options)
        if (plan) expect(findPlanFault(plan, propagation.drawing)).toBeNull()
        else expect(problems.length).toBeGreaterThan(0)
      }),
      { numRuns: 150 },
    )
  })
})
