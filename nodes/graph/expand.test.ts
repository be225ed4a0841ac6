import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tidyDocument, refittedDocument } from './arbitraries.ts'
import { canonicalJson } from './canonical-json.ts'
import { compile } from './compile.ts'
import { componentType, definitionsFor } from './components.ts'
import type { DocumentNode, PipelineComponent, PipelineDocument } from './document.ts'
import { draw, edges, node, options, soundDrawing } from './drawings.ts'
import { expand, isWithin, outerNodeOf } from './expand.ts'
import { extract, replaceByCard } from './extract.ts'
import { parseDocument } from './parse-document.ts'
import type { Plan } from './plan.ts'
import { portOfSlot } from '../kit/many.ts'
import { propagate } from './propagate.ts'
import { dissolve } from './reuse.ts'
import { ancestorsOf, createTopology, descendantsOf } from './topology.ts'
import { validate } from './validate.ts'

const { definitions } = options

const save = (document: PipelineDocument, id: string, version = 1): PipelineComponent => ({
  pipelineId: id,
  version,
  title: `Pipeline ${id}`,
  document,
})

/** The drawing with some nodes replaced by one card that stands for them. */
function group(document: PipelineDocument, ids: readonly string[], cardId = 'card', pipelineId = cardId) {
  const extracted = extract(document, ids, definitions)
  return replaceByCard(document, ids, { component: save(extracted.document, pipelineId), extracted, cardId })
}

/** A plan as a set of nodes, without the cards' ids in front, and without titles. */
function bareNodes(plan: Plan | null): unknown {
  const json = canonicalJson(plan?.nodes.map((each) => ({ ...each, title: '' })) ?? null)
  const bare = JSON.parse(json.replaceAll(/(?:card|outer)\//g, '')) as Plan['nodes'] | null
  return bare
    ?.map(({ inputs, refit, ...rest }) => ({
      ...rest,
      refit: refit && {
        ...refit,
        slice: refit.slice.toSorted(),
        owned: refit.owned.toSorted(),
        given: refit.given.map(canonicalJson).toSorted(),
      },
      // At a port that takes several, edges of the drawing come before those inside.
      inputs: Object.entries(inputs)
        .map(([slot, source]) => `${portOfSlot(slot)} < ${source.node}.${source.port}`)
        .toSorted(),
    }))
    .toSorted((a, b) => a.id.localeCompare(b.id))
}

/** A choice of nodes with all that lies between them: nothing that leaves it comes back into it. */
function closed(document: PipelineDocument, picks: readonly number[]): string[] {
  const ids = document.nodes.map(({ id }) => id)
  const chosen = picks.map((pick) => ids[pick % ids.length] as string)
  const topology = createTopology(document)
  const below = descendantsOf(topology, chosen)
  return [...ancestorsOf(topology, chosen)].filter((id) => below.has(id))
}

const picks = fc.array(fc.nat(), { minLength: 1, maxLength: 4 })

describe('expand', () => {
  it('leaves a drawing without cards as it is', () => {
    const document = soundDrawing()
    expect(expand(document, definitions)).toBe(document)
  })

  it.each([
    ['tidy', tidyDocument],
    ['refitted', refittedDocument],
  ])('makes of a %s drawing with some nodes saved as one the plan that it had', (_, arbitrary) => {
    let compared = 0
    fc.assert(
      fc.property(arbitrary, picks, (document, chosen) => {
        const before = compile(document, options)
        const grouped = group(document, closed(document, chosen))
        expect(parseDocument(JSON.parse(JSON.stringify(grouped))).ok).toBe(true)
        const after = compile(grouped, options)
        if (before.plan) compared++
        expect(bareNodes(after.plan)).toEqual(bareNodes(before.plan))
        for (const { nodeId } of after.problems)
          if (nodeId !== undefined) expect(grouped.nodes.map(({ id }) => id)).toContain(nodeId)
      }),
      { numRuns: 120 },
    )
    expect(compared).toBeGreaterThan(20)
  })

  it('makes the same plan of cards inside of cards, and of a card whose nodes were put back', () => {
    fc.assert(
      fc.property(tidyDocument, picks, picks, (document, first, second) => {
        const one = group(document, closed(document, first))
        const chosen = closed(one, second)
        const two = group(one, chosen, 'outer', 'outer')
        const plan = bareNodes(compile(document, options).plan)
        expect(bareNodes(compile(two, options).plan)).toEqual(plan)
        const freeId = (): string => 'never'
        const back = dissolve(dissolve(two, 'outer', freeId).document, 'card', freeId).document
        expect(bareNodes(compile(back, options).plan)).toEqual(plan)
        expect(back.components).toBeUndefined()
      }),
      { numRuns: 100 },
    )
  })

  it('names what is inside by the card, and the card by its first part', () => {
    const document = group(soundDrawing(), ['split', 'scale'])
    const { plan } = compile(document, options)
    expect(plan?.nodes.map(({ id }) => id)).toEqual([
      'builtin',
      'card/split',
      'card/scale',
      'mlp',
      'train',
      'evaluate',
    ])
    expect(plan?.nodes[1]?.title).toBe('Pipeline card › Split')
    expect(plan?.cards).toEqual([
      { id: 'card', title: 'Pipeline card', outputs: { table: { node: 'card/scale', port: 'table' } } },
    ])
    expect(outerNodeOf('card/scale')).toBe('card')
    expect(isWithin('card/scale', 'card')).toBe(true)
    expect(isWithin('cards', 'card')).toBe(false)
  })

  it('runs to all of a card, and from it', () => {
    const document = group(soundDrawing(), ['split', 'scale'])
    const to = compile(document, { ...options, until: 'card' }).plan
    expect(to?.nodes.map(({ id }) => id)).toEqual(['builtin', 'card/split', 'card/scale'])
    const inner = compile(document, { ...options, until: 'card/split' }).plan
    expect(inner?.nodes.map(({ id }) => id)).toEqual(['builtin', 'card/split'])
    const from = compile(document, { ...options, from: 'card' }).plan
    expect(from?.nodes.filter(({ fresh }) => !fresh).map(({ id }) => id)).toEqual(['builtin', 'mlp'])
  })

  it('takes no pins of what is inside, only that of the card', () => {
    const sound = soundDrawing()
    const pinned = {
      ...sound,
      nodes: sound.nodes.map((each) => (each.id === 'scale' ? { ...each, pin: { runId: 'r' } } : each)),
    }
    const grouped = group(pinned, ['split', 'scale'])
    const component = Object.values(grouped.components ?? {})[0]
    expect(component?.document.nodes.some(({ pin }) => pin)).toBe(false)
    expect(compile(grouped, options).plan?.nodes.some(({ pinnedTo }) => pinnedTo)).toBe(false)
  })

  describe('parameters', () => {
    const drawing: PipelineDocument = {
      ...soundDrawing(),
      inputs: { share: { type: 'number', default: 0.25, title: 'Share' } },
    }
    const withInput = {
      ...drawing,
      nodes: drawing.nodes.map((each) =>
        each.id === 'split' ? { ...each, params: { test: { input: 'share' } } } : each,
      ),
    }
    const grouped = group(withInput, ['split', 'scale'])
    const setting = (params: DocumentNode['params'], values?: Record<string, number>) => {
      const nodes = grouped.nodes.map((each) => (each.id === 'card' ? { ...each, params } : each))
      return compile({ ...grouped, nodes }, { ...options, ...(values && { inputs: values }) })
    }
    const shareOf = ({ plan }: ReturnType<typeof compile>) =>
      plan?.nodes.find(({ id }) => id === 'card/split')?.params['test']

    it('have the values of the card, the defaults of the pipeline, or those of the drawing around', () => {
      expect(shareOf(setting({ share: 0.4 }))).toBe(0.4)
      expect(shareOf(setting({}))).toBe(0.25)
      expect(grouped.nodes.find(({ id }) => id === 'card')?.params).toEqual({ share: { input: 'share' } })
      expect(shareOf(setting({ share: { input: 'share' } }, { share: 0.1 }))).toBe(0.1)
    })

    it('that are wrong are a problem of the card’s own setting', () => {
      const { problems } = setting({ share: 7 })
      expect(problems).toContainEqual(
        expect.objectContaining({ nodeId: 'card', field: 'share', severity: 'error' }),
      )
    })

    it('are those of a definition, with the form of the field that takes them', () => {
      const [definition] = Object.values(definitionsFor(grouped, definitions)).filter(
        ({ category }) => category === 'yours',
      )
      expect(definition?.params.parse({})).toEqual({ share: 0.25 })
      expect(definition?.params.safeParse({ share: 7 }).success).toBe(false)
      expect(definition?.inputs['table']).toMatchObject({ type: 'table', optional: false })
      expect(Object.keys(definition?.outputs ?? {})).toEqual(['table'])
    })

    it('of the drawing around are not seen from inside', () => {
      const { share: _, ...none } = withInput.inputs
      const component = { ...save({ ...withInput, inputs: none, ports: { inputs: [], outputs: [] } }, 'p') }
      const document = {
        ...draw([{ ...node(componentType('p-v1')), id: 'card' }]),
        inputs: withInput.inputs,
        components: { 'p-v1': component },
      }
      const { problems } = compile(document, options)
      expect(problems).toContainEqual(expect.objectContaining({ nodeId: 'card', code: 'input_unresolved' }))
    })
  })

  it('refuses what is wrong across the border, on the card', () => {
    const leaky = draw(
      ['data.builtin', 'features.scale', 'split.split'].map((type) => node(type)),
      'builtin > scale',
      'scale > split',
    )
    const plain = validate(leaky, options).problems.map(({ code }) => code)
    expect(plain.length).toBeGreaterThan(0)
    const { problems } = validate(group(leaky, ['scale']), options)
    expect(problems.map(({ code }) => code)).toEqual(plain)
    expect(problems.every(({ nodeId }) => nodeId === 'card' || nodeId === 'split')).toBe(true)
  })

  it('refuses a pipeline inside itself, and one nested too deeply', () => {
    const inner = { ...draw([node('models.mlp')]), ports: { inputs: [], outputs: [] } }
    const within = (component: PipelineComponent): PipelineDocument => ({
      ...draw([{ ...node(componentType('x-v1')), id: 'card' }]),
      components: { 'x-v1': component },
    })
    const itself = within(save(within(save(inner, 'x')), 'x'))
    expect(compile(itself, options).problems).toContainEqual(
      expect.objectContaining({
        nodeId: 'card',
        code: 'recursion',
        message: expect.stringContaining('itself'),
      }),
    )
    let deep = inner as PipelineDocument
    for (let level = 0; level < 8; level++) deep = within(save(deep, `level-${level}`))
    expect(compile(deep, options).plan).not.toBeNull()
    const tooDeep = compile(within(save(deep, 'one-more')), options)
    expect(tooDeep.problems).toContainEqual(expect.objectContaining({ nodeId: 'card', code: 'too_deep' }))
  })

  it('says so where an edge leads to a port that a card lacks, or waits for it to fail', () => {
    const document = group(soundDrawing(), ['split', 'scale'])
    const wrong = {
      ...document,
      edges: [...document.edges, ...edges('card.gone > evaluate', 'card.failed > evaluate.when')],
    }
    const { problems } = compile(wrong, options)
    const messages = problems.filter(({ code }) => code === 'port_unknown').map(({ message }) => message)
    expect(messages).toEqual([
      expect.stringContaining('has no output *gone*'),
      expect.stringContaining('gives no signal when it fails'),
    ])
  })

  it('lets what arrives go past a bypassed card, as past any node', () => {
    const document = group(soundDrawing(), ['scale'])
    const off = {
      ...document,
      nodes: document.nodes.map((each) => (each.id === 'card' ? { ...each, disabled: true } : each)),
    }
    const { plan } = compile(off, options)
    expect(plan?.nodes.find(({ id }) => id === 'train')?.inputs['table']).toEqual({
      node: 'split',
      port: 'table',
    })
  })

  it('keeps what is known of inner nodes while other nodes change', () => {
    const document = group(soundDrawing(), ['split', 'scale'])
    const first = propagate(document, options)
    const moved = document.nodes.map((each) => ({ ...each, position: { x: 5, y: 5 } }))
    const second = propagate({ ...document, nodes: moved }, options, first)
    expect(second.nodes.get('card/scale')).toBe(first.nodes.get('card/scale'))
  })

  it('gives two cards of one pipeline the same random numbers, unless one is salted', () => {
    const document = group(soundDrawing(), ['split', 'scale'])
    const card = document.nodes.find(({ id }) => id === 'card') as DocumentNode
    const seeds = (salt?: string) => {
      const other = { ...card, id: 'other', ...(salt && { seedSalt: salt }) }
      const wired = [...document.edges, ...edges('builtin > other')]
      const { plan } = compile({ ...document, nodes: [...document.nodes, other], edges: wired }, options)
      return plan?.nodes.filter(({ type }) => type === 'split.split').map(({ seed }) => seed) ?? []
    }
    expect(new Set(seeds()).size).toBe(1)
    expect(new Set(seeds('other')).size).toBe(2)
  })
})
