import type { PlanNode } from '../../nodes/graph/plan.ts'

type Maker = Pick<PlanNode, 'id' | 'title' | 'inputs' | 'outputs'>

/**
 * What the model of a node is called: the title of the node; where others of the drawing that make models have the same
 * title, with that of its blueprint, else with its id.
 */
export function modelTitleOf(node: Maker, plan: readonly Maker[]): string {
  const blueprintOf = ({ inputs }: Maker): string | undefined =>
    plan.find(({ id }) => id === inputs.blueprint?.node)?.title
  const namesakes = plan.filter(
    ({ id, title, outputs }) => id !== node.id && title === node.title && outputs.includes('model'),
  )
  if (namesakes.length === 0) return node.title
  const blueprint = blueprintOf(node)
  const alone = blueprint !== undefined && namesakes.every((other) => blueprintOf(other) !== blueprint)
  return `${node.title} (${alone ? blueprint : node.id})`
}
