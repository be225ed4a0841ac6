import { findDefinition } from '../definitions.ts'
import { diffDocuments, isOfSubstance } from '../../../nodes/graph/diff-documents.ts'
import type { DocumentChange } from '../../../nodes/graph/diff-documents.ts'
import { edgeKey } from '../../../nodes/graph/document.ts'
import type { PipelineDocument } from '../../../nodes/graph/document.ts'
import { nodeHeight } from '../node-views.ts'
import { flowIdOfGroup } from './groups.ts'
import { flowIdOf } from './notes.ts'
import { findFreePlace } from './wiring.ts'

export type Mark = DocumentChange['kind']

/** Two drawings on one sheet: the newer one, with what it no longer has as ghosts. */
export interface Comparison {
  document: PipelineDocument
  changes: readonly DocumentChange[]
  /** By id among React Flow's nodes: cards, notes, groups as if they were collapsed. */
  nodes: ReadonlyMap<string, Mark>
  /** By key of a wire. */
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
  const [cards, wires, groups, notes] = [marks('nodes'), marks('edges'), marks('groups'), marks('notes')]
  let document = after
  for (const node of before.nodes) {
    if (cards.get(node.id) !== 'removed') continue
    const height = nodeHeight(findDefinition(node.type))
    const position = findFreePlace(document, findDefinition, { at: node.position, height })
    document = { ...document, nodes: [...document.nodes, { ...node, position }] }
  }
  const gone = before.edges.filter((edge) => wires.get(edgeKey(edge)) === 'removed')
  const isGone = (of: ReadonlyMap<string, Mark>) => (one: { id: string }) => of.get(one.id) === 'removed'
  document = {
    ...document,
    edges: [...document.edges, ...gone],
    groups: [
      ...document.groups,
      ...before.groups.filter(isGone(groups)).map((group) => ({ ...group, collapsed: false })),
    ],
    notes: [...(document.notes ?? []), ...(before.notes ?? []).filter(isGone(notes))],
  }
  const nodes = new Map([
    ...cards,
    ...[...notes].map(([id, mark]) => [flowIdOf(id), mark] as const),
    ...[...groups].map(([id, mark]) => [flowIdOfGroup(id), mark] as const),
  ])
  return { document, changes: inReadingOrder(changes, document), nodes, wires }
}

/** How many of the changes can change a result. */
export const countSubstance = (changes: readonly DocumentChange[]): number =>
  changes.filter(isOfSubstance).length
