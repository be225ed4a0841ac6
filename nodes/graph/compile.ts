import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import type { AnyNodeDefinition } from '../kit/define.ts'
import { slotOf } from '../kit/many.ts'
import { implicitInputs } from '../kit/ports.ts'
import { bypass } from './bypass.ts'
import { canonicalJson } from './canonical-json.ts'
import { definitionsFor } from './components.ts'
import { nodeTitle } from './connect.ts'
import type { DocumentEdge, PipelineDocument } from './document.ts'
import { expand, isWithin, toDrawn } from './expand.ts'
import type { Expanded, ExpandedNode } from './expand.ts'
import { partialPlan } from './partial-plan.ts'
import { analyseLoop } from './loops.ts'
import type { GraphProblem, Plan, PlanLoop, PlanNode, PlanRefit } from './plan.ts'
import { propagate, type NodeSchemas, type PropagateOptions, type Propagation } from './propagate.ts'
import { analyseRefit } from './refit.ts'
import { findPort } from './registry.ts'
import { ancestorsOf, createTopology } from './topology.ts'
import { validate } from './validate.ts'

export interface CompileOptions extends PropagateOptions {
  /** Run to here: only this node and what it depends on; to the *Tune* or *Gather* that makes it, where one does. */
  until?: string | undefined
  /** Run from here: this node and what depends on it are made again, and nothing else but what they need runs. */
  from?: string | undefined
}

export interface Compilation {
  /** Null where there is an error. */
  plan: Plan | null
  problems: readonly GraphProblem[]
  propagation: Propagation
}

/**
 * A drawing as an immutable plan. Pure: the same document, definitions, inputs and known columns give the same plan.
 * Never throws on a parsed document; whatever is wrong is among `problems`, and warnings may stand beside a plan.
 */
export function compile(drawn: PipelineDocument, call: CompileOptions): Compilation {
  const options = { ...call, definitions: definitionsFor(drawn, call.definitions) }
  const document = expand(drawn, options.definitions)
  const drawing = options.until === undefined ? document : upTo(document, options.until, options)
  const { problems, propagation } = validate(drawing, options)
  if (problems.some(({ severity }) => severity === 'error')) return { plan: null, problems, propagation }
  if (propagation.drawing.nodes.length === 0) {
    const message = nothingToRun(drawn, options)
    const problem: GraphProblem = { severity: 'error', code: 'nothing_to_run', message }
    return { plan: null, problems: [problem], propagation }
  }
  const refits = new Map(
    propagation.order.flatMap((id) => {
      const refit = analyseRefit(propagation, id)?.refit
      return refit ? [[id, refit] as const] : []
    }),
  )
  const loops = new Map(
    propagation.order.flatMap((id) => {
      const loop = analyseLoop(propagation, id)?.loop
      return loop ? [[id, loop] as const] : []
    }),
  )
  const whole = propagation.order.map((id) =>
    withLoop(withRefit(planNode(id, drawing, propagation), refits), loops),
  )
  const pins = new Map(drawing.nodes.flatMap(({ id, pin }) => (pin ? [[id, pin.runId] as const] : [])))
  const { nodes, problems: refused } = partialPlan(whole, { pins, from: options.from })
  if (refused.length > 0) {
    const onCards = refused.map((problem) => toDrawn(problem, document))
    return { plan: null, problems: [...problems, ...onCards], propagation }
  }
  const plan: Plan = { schemaVersion: 1, seed: document.seed, ...cardsOf(document, nodes), nodes }
  return { plan, problems, propagation }
}

function cardsOf({ cards = [] }: Expanded, nodes: readonly PlanNode[]): Pick<Plan, 'cards'> {
  const planned = cards.filter((card) => nodes.some(({ id }) => isWithin(id, card.id)))
  if (planned.length === 0) return {}
  return { cards: planned.map(({ id, title, outputs }) => ({ id, title, outputs })) }
}

function nothingToRun(document: PipelineDocument, { until, definitions }: CompileOptions): string {
  const wanted = document.nodes.find(({ id }) => id === until)
  if (wanted?.disabled) {
    const title = nodeTitle(wanted, definitions)
    return `*${title}* is bypassed. Switch it on to run to it.`
  }
  if (until !== undefined) return `There is no node *${until}* to run to.`
  return document.nodes.length === 0
    ? 'The drawing is empty. Add a node, for example *Built-in data*.'
    : 'Every node is bypassed. Switch at least one on.'
}

/** The part of a drawing that a node, or all behind a card, depends on, with itself and with what is bypassed. */
function upTo(document: Expanded, until: string, options: PropagateOptions): Expanded {
  const { drawing } = bypass(document, options.definitions)
  const ends = drawing.nodes.map(({ id }) => id).filter((id) => isWithin(id, until))
  if (ends.length === 0) return { ...document, nodes: [], edges: [] }
  const propagation = propagate(document, options)
  // What a *Tune* searches, or a *Gather* has made for each item, never runs by itself.
  const owners = propagation.order.flatMap((id) => {
    const owned = [
      ...(analyseRefit(propagation, id)?.refit?.owned ?? []),
      ...(analyseLoop(propagation, id)?.loop?.owned ?? []),
    ]
    return owned.some((each) => isWithin(each, until)) ? [{ id, owned }] : []
  })
  const owned = new Set(owners.flatMap((owner) => owner.owned))
  const alone = ends.filter((id) => !owned.has(id))
  const wanted = ancestorsOf(createTopology(drawing), [...alone, ...owners.map(({ id }) => id)])
  for (const { id, disabled } of document.nodes) if (disabled) wanted.add(id)
  return {
    ...document,
    nodes: document.nodes.filter(({ id }) => wanted.has(id)),
    edges: document.edges.filter(({ to }) => wanted.has(to.node)),
  }
}

function planNode(id: string, document: PipelineDocument, propagation: Propagation): PlanNode {
  // A drawing without errors has a definition for every node.
  const node = propagation.made.get(id) as ExpandedNode
  const { definition, params } = propagation.nodes.get(id) as NodeSchemas
  const edges = propagation.topology.incoming.get(id) ?? []
  return {
    id,
    type: node.type,
    version: definition.version,
    title: nodeTitle(node, propagation.options.definitions),
    params,
    inputs: inputsOf(definition, edges),
    ...whenOf(edges),
    ...(definition.merges && { merges: true as const }),
    ...(definition.waits && { waits: true as const }),
    ...(node.onError === 'continue' && { onError: node.onError }),
    ...(node.retry && { retry: node.retry }),
    outputs: Object.keys(definition.outputs),
    random: definition.random,
    numeric: definition.numeric,
    effect: definition.effect,
    seed: deriveSeed(document.seed, node),
    queue: 'cpu',
  }
}

function withRefit(node: PlanNode, refits: ReadonlyMap<string, PlanRefit>): PlanNode {
  const refit = refits.get(node.id)
  const ownedBy = [...refits].find(([, { owned }]) => owned.includes(node.id))?.[0]
  // What is searched comes out of the trials, not out of a node that runs by itself.
  const inputs = Object.entries(node.inputs).filter(([, from]) => !refit?.owned.includes(from.node))
  return {
    ...node,
    inputs: Object.fromEntries(inputs),
    ...(refit && { refit }),
    ...(ownedBy !== undefined && { ownedBy }),
  }
}

function withLoop(node: PlanNode, loops: ReadonlyMap<string, PlanLoop>): PlanNode {
  const loop = loops.get(node.id)
  const ownedBy = [...loops].find(([, { owned }]) => owned.includes(node.id))?.[0]
  // What items make is gathered; nothing of it runs by itself.
  return { ...node, ...(loop && { loop, inputs: {} }), ...(ownedBy !== undefined && { ownedBy }) }
}

const isSignal = ({ to }: DocumentEdge): boolean => findPort(implicitInputs, to.port) !== undefined

function whenOf(edges: readonly DocumentEdge[]): Pick<PlanNode, 'when'> {
  const when = edges.filter(isSignal).map(({ from }) => from)
  return when.length === 0 ? {} : { when }
}

function inputsOf(definition: AnyNodeDefinition, edges: readonly DocumentEdge[]): PlanNode['inputs'] {
  const counts = new Map<string, number>()
  const data = edges.filter((edge) => !isSignal(edge))
  const slots = data.map(({ from, to: { port } }) => {
    const count = counts.get(port) ?? 0
    counts.set(port, count + 1)
    return [findPort(definition.inputs, port)?.many ? slotOf(port, count) : port, from] as const
  })
  return Object.fromEntries(slots)
}

/**
 * A node's own seed, 0 … 2³² − 1: the first four bytes of SHA-256 over the run's seed, the node's id and its salt, so
 * that no node's random numbers depend on what else is drawn.
 */
export function deriveSeed(seed: number, node: Pick<ExpandedNode, 'id' | 'seedId' | 'seedSalt'>): number {
  const bytes = sha256(utf8ToBytes(canonicalJson([seed, node.seedId ?? node.id, node.seedSalt ?? ''])))
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
}
