import type { TreeLeaf, TreePicture, TreeQuestion } from './tree-types.ts'

export interface PlacedNode {
  key: string
  node: TreePicture
  x: number
  y: number
  /** What was answered to come here, and from where. */
  from?: { x: number; y: number; answer: 'yes' | 'no'; missing: boolean }
}

export const isQuestion = (node: TreePicture): node is TreeQuestion => 'column' in node
export const isCut = (node: TreePicture): boolean =>
  !isQuestion(node) && (node as TreeLeaf).answer === undefined

/** Places a tree: leaves side by side in units of one leaf, questions in the middle above what follows. */
export function layOutTree(tree: TreePicture): { nodes: PlacedNode[]; width: number; depth: number } {
  const nodes: PlacedNode[] = []
  let leaves = 0
  let depth = 0
  const place = (node: TreePicture, level: number, key: string): PlacedNode => {
    depth = Math.max(depth, level)
    if (!isQuestion(node)) {
      const placed = { key, node, x: leaves + 0.5, y: level }
      leaves++
      nodes.push(placed)
      return placed
    }
    const yes = place(node.yes, level + 1, `${key}y`)
    const no = place(node.no, level + 1, `${key}n`)
    const placed = { key, node, x: (yes.x + no.x) / 2, y: level }
    yes.from = { x: placed.x, y: level, answer: 'yes', missing: node.missing === 'yes' }
    no.from = { x: placed.x, y: level, answer: 'no', missing: node.missing === 'no' }
    nodes.push(placed)
    return placed
  }
  place(tree, 0, 'r')
  return { nodes, width: leaves, depth: depth + 1 }
}
