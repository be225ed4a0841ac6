import type { PortType } from '../kit/ports.ts'
import type { GraphProblem } from './plan.ts'
import type { Propagation } from './propagate.ts'
import { edgesOfType, isSplit, titleOf } from './refit.ts'
import { ancestorsOf, reach } from './topology.ts'

const feeding = (propagation: Propagation, id: string, ...types: PortType[]) =>
  types.flatMap((type) => edgesOfType(propagation, id, type))

/** Which branch a merging node takes the run only knows. */
const merges = ({ nodes }: Propagation, id: string): boolean => nodes.get(id)?.definition.merges === true

/** Nodes that the rows of a node come from, itself included; `surely`: whatever the run decides. */
function rowsAbove(propagation: Propagation, id: string, surely = false): string[] {
  const { nodes } = propagation
  const next = (each: string): string[] => {
    if (surely && merges(propagation, each)) return []
    const { looksUp } = nodes.get(each)?.definition ?? {}
    const edges = feeding(propagation, each, 'table').filter(({ to }) => to.port !== looksUp)
    return edges.map(({ from }) => from.node)
  }
  return [...reach([id], next)]
}

/** Nodes that surely taught a model, or what is in its table, something about rows. */
function learnersAbove(propagation: Propagation, id: string): string[] {
  const next = (each: string): string[] =>
    merges(propagation, each) ? [] : feeding(propagation, each, 'table', 'model').map(({ from }) => from.node)
  return [...reach([id], next)].filter((each) => propagation.nodes.get(each)?.definition.fits)
}

const splitsAmong = ({ nodes }: Propagation, ids: readonly string[]): string[] =>
  ids.filter((id) => {
    const node = nodes.get(id)
    return node !== undefined && isSplit(node)
  })

/** Whether rows of two nodes come from one place: the same node, or two that read the same. */
function sharesRows(propagation: Propagation, one: string, other: string): boolean {
  const { nodes, made } = propagation
  const sourcesOf = (id: string): string[] =>
    rowsAbove(propagation, id)
      .filter((each) => feeding(propagation, each, 'table').length === 0)
      .map((each) => JSON.stringify([made.get(each)?.type, nodes.get(each)?.params]))
  const sources = new Set(sourcesOf(one))
  return sourcesOf(other).some((source) => sources.has(source))
}

/**
 * Scores on rows that a Split keeps back, but not from the model: it, or a step before it, has learnt past that Split,
 * from the same rows.
 */
export function checkSeenRows(propagation: Propagation): GraphProblem[] {
  const problems: GraphProblem[] = []
  for (const [id, { definition, params }] of propagation.nodes) {
    // A score on training rows says so.
    if (definition.category !== 'evaluate' || (params.on !== 'test' && params.on !== 'validation')) continue
    const learners = learnersAbove(propagation, id)
    for (const split of splitsAmong(propagation, rowsAbove(propagation, id, true))) {
      // What learns before a Split is `checkFits`' to refuse.
      const before = ancestorsOf(propagation.topology, [split])
      const learner = learners.find(
        (each) =>
          !before.has(each) &&
          !rowsAbove(propagation, each).includes(split) &&
          sharesRows(propagation, each, split),
      )
      if (learner === undefined) continue
      const [name, keeper] = [titleOf(propagation, learner), titleOf(propagation, split)]
      const message = `${name} did not learn behind ${keeper}, so it has seen rows that ${keeper} keeps back, and the score would be too good. Connect what comes from ${keeper} to ${name}.`
      problems.push({ severity: 'error', code: 'seen_rows', message, nodeId: id, port: 'table' })
      break
    }
  }
  return problems
}

/** Tables that meet after two Splits have divided the same rows, each in its own way. */
export function checkSplits(propagation: Propagation): GraphProblem[] {
  const problems: GraphProblem[] = []
  for (const [id, { definition }] of propagation.nodes) {
    const [first, ...others] = feeding(propagation, id, 'table').filter(
      ({ to }) => to.port !== definition.looksUp,
    )
    if (!first || merges(propagation, id)) continue
    const splitsOf = (from: string) => splitsAmong(propagation, rowsAbove(propagation, from, true))
    const here = splitsOf(first.from.node)
    for (const { from, to } of others) {
      const there = splitsOf(from.node)
      const [own, foreign] = [here, there].map((ids, at) =>
        ids.filter((each) => ![there, here][at]!.includes(each)),
      )
      const pair = own!
        .flatMap((a) => foreign!.map((b) => [a, b] as const))
        .find(([a, b]) => sharesRows(propagation, a, b))
      if (!pair) continue
      const [a, b] = pair.map((each) => titleOf(propagation, each))
      const message = `${a} and ${b} divide the same rows, each in its own way, so test rows of one are training rows of the other, and the test score would be too good. Put one *Split* before the tables part, or behind ${titleOf(propagation, id)}.`
      problems.push({ severity: 'error', code: 'splits_differ', message, nodeId: id, port: to.port })
    }
  }
  return problems
}
