import type { TreesManifest } from '../models/tree-manifest.ts'
import { BY_CATEGORY, MISSING_LEFT, SET_WORDS, type Trees } from './trees.ts'

/** A tree to be drawn: a question with two answers, or a leaf. */
export type TreePicture = TreeQuestion | TreeLeaf

export interface TreeQuestion {
  column: string
  /** Values up to it answer yes; null where every value that is there does. */
  threshold?: number | null
  /** These answer yes. */
  categories?: string[]
  missing: 'yes' | 'no'
  rows: number
  yes: TreePicture
  no: TreePicture
}

export interface TreeLeaf {
  rows: number
  /** The number, or the share of each class in the order of the classes. Absent where the tree goes on below. */
  answer?: number | number[]
}

/** Questions that one picture has room for, from the root to a leaf. */
const MAX_DEPTH = 5

/** The first tree as nested questions; what lies deeper than a picture has room for is cut. */
export function drawTree(
  trees: Trees,
  { features, task }: Pick<TreesManifest, 'features' | 'task'>,
): TreePicture {
  const { outputs, values } = trees
  const answerOf = (leaf: number): number | number[] => {
    const own = Array.from(values.subarray(leaf * outputs, (leaf + 1) * outputs))
    const [first = 0] = own
    if (task === 'regression') return first
    return outputs === 1 ? [1 - first, first] : own
  }
  const draw = (node: number, depth: number): TreePicture => {
    const child = trees.child[node] as number
    const rows = trees.cover[node] as number
    if (child < 0) return { rows, answer: answerOf(-1 - child) }
    if (depth === MAX_DEPTH) return { rows }
    const flags = trees.flags[node] as number
    const threshold = trees.threshold[node] as number
    const feature = features[trees.feature[node] as number]
    const has = (place: number) => {
      const word = trees.sets[threshold * SET_WORDS + (place >>> 5)] as number
      return ((word >>> (place & 31)) & 1) === 1
    }
    return {
      column: feature?.column ?? '',
      ...(flags & BY_CATEGORY && feature?.as === 'category'
        ? { categories: feature.categories.filter((_, place) => has(place)) }
        : { threshold: Number.isFinite(threshold) ? threshold : null }),
      missing: flags & MISSING_LEFT ? 'yes' : 'no',
      rows,
      yes: draw(child, depth + 1),
      no: draw(child + 1, depth + 1),
    }
  }
  return draw(0, 0)
}
