import type { Column } from '../../nodes/kit/columns.ts'
import { DataError } from '../errors.ts'
import type { ColumnBatch } from '../tables/column-batch.ts'
import { applyLink, sumTrees } from '../trees/answers.ts'
import { compileFeatures, type FeatureColumns } from '../trees/features.ts'
import { type Trees, unpackTrees } from '../trees/trees.ts'
import { decodeAnswers, type Model } from './model.ts'
import type { TreesManifest } from './tree-manifest.ts'

/** Loads a model made of trees from the bytes beside its manifest. Throws DataError `model_unreadable`. */
export function loadTreesModel(manifest: TreesManifest, stored: Uint8Array): Model {
  const trees = unpackTrees(stored, manifest.trees)
  if (!trees) {
    throw new DataError(
      'model_unreadable',
      "This model can't be read: its trees are not complete. Train it again.",
    )
  }
  return new TreesModel(manifest, trees)
}

/** Plain loops over typed arrays: quick for one row and for many, and the same for both. */
class TreesModel implements Model {
  readonly manifest: TreesManifest
  readonly inputs: readonly Column[]
  readonly knownCategories: ReadonlyMap<string, ReadonlySet<string>>
  private readonly trees: Trees
  private readonly columnsOf: (batch: ColumnBatch) => FeatureColumns

  constructor(manifest: TreesManifest, trees: Trees) {
    this.manifest = manifest
    this.inputs = manifest.inputs
    this.trees = trees
    this.columnsOf = compileFeatures(manifest.features)
    this.knownCategories = new Map(
      manifest.features.flatMap((feature) =>
        feature.as === 'category' ? [[feature.column, new Set(feature.categories)] as const] : [],
      ),
    )
  }

  predict(batch: ColumnBatch): ColumnBatch {
    return this.decode(this.answers(batch), batch.rows)
  }

  answers(batch: ColumnBatch): Float32Array {
    const { task, answer } = this.manifest
    const sums = sumTrees(this.trees, this.columnsOf(batch), { rows: batch.rows, rule: answer })
    return Float32Array.from(applyLink(sums, answer, task))
  }

  decode(answers: Float32Array, rows: number): ColumnBatch {
    return decodeAnswers(this.manifest, answers, rows)
  }

  dispose(): void {
    // No tensor: there is nothing to free.
  }
}
