import { LOOP_BEGIN, LOOP_END } from '../kit/loops.ts'
import { implicitInputs } from '../kit/ports.ts'
import { describeIssue } from './issue-words.ts'
import { convertInput, referenceOf } from './pipeline-inputs.ts'
import type { GraphProblem, PlanLoop, Source } from './plan.ts'
import type { NodeSchemas, Propagation } from './propagate.ts'
import { analyseRefit, titleOf } from './refit.ts'
import { refitRequest } from './registry.ts'
import { ancestorsOf, descendantsOf } from './topology.ts'

/** The loop that a *Gather* ends; or why there is none. */
export interface LoopAnalysis {
  loop: PlanLoop | null
  problems: readonly GraphProblem[]
}

export const typeOf = ({ made }: Propagation, id: string): string | undefined => made.get(id)?.type

const analyses = new WeakMap<Propagation, Map<string, LoopAnalysis>>()

/** The loop that ends in a node; undefined for a node that ends none. */
export function analyseLoop(propagation: Propagation, id: string): LoopAnalysis | undefined {
  if (typeOf(propagation, id) !== LOOP_END || !propagation.nodes.has(id)) return undefined
  const known = analyses.get(propagation) ?? new Map<string, LoopAnalysis>()
  analyses.set(propagation, known)
  const found = known.get(id) ?? analyse(propagation, id)
  known.set(id, found)
  return found
}

/** The *For each* that belongs to a *Gather*: the nearest one above it whose loop has not ended in between. */
export function beginOf(
  propagation: Propagation,
  end: string,
  asked: ReadonlySet<string> = new Set(),
): string | undefined {
  const { incoming } = propagation.topology
  const above = (id: string): string[] => (incoming.get(id) ?? []).map(({ from }) => from.node)
  const inside = new Set([...asked, end])
  const seen = new Set<string>([end])
  const waiting = above(end)
  for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
    if (seen.has(id)) continue
    seen.add(id)
    const type = typeOf(propagation, id)
    if (type === LOOP_BEGIN) return id
    const inner = type === LOOP_END && !inside.has(id) ? beginOf(propagation, id, inside) : undefined
    waiting.push(...above(inner ?? id))
  }
  return undefined
}

function analyse(propagation: Propagation, end: string): LoopAnalysis {
  const { topology, order, nodes } = propagation
  const problems: GraphProblem[] = []
  const problem = (code: string, message: string, nodeId = end, place: Partial<GraphProblem> = {}) =>
    void problems.push({ severity: 'error', code, message, nodeId, ...place })
  const none = (): LoopAnalysis => ({ loop: null, problems })
  const own = titleOf(propagation, end)

  const arriving = (topology.incoming.get(end) ?? []).filter(({ to }) => !isSignal(to.port))
  if (arriving.length === 0) {
    problem(
      'loop_nothing',
      `Nothing arrives at ${own}. Connect the table or the report that every item makes.`,
    )
    return none()
  }
  const begin = beginOf(propagation, end)
  if (begin === undefined) {
    problem(
      'loop_no_begin',
      `${own} ends a loop, and no *For each* stands before it to begin one. Put one in.`,
    )
    return none()
  }
  const behind = ancestorsOf(topology, [end])
  const places = placesOf(propagation, begin, behind)
  const inside = descendantsOf(topology, [begin, ...Object.keys(places)])
  const owned = order.filter((id) => inside.has(id) && behind.has(id) && id !== begin && id !== end)
  const members = new Set([begin, ...owned])
  const others = owned.filter((id) => [LOOP_BEGIN, LOOP_END].includes(typeOf(propagation, id) ?? ''))
  for (const id of others) {
    const message = `${titleOf(propagation, id)} stands inside the loop that ${own} ends, and loops don't stand in one another. Move it before ${titleOf(propagation, begin)} or behind ${own}.`
    problem('loop_nested', message, id)
  }
  if (others.length > 0) return none()

  for (const id of owned) checkMember(propagation, { id, end, begin, members, places, problem })
  for (const { from, to } of arriving) {
    if (members.has(from.node)) continue
    const message = `What arrives here from ${titleOf(propagation, from.node)} is not made in the loop that ${titleOf(propagation, begin)} begins, so it is the same for every item. Connect what an item makes.`
    problem('loop_outside', message, end, { port: to.port })
  }
  const loop: PlanLoop = {
    each: begin,
    owned,
    places,
    want: arriving.map(({ from }) => ({ node: from.node, port: from.port })),
    given: givenTo(propagation, begin, owned, nodes.get(begin)),
  }
  return { loop, problems }
}

const isSignal = (port: string): boolean => Object.hasOwn(implicitInputs, port)

/** Settings behind the end of a loop that take the value of an item, by node. */
function placesOf(
  { nodes, made }: Propagation,
  begin: string,
  behind: ReadonlySet<string>,
): PlanLoop['places'] {
  const { over, input } = nodes.get(begin)?.params ?? {}
  if (over !== 'values' || typeof input !== 'string') return {}
  return Object.fromEntries(
    [...behind].flatMap((id) => {
      const type = made.get(id)?.type
      if (type === LOOP_BEGIN || type === LOOP_END) return []
      const fields = Object.entries(made.get(id)?.params ?? {}).flatMap(([field, value]) =>
        referenceOf(value) === input.trim() ? [field] : [],
      )
      return fields.length > 0 ? [[id, fields]] : []
    }),
  )
}

interface Member {
  id: string
  end: string
  begin: string
  members: ReadonlySet<string>
  places: PlanLoop['places']
  problem: (code: string, message: string, nodeId?: string) => void
}

function checkMember(propagation: Propagation, { id, end, begin, members, places, problem }: Member): void {
  const { nodes, topology } = propagation
  const node = nodes.get(id)
  if (!node) return
  const [title, gather] = [titleOf(propagation, id), titleOf(propagation, end)]
  const { definition, params } = node
  const { inputs, outputs, effect, waits, merges } = definition
  if (effect || refitRequest(definition, params)?.search) {
    const message = `${title} can't run once an item inside the loop that ${gather} ends. Put it behind ${gather}, or before ${titleOf(propagation, begin)}.`
    problem('loop_inside', message, id)
  }
  const conditional = topology.incoming.get(id)?.some(({ to }) => isSignal(to.port))
  if (conditional || waits || merges || Object.values(outputs).some(({ type }) => type === 'signal')) {
    const message = `${title} runs in the loop that ${gather} ends, so it can't wait or depend on a condition. Put the condition before ${titleOf(propagation, begin)}, or behind ${gather}.`
    problem('loop_condition', message, id)
  }
  const isSource =
    Object.keys(inputs).length === 0 && Object.values(outputs).some(({ type }) => type === 'table')
  if (isSource && places[id]) {
    const message = `${title} brings in rows from outside, once a run and not once an item. Type a value, or go through *Files*.`
    problem('loop_source', message, id)
  }
  for (const { to } of topology.outgoing.get(id) ?? []) {
    if (members.has(to.node) || to.node === end) continue
    const message = `${title} runs once an item inside the loop that ${gather} ends, so it can't feed ${titleOf(propagation, to.node)}. Connect what comes out of ${gather} instead.`
    problem('loop_shared', message, id)
  }
}

/** What items take from outside the loop. */
function givenTo(
  propagation: Propagation,
  begin: string,
  owned: readonly string[],
  each: NodeSchemas | undefined,
): Source[] {
  const inside = new Set([begin, ...owned])
  const given = new Map<string, Source>()
  const add = ({ node, port }: Source) => inside.has(node) || given.set(`${node}.${port}`, { node, port })
  for (const id of inside) {
    if (id === begin && each?.params.over === 'files') continue
    for (const { from, to } of propagation.topology.incoming.get(id) ?? []) if (!isSignal(to.port)) add(from)
    for (const from of analyseRefit(propagation, id)?.refit?.given ?? []) add(from)
  }
  return [{ node: begin, port: 'items' }, ...given.values()]
}

/** What a value that was typed is as a value of the pipeline's parameter; undefined where it is none. */
export function placedValue(
  value: string,
  type: 'number' | 'text' | 'boolean',
): string | number | boolean | undefined {
  switch (type) {
    case 'text':
      return value
    case 'number':
      return Number.isFinite(Number(value)) ? convertInput(value, 'number') : undefined
    case 'boolean':
      return value === 'true' || value === 'false' ? value === 'true' : undefined
  }
}

/** Why a node can't have some settings, in words; null where it can. */
export function placeFault(
  { definition, params }: Pick<NodeSchemas, 'definition' | 'params'>,
  fields: Readonly<Record<string, unknown>>,
): string | null {
  const parsed = definition.params.safeParse({ ...params, ...fields })
  const [issue] = parsed.error?.issues ?? []
  return issue ? describeIssue(issue, definition) : null
}
