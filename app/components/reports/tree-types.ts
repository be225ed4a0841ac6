import type { Task } from '../../../nodes/kit/ports.ts'

export interface TreeLeaf {
  rows: number
  /** The number, or the share of each class. Absent where the picture ends and the tree goes on. */
  answer?: number | readonly number[]
}

export interface TreeQuestion {
  column: string
  /** Values up to it answer yes; null where every value does that is there. */
  threshold?: number | null
  /** These answer yes. */
  categories?: readonly string[]
  missing: 'yes' | 'no'
  rows: number
  yes: TreePicture
  no: TreePicture
}

export type TreePicture = TreeQuestion | TreeLeaf

/** What the training of a tree, a forest or boosted trees found. */
export interface TreesReport {
  family: 'tree' | 'forest' | 'boosting'
  task: Task
  target: string
  classes: readonly string[] | null
  rows: number
  validationRows: number
  rounds: number
  bestRound: number
  stoppedEarly: boolean
  stoppedByHand?: boolean
  trees: number
  leaves: number
  /** Columns that matter most first; gains are shares, together 1. */
  importance: readonly { column: string; gain: number; splits: number }[]
  /** `loss`, `val_loss`, `accuracy`, … of what was kept. */
  figures: Readonly<Record<string, number>>
  /** One entry a round, where there are rounds to look at. */
  history?: readonly Readonly<Record<string, number>>[]
  tree?: TreePicture
}
