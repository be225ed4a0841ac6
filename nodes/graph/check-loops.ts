import { LOOP_BEGIN, LOOP_END, parseValues } from '../kit/loops.ts'
import { titleOfField } from './issue-words.ts'
import { analyseLoop, beginOf, placedValue, placeFault, typeOf } from './loops.ts'
import type { GraphProblem } from './plan.ts'
import type { Propagation } from './propagate.ts'
import { analyseRefit, titleOf } from './refit.ts'

/** Problems of loops: those without an end or a beginning, and what can't stand in one. */
export function checkLoops(propagation: Propagation): GraphProblem[] {
  const problems: GraphProblem[] = []
  const endOf = new Map<string, string>()
  const owner = new Map<string, string>()
  for (const id of propagation.nodes.keys()) {
    const analysis = analyseLoop(propagation, id)
    if (!analysis) continue
    problems.push(...analysis.problems)
    const { loop } = analysis
    const each = loop?.each ?? beginOf(propagation, id)
    const other = each === undefined ? undefined : endOf.get(each)
    if (each !== undefined && other !== undefined) {
      const message = `The loop of ${titleOf(propagation, each)} ends in ${titleOf(propagation, other)} already. Connect both the table and the report to one *Gather*.`
      problems.push({ severity: 'error', code: 'loop_ends_twice', message, nodeId: id })
    }
    if (each !== undefined) endOf.set(each, other ?? id)
    for (const member of loop ? [loop.each, ...loop.owned, id] : []) owner.set(member, id)
  }
  for (const id of propagation.nodes.keys()) {
    if (typeOf(propagation, id) === LOOP_BEGIN) problems.push(...checkBegin(propagation, id, endOf.get(id)))
    problems.push(...checkRefitted(propagation, id, owner))
  }
  return problems
}

/** What is made again can't have a loop in it. */
function checkRefitted(
  propagation: Propagation,
  id: string,
  owner: ReadonlyMap<string, string>,
): GraphProblem[] {
  const slice = analyseRefit(propagation, id)?.refit?.slice ?? []
  const end = slice.find((each) => [LOOP_BEGIN, LOOP_END].includes(typeOf(propagation, each) ?? ''))
  if (end === undefined) return []
  const inside = owner.get(id)
  const message =
    inside === undefined || inside === id
      ? `${titleOf(propagation, id)} would have the loop of ${titleOf(propagation, end)} run again in each fold or trial, which it can't. Learn behind *Gather* only, or take the loop out.`
      : `${titleOf(propagation, id)} would deal out rows anew that come from before ${titleOf(propagation, end)}. Put *Split* and what learns inside the loop.`
  return [{ severity: 'error', code: 'loop_refitted', message, nodeId: id }]
}

function checkBegin(propagation: Propagation, id: string, end: string | undefined): GraphProblem[] {
  const { nodes, topology, declared } = propagation
  const node = nodes.get(id)
  if (!node) return []
  const title = titleOf(propagation, id)
  const error = (code: string, message: string, place: Partial<GraphProblem> = {}): GraphProblem => ({
    severity: 'error',
    code,
    message,
    nodeId: id,
    ...place,
  })
  const { over, input, values } = node.params as { over: string; input: string; values: string }
  if (end === undefined) {
    const feeds = (topology.outgoing.get(id) ?? []).length > 0
    const message = `Nothing gathers what ${title} begins. Put a *Gather* where the loop ends.`
    return [error('loop_no_end', message, { severity: feeds ? 'error' : 'warning' })]
  }
  if (over === 'partitions' && !topology.incoming.get(id)?.some(({ to }) => to.port === 'table'))
    return [
      error('input_missing', `${title} needs a table to go through its parts. Connect one.`, {
        port: 'table',
      }),
    ]
  if (over !== 'values' || input.trim() === '') return []
  const name = input.trim()
  if (!Object.hasOwn(declared, name)) {
    const message = `The pipeline has no parameter *${name}*. Add it to the pipeline, or write the name of another.`
    return [error('input_unresolved', message, { field: 'input' })]
  }
  const type = declared[name]?.type ?? 'text'
  const wrong = parseValues(values).find((value) => placedValue(value, type) === undefined)
  if (wrong !== undefined) {
    const words = { number: 'a number', text: 'text', boolean: 'yes or no (true, false)' }[type]
    const message = `The pipeline's parameter *${name}* is ${words}, and *${wrong}* is not.`
    return [error('input_type', message, { field: 'values' })]
  }
  const places = analyseLoop(propagation, end)?.loop?.places ?? {}
  if (Object.keys(places).length === 0 && node.inputs.table) {
    const message = `No setting in the loop takes the pipeline's parameter *${name}*, so every item would do the same. Choose it in a setting of a node of the loop.`
    return [error('loop_unused', message, { field: 'input', severity: 'warning' })]
  }
  return Object.entries(places).flatMap(([at, fields]) =>
    fields.flatMap((field) =>
      checkPlace(propagation, at, field, { type, values: parseValues(values), error }),
    ),
  )
}

/** Values tried in a setting while drawing. */
const MOST_CHECKED = 100

function checkPlace(
  propagation: Propagation,
  at: string,
  field: string,
  {
    type,
    values,
    error,
  }: {
    type: 'number' | 'text' | 'boolean'
    values: readonly string[]
    error: (code: string, message: string, place: Partial<GraphProblem>) => GraphProblem
  },
): GraphProblem[] {
  const node = propagation.nodes.get(at)
  if (!node) return []
  for (const value of values.slice(0, MOST_CHECKED)) {
    const wrong = placeFault(node, { [field]: placedValue(value, type) })
    if (wrong === null) continue
    const message = `*${titleOfField(node.definition, field)}* of ${titleOf(propagation, at)} can't be *${value}*: ${wrong}`
    return [error('value_refused', message, { field: 'values' })]
  }
  return []
}
