import { hasSplit } from '../kit/row-scope.ts'
import type { TableSchema } from '../kit/columns.ts'
import { listInWords } from '../kit/table-schemas.ts'
import type { PortType } from '../kit/ports.ts'
import { combinesModels } from './makers.ts'
import type { GraphProblem } from './plan.ts'
import type { NodeSchemas, Propagation } from './propagate.ts'
import { edgesOfType, isSplit, titleOf } from './refit.ts'
import { ancestorsOf } from './topology.ts'

const tablesAt = (node: NodeSchemas, side: 'inputs' | 'outputs'): TableSchema[] =>
  Object.entries(node.definition[side])
    .filter(([, port]) => port.type === 'table')
    // The port is a table's, so what is known of it is a table's schema.
    .map(([name]) => node[side][name] as TableSchema | undefined)
    .filter((schema) => schema !== undefined)

/** Nodes that learn from rows before a Split has kept any back: what they find leaks into the test rows. */
export function checkFits(propagation: Propagation): GraphProblem[] {
  const { nodes, topology } = propagation
  const problems = new Map<string, GraphProblem>()
  for (const [id, node] of nodes) {
    if (!isSplit(node)) continue
    const split = titleOf(propagation, id)
    for (const above of ancestorsOf(topology, [id])) {
      const fitting = nodes.get(above)
      if (above === id || !fitting?.definition.fits || problems.has(above)) continue
      if (tablesAt(fitting, 'inputs').some(hasSplit)) continue
      const name = titleOf(propagation, above)
      const message = `${name} learns from all rows, those that ${split} keeps back afterwards included, so the test score would be too good. Move ${split} before ${name}.`
      problems.set(above, { severity: 'error', code: 'fit_before_split', message, nodeId: above })
    }
  }
  return [...problems.values()]
}

/** The node that feeds the first of a node's ports of a type. */
const sourceOf = (propagation: Propagation, id: string, type: PortType): string | undefined =>
  edgesOfType(propagation, id, type)[0]?.from.node

/** Nodes between a table and its sources that learnt something which travels with the table. */
function preparationOf({ nodes, topology }: Propagation, id: string): Set<string> {
  const found = new Set<string>()
  for (const above of ancestorsOf(topology, [id])) {
    const node = nodes.get(above)
    if (node?.definition.fits && node.definition.serve === 'map' && 'table' in node.definition.outputs) {
      found.add(above)
    }
  }
  return found
}

/** Whether a node adds features that only the run can name. */
function widens({ nodes }: Propagation, id: string): boolean {
  const node = nodes.get(id)
  if (!node?.definition.widens) return false
  return (
    tablesAt(node, 'outputs').some(({ open }) => open) && tablesAt(node, 'inputs').every(({ open }) => !open)
  )
}

/** Nodes that hold a model against a table which did not go through the same fitted steps as its training table. */
export function checkPreparation(propagation: Propagation): GraphProblem[] {
  const { nodes } = propagation
  const problems: GraphProblem[] = []
  for (const [id, node] of nodes) {
    // What combines models holds each one's own preparation.
    if (combinesModels(node.definition)) continue
    // Raw rows go through the steps behind the model.
    if (node.params.rows === 'raw') continue
    const table = sourceOf(propagation, id, 'table')
    const trainer = sourceOf(propagation, id, 'model')
    const trainedOn = trainer && sourceOf(propagation, trainer, 'table')
    if (!table || !trainedOn) continue
    const here = preparationOf(propagation, table)
    const there = preparationOf(propagation, trainedOn)
    const names = (ids: ReadonlySet<string>, but: ReadonlySet<string>) =>
      listInWords([...ids].filter((step) => !but.has(step)).map((step) => titleOf(propagation, step)))
    const lacking = node.definition.prepares ? '' : names(there, here)
    // Such a table surely lacks columns that the model reads; any other may do, and the score means little.
    const fails =
      lacking !== '' &&
      tablesAt(node, 'inputs').every(({ open }) => !open) &&
      [...there].some((step) => !here.has(step) && widens(propagation, step))
    const extra = names(here, there)
    if (lacking === '' && extra === '') continue
    // A node that can take raw rows is more likely to want that than another table.
    const mend =
      'rows' in node.params
        ? 'If these rows are as they came, set *Rows* to *Raw, as an endpoint takes them*.'
        : `Connect the table that goes into ${titleOf(propagation, trainer)}.`
    const message =
      lacking !== ''
        ? `The model was trained on a table that went through ${lacking}; this one did not, so ${fails ? 'it lacks columns that the model reads' : 'its columns mean something else'}. ${mend}`
        : `This table went through ${extra}; the one that the model was trained on did not. ${mend}`
    const severity = fails ? 'error' : 'warning'
    problems.push({ severity, code: 'preparation_differs', message, nodeId: id, port: 'table' })
  }
  return problems
}
