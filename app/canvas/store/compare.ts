import { findDefinition } from '../definitions.ts'
import { diffDocuments, isOfSubstance } from '../../../nodes/graph/diff-documents.ts'
import type { DocumentChange } from '../../../nodes/graph/diff-documents.ts'
import { edgeKey } from '../../../nodes/graph/document.ts'
import type { PipelineDocument } from '../../../nodes/graph/document.ts'
import { nodeHeight } from '../node-views.ts'
import { findFreePlace } from './wiring.ts'

export type Mark = DocumentChange['kind']

/** Two drawings on one sheet: the newer one, with what it no longer has as ghosts. */
export interface Comparison {
  document: PipelineDocument
  changes: readonly DocumentChange[]
  /** By node id, and by key of a wire. */
  nodes: ReadonlyMap<string, Mark>
  wires: ReadonlyMap<string, Mark>
}

/** In the order in which a person reads them: along the drawing, then wires, then all else. */
function inReadingOrder(changes: readonly DocumentChange[], document: PipelineDocument): DocumentChange[] {
  const places = new Map(document.nodes.map(({ id, position }) => [id, position]))
  const rank = ({ part, kind }: DocumentChange): number =>
    kind === 'moved' ? 3 : part === 'nodes' ? 0 : part === 'edges' ? 1 : 2
  return changes.toSorted((a, b) => {
    const [p, q] = [places.get(a.key), places.get(b.key)]
    return rank(a) - rank(b) || (p && q ? p.x - q.x || p.y - q.y : 0)
  })
}

export function compareOnPaper(before: PipelineDocument, after: PipelineDocument): Comparison {
  const changes = diffDocuments(before, after, findDefinition)
  const marks = (part: string) =>
    new Map(
      changes
        .filter((change) => change.part === part)
        .map((change): [string, Mark] => [change.key, change.kind]),
    )
  const [nodes, wires] = [marks('nodes'), marks('edges')]
  let document = after
  for (const node of before.nodes) {
    if (nodes.get(node.id) !== 'removed') continue
    const height = nodeHeight(findDefinition(node.type))
    const position = findFreePlace(document, findDefinition, { at: node.position, height })
    document = { ...document, nodes: [...document.nodes, { ...node, position }] }
  }
  const gone = before.edges.filter((edge) => wires.get(edgeKey(edge)) === 'removed')
  document = { ...document, edges: [...document.edges, ...gone] }
  return { document, changes: inReadingOrder(changes, document), nodes, wires }
}

/** How many of the changes can change a result. */
export const countSubstance = (changes: readonly DocumentChange[]): number =>
  changes.filter(isOfSubstance).length
