import { parseTreeBlueprint } from '../../../ml/models/tree-blueprint.ts'
import type { Runner } from '../../kit/runner.ts'
import type { boosting } from './definition.ts'

export const run: Runner<typeof boosting> = async ({ params }) => {
  const blueprint = parseTreeBlueprint({
    family: 'boosting',
    ...params,
    increasing: namesIn(params.increasing),
    decreasing: namesIn(params.decreasing),
  })
  return { blueprint: { family: blueprint.family, blueprint } }
}

/** Names parted by commas. */
const namesIn = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
