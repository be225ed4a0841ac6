import { referenceOf } from '../../../nodes/graph/pipeline-inputs.ts'
import type { DocumentNode, PipelineDocument } from '../../../nodes/graph/document.ts'
import type { AnyNodeDefinition } from '../../../nodes/kit/define.ts'
import { say } from '../../i18n/current.ts'
import { flowIdOf } from './notes.ts'

/** A place of the drawing that answers a search. */
export interface FindHit {
  /** Id of the node, or that of React Flow for a note. */
  id: string
  /** What of it answers, in words: `Title`, `method: robust`. */
  where: string
}

type FindDefinition = (type: string) => AnyNodeDefinition | undefined

const valueText = (value: unknown): string =>
  referenceOf(value) ?? (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))

/** Everything of a node that can be searched, what is read first coming first. */
function fieldsOf(node: DocumentNode, definition: AnyNodeDefinition | undefined): [string, string][] {
  const own = definition?.title ?? node.type
  return [
    [say('Title'), node.title ?? say(own)],
    [say('Type'), [say(own), own, node.type].join(' ')],
    [say('Node id'), node.id],
    [say('Note'), node.note ?? ''],
    ...Object.entries(node.params).map(([name, value]): [string, string] => [
      name,
      `${name}: ${valueText(value)}`,
    ]),
  ]
}

/**
 * Nodes and notes in which every word of a query is found: in title, type, id, note, or a parameter's name and value.
 * From left to right, then from top to bottom.
 */
export function findInDrawing(document: PipelineDocument, query: string, find: FindDefinition): FindHit[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  const nodes = document.nodes.flatMap((node) => {
    const fields = fieldsOf(node, find(node.type)).map(([name, text]) => ({
      name,
      text,
      low: text.toLowerCase(),
    }))
    if (!words.every((word) => fields.some(({ low }) => low.includes(word)))) return []
    const best =
      fields.find(({ low }) => words.every((word) => low.includes(word))) ??
      fields.find(({ low }) => low.includes(words[0] ?? ''))
    const where = best?.text.startsWith(`${best.name}: `) ? best.text : (best?.name ?? '')
    return [{ id: node.id, where, ...node.position }]
  })
  const notes = (document.notes ?? []).flatMap(({ id, text, x, y }) =>
    words.every((word) => text.toLowerCase().includes(word))
      ? [{ id: flowIdOf(id), where: say('Note'), x, y }]
      : [],
  )
  return [...nodes, ...notes]
    .toSorted((a, b) => a.x - b.x || a.y - b.y)
    .map(({ id, where }) => ({ id, where }))
}
