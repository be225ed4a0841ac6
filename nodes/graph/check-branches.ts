import { combinesModels, isCrossFitted, makerOf } from './makers.ts'
import type { GraphProblem, Source } from './plan.ts'
import type { Propagation } from './propagate.ts'
import { edgesOfType, titleOf } from './refit.ts'

/** Nodes that put several models together over the table where their branches part. */
export function checkBranches(propagation: Propagation): GraphProblem[] {
  const { nodes } = propagation
  const problems: GraphProblem[] = []
  for (const [id, { definition, params }] of nodes) {
    if (!combinesModels(definition)) continue
    const table = edgesOfType(propagation, id, 'table')[0]?.from
    if (!table) continue
    for (const { from } of edgesOfType(propagation, id, 'model')) {
      const problem = (code: string, message: string, place: Pick<GraphProblem, 'field' | 'port'>) =>
        problems.push({ severity: 'error', code, message, nodeId: id, ...place })
      const title = titleOf(propagation, from.node)
      if (!comesFrom(propagation, from, table)) {
        const message = `${title} does not learn from the rows of ${titleOf(propagation, table.node)} as they are. Connect the table where the branches of the models part, usually that of *Split*; what puts tables together stands before it.`
        problem('branches_elsewhere', message, { port: 'table' })
      }
      const maker = makerOf(propagation, from.node)
      const trainer = nodes.get(maker)
      if (params.method === 'stacking' && trainer && !isCrossFitted(trainer)) {
        const mend =
          'crossFit' in trainer.params
            ? `Turn on *Cross-fit* in ${titleOf(propagation, maker)}`
            : 'Connect models of a *Train* with *Cross-fit* on'
        const message = `Stacking learns from what each model says of training rows that it has not seen, and ${title} does not say that. ${mend}, or choose another method.`
        problem('not_cross_fitted', message, { field: 'method' })
      }
    }
  }
  return problems
}

/** Whether what a model learns from was made out of a table, row by row: nothing put tables together in between. */
function comesFrom(propagation: Propagation, model: Source, table: Source): boolean {
  const pending = [makerOf(propagation, model.node)]
  const seen = new Set<string>()
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (seen.has(id)) continue
    seen.add(id)
    for (const { from } of edgesOfType(propagation, id, 'table')) {
      if (from.node === table.node && from.port === table.port) return true
      if (propagation.nodes.get(from.node)?.definition.serve !== 'boundary') pending.push(from.node)
    }
  }
  return false
}
