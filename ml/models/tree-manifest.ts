import type { History } from '../training/history.ts'
import type { AnswerRule } from '../trees/answers.ts'
import type { TreeFeature } from '../trees/features.ts'
import type { TreeCounts } from '../trees/trees.ts'
import type { SingleManifest, TrainedOn } from './manifest.ts'
import type { TreeBlueprint, TreeFamily } from './tree-blueprint.ts'

/** What a column does in trees: its share of what all questions gained, and how many questions are about it. */
export interface Importance {
  column: string
  /** 0…1, together 1. */
  gain: number
  splits: number
}

/** A decision tree, a forest, or boosted trees as JSON; the trees themselves lie beside it (see `packTrees`). */
export interface TreesManifest extends SingleManifest {
  family: TreeFamily
  /** The columns as the trees number them. */
  features: TreeFeature[]
  trees: TreeCounts
  answer: AnswerRule
  /** The columns that matter most first. */
  importance: Importance[]
  training: TrainedOn & {
    settings: Omit<TreeBlueprint, 'family'>
    /** Of the training rows; absent for classes. */
    targetMean?: number
    /** Rounds run, and those whose trees were kept. */
    rounds: number
    bestRound: number
    stoppedEarly: boolean
    /** A person ended it before its time. */
    stoppedByHand?: boolean
    history: History
  }
}

/** What a manifest of trees lacks, in words; undefined where nothing. */
export function missingOfTrees({ features, trees, answer }: Partial<TreesManifest>): string | undefined {
  if (!Array.isArray(features)) return 'its columns are missing'
  if (!trees || !answer) return 'its trees are missing'
  return undefined
}
