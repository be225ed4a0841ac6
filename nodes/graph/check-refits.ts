import { findByName, type Column, type TableSchema } from '../kit/columns.ts'
import { predictionColumns } from '../kit/model-schemas.ts'
import type { ModelSchema } from '../kit/ports.ts'
import { checkLoops } from './check-loops.ts'
import { isCrossFitted, makerOf } from './makers.ts'
import type { GraphProblem } from './plan.ts'
import type { NodeSchemas, Propagation } from './propagate.ts'
import { analyseRefit, edgesOfType, titleOf } from './refit.ts'
import { ancestorsOf, descendantsOf } from './topology.ts'

/** Problems of what is made again: folds that can't be dealt, ranges that nothing searches, loops without an end. */
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
  return [...problems, ...checkLoops(propagation)]
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
  const { nodes } = propagation
  const problems: GraphProblem[] = []
  for (const [id, node] of nodes) {
    const added = predicted(node)
    // Rows that the model has not learnt from can't leak.
    if (!added || node.params.on === 'test' || node.params.on === 'validation') continue
    const [edge] = edgesOfType(propagation, id, 'model')
    const maker = edge && makerOf(propagation, edge.from.node)
    const making = maker === undefined ? undefined : nodes.get(maker)
    if (maker === undefined || !making || isCrossFitted(making)) continue
    if (!sharesRows(propagation, id, maker)) continue
    for (const below of learnersFrom(propagation, id, added)) {
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

/** Nodes that make a model out of some of the columns, or of what was made of them. */
function learnersFrom(propagation: Propagation, from: string, columns: readonly Column[]): string[] {
  const { nodes, topology, order } = propagation
  const below = descendantsOf(topology, [from])
  const taintedBy = new Map<string, readonly Column[]>([[from, columns]])
  const learners: string[] = []
  for (const id of order) {
    const node = nodes.get(id)
    if (id === from || !node || !below.has(id)) continue
    const arriving = edgesOfType(propagation, id, 'table').flatMap(
      (edge) => taintedBy.get(edge.from.node) ?? [],
    )
    if (arriving.length === 0) continue
    const ids = new Set(arriving.map((column) => column.id))
    const model = node.outputs.model as ModelSchema | undefined
    if (node.definition.fits && model?.inputs.some((column) => ids.has(column.id))) learners.push(id)
    const table = node.outputs.table as TableSchema | undefined
    if (table) taintedBy.set(id, table.columns.filter(made(node, arriving)))
  }
  return learners
}

/** Whether a column that leaves a node is, or may have been made of, one of those that arrived. */
function made(node: NodeSchemas, arriving: readonly Column[]): (column: Column) => boolean {
  const ids = new Set(arriving.map(({ id }) => id))
  const before = new Set(
    Object.values(node.inputs)
      .flatMap((schema) => (schema && 'columns' in schema ? schema.columns : []))
      .map(({ id }) => id),
  )
  // A node that names one of them may make anything new out of it.
  const written = JSON.stringify(node.params)
  const names = arriving.some(({ name }) => written.includes(JSON.stringify(name).slice(1, -1)))
  return ({ id }) => ids.has(id) || (names && !before.has(id))
}

/** Whether the rows that a node predicts come from where its model's training rows came from. */
function sharesRows(propagation: Propagation, id: string, maker: string): boolean {
  const { topology, nodes } = propagation
  const above = (node: string) =>
    edgesOfType(propagation, node, 'table').flatMap((edge) => [...ancestorsOf(topology, [edge.from.node])])
  const own = new Set(above(id))
  // A model that is made of models has learnt from the rows of each.
  const makers = [...ancestorsOf(topology, [maker])].filter((each) => nodes.get(each)?.outputs.model)
  return makers.some((each) => above(each).some((source) => own.has(source)))
}
