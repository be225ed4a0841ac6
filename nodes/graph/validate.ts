import { checkBranches } from './check-branches.ts'
import { checkEdges } from './check-edges.ts'
import { checkFits, checkPreparation } from './check-fits.ts'
import { checkLeaks, checkRefits } from './check-refits.ts'
import { checkSeenRows, checkSplits } from './check-rows.ts'
import type { PipelineDocument } from './document.ts'
import { toDrawn } from './expand.ts'
import type { GraphProblem } from './plan.ts'
import type { PropagateOptions, Propagation } from './propagate.ts'
import { propagate } from './propagate.ts'
import { findIn } from './registry.ts'

export interface Validation {
  /** Errors first; each on a node, one of its fields or ports, or an edge. */
  problems: readonly GraphProblem[]
  propagation: Propagation
}

/**
 * Everything that is wrong with a drawing. A drawing without errors compiles. `previous` makes a repeated call as
 * cheap as what changed (see `propagate`).
 */
export function validate(
  document: PipelineDocument,
  options: PropagateOptions,
  previous?: Propagation,
): Validation {
  const propagation = propagate(document, options, previous)
  const { expanded } = propagation
  const found: GraphProblem[] = [
    ...(expanded.faults ?? []),
    ...checkNodes(propagation),
    ...checkEdges(propagation),
    ...checkFits(propagation),
    ...checkPreparation(propagation),
    ...checkSeenRows(propagation),
    ...checkSplits(propagation),
    ...checkRefits(propagation),
    ...checkLeaks(propagation),
    ...checkBranches(propagation),
  ]
  for (const [nodeId, node] of propagation.nodes) {
    for (const problem of node.problems) found.push({ ...problem, nodeId })
  }
  const problems = found.map((problem) => toDrawn(problem, expanded))
  const isError = ({ severity }: GraphProblem) => severity === 'error'
  return {
    problems: [...problems.filter(isError), ...problems.filter((problem) => !isError(problem))],
    propagation,
  }
}

function checkNodes({ drawing, options }: Propagation): GraphProblem[] {
  const problems: GraphProblem[] = []
  const seen = new Set<string>()
  for (const { id, type } of drawing.nodes) {
    if (seen.has(id)) {
      const message = `Two nodes have the id *${id}*. Give one of them another.`
      problems.push({ severity: 'error', code: 'id_duplicate', message, nodeId: id })
    }
    seen.add(id)
    if (!findIn(options.definitions, type)) {
      const message = `This Millrace has no node of type *${type}*. Remove it, or update Millrace.`
      problems.push({ severity: 'error', code: 'type_unknown', message, nodeId: id })
    }
  }
  return problems
}
