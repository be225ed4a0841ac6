import type { AnyNodeDefinition } from '../../../nodes/kit/define.ts'
import { say } from '../../i18n/current.ts'

/** How well a node type answers a query: whole words of the title first, then its summary and type. 0: not at all. */
function score(definition: AnyNodeDefinition, words: readonly string[]): number {
  const title = definition.title.toLowerCase()
  const other = say(definition.title).toLowerCase()
  const rest =
    `${definition.summary} ${say(definition.summary)} ${definition.type} ${definition.category}`.toLowerCase()
  let total = 0
  for (const word of words) {
    if (title.startsWith(word)) total += 4
    else if (title.split(/[\s-]/).some((part) => part.startsWith(word))) total += 3
    else if (title.includes(word) || other.includes(word)) total += 2
    else if (rest.includes(word)) total += 1
    else return 0
  }
  return total
}

/** Node types that answer a query, best first; all of them, in their order, for an empty one. */
export function matchNodes(
  definitions: readonly AnyNodeDefinition[],
  query: string,
): readonly AnyNodeDefinition[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return definitions
  return definitions
    .map((definition) => ({ definition, value: score(definition, words) }))
    .filter(({ value }) => value > 0)
    .toSorted((a, b) => b.value - a.value)
    .map(({ definition }) => definition)
}
