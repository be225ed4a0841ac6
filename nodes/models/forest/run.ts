import { parseTreeBlueprint } from '../../../ml/models/tree-blueprint.ts'
import type { Runner } from '../../kit/runner.ts'
import type { forest } from './definition.ts'

export const run: Runner<typeof forest> = async ({ params }) => {
  const blueprint = parseTreeBlueprint({ family: 'forest', ...params })
  return { blueprint: { family: blueprint.family, blueprint } }
}
