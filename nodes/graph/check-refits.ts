import { findByName, type Column, type TableSchema } from '../kit/columns.ts'
import { predictionColumns } from '../kit/model-schemas.ts'
import type { ModelSchema } from '../kit/ports.ts'
import type { GraphProblem } from './plan.ts'
import type { NodeSchemas, Propagation } from './propagate.ts'
import { analyseRefit, edgesOfType, titleOf } from './refit.ts'
import { refitRequest } from './registry.ts'
import { ancestorsOf, descendantsOf } from './topology.ts'

/** Problems of what is made again: folds that can't be dealt, ranges that nothing searches. */
export function checkRefits(propagation: Propagation): GraphProblem[] {
  const problems: GraphProblem[] = []
  const owned = new Set<string>()
  for (const id of propagation.nodes.keys()) {
    const analysis = analyseRefit(propagation, id)
    if (!analysis) continue
    problems.push(...analysis.problems)
    for (const each of analysis.refit?.owned ?? []) owned.add(each)
  }
  for (const [id, node] of propagation.nodes) {
    if (owned.has(id)) continue
    for (const field of Object.keys(node.search)) {
      const message =
        'This setting is a search range, and nothing after the node searches it. Connect the model to a *Tune*, or type a value.'
      problems.push({ severity: 'error', code: 'search_outside_tune', message, nodeId: id, field })
    }
  }
  return problems
}

/** What a node adds to a table by asking a model; undefined for a node that does not. */
function predicted(node: NodeSchemas): Column[] | undefined {
  const { inputs, outputs } = node.definition
  if (inputs.model?.type !== 'model' || outputs.table?.type !== 'table') return undefined
  const model = node.inputs.model as ModelSchema | undefined
  const table = node.outputs.table as TableSchema | undefined
  return model && table
    ? predictionColumns(model).columns.flatMap(({ name }) => findByName(table, name) ?? [])
    : undefined
}

/**
 * Models that would learn from what another model says of the very rows that it has learnt from: it has seen their
 * answers, so its predictions there are better than they will ever be again. Out-of-fold predictions mend that.
 */
export function checkLeaks(propagation: Propagation): GraphProblem[] {
  const { nodes, topology } = propagation
  const problems: GraphProblem[] = []
  for (const [id, node] of nodes) {
    const added = predicted(node)
    // Rows that the model has not learnt from can't leak.
    if (!added || node.params.on === 'test' || node.params.on === 'validation') continue
    const maker = edgesOfType(propagation, id, 'model')[0]?.from.node
    const making = maker === undefined ? undefined : nodes.get(maker)
    if (maker === undefined || !making || isCrossFitted(making)) continue
    if (!sharesRows(propagation, id, maker)) continue
    const names = new Set(added.map(({ id: column }) => column))
    for (const below of descendantsOf(topology, [id])) {
      const learner = nodes.get(below)
      const model = learner?.outputs.model as ModelSchema | undefined
      if (below === id || !learner?.definition.fits || !model?.inputs.some((column) => names.has(column.id)))
        continue
      const mend =
        'crossFit' in making.params
          ? `Turn on *Cross-fit* in ${titleOf(propagation, maker)}, so that it answers every training row by a model that has not seen it.`
          : `Take the predictions of a *Train* with *Cross-fit* on, or leave the columns out.`
      const message = `${titleOf(propagation, below)} would learn from what ${titleOf(propagation, maker)} says of rows that it has learnt from itself, and trust it too much. ${mend}`
      problems.push({ severity: 'error', code: 'prediction_leak', message, nodeId: below })
    }
  }
  return problems
}

export const isCrossFitted = (node: NodeSchemas): boolean => {
  const request = refitRequest(node.definition, node.params)
  return request?.of === 'self' && request.folds !== null
}

/** Whether the rows that a node predicts come from where its model's training rows came from. */
function sharesRows(propagation: Propagation, id: string, maker: string): boolean {
  const { topology } = propagation
  const above = (node: string) =>
    edgesOfType(propagation, node, 'table').flatMap((edge) => [...ancestorsOf(topology, [edge.from.node])])
  const own = new Set(above(id))
  return above(maker).some((each) => own.has(each))
}
