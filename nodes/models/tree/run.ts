import { parseTreeBlueprint } from '../../../ml/models/tree-blueprint.ts'
import type { Runner } from '../../kit/runner.ts'
import type { tree } from './definition.ts'

export const run: Runner<typeof tree> = async ({ params }) => {
  const blueprint = parseTreeBlueprint({ family: 'tree', ...params })
  return { blueprint: { family: blueprint.family, blueprint } }
}
