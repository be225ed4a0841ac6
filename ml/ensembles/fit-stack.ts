import type { Column } from '../../nodes/kit/columns.ts'
import { DataError } from '../errors.ts'
import { alignClasses, stackAnswers, stackedColumns } from '../models/combine.ts'
import type { CompositeManifest } from '../models/composite-manifest.ts'
import type { LinearManifest } from '../models/manifest.ts'
import type { Engine } from '../tables/engine.ts'
import { inSplit } from '../tables/select-columns.ts'
import { parquet, quoteName } from '../tables/sql.ts'
import type { ColumnData, ValueType } from '../tables/column-batch.ts'
import { valueTypeOf } from '../tables/column-batch.ts'
import { targetValues } from '../training/read-training-data.ts'
import { trainLinear } from '../training/train-linear.ts'
import type { ModelTraining } from '../training/train-model.ts'

/** A table to learn from, and what each part said of its training rows without having seen them. */
export interface StackRows {
  path: string
  target: Column
  split: Column | null
  /** Parquet files, one a part: `_row`, `prediction`, and `probability_<class>` for classes. */
  outOfFold: readonly string[]
}

type FittedStack = Omit<LinearManifest, 'weights'>

/**
 * Fits the model that makes one answer out of the answers of all parts: a linear one, on the out-of-fold answers to
 * the training rows (Wolpert, Stacked generalization, 1992; the inputs are those of scikit-learn's
 * StackingClassifier). Rejects with DataError `no_stack_rows`.
 */
export async function fitStack(
  engine: Engine,
  rows: StackRows,
  {
    manifest,
    l2,
    ...more
  }: { manifest: CompositeManifest; l2: number } & Pick<ModelTraining, 'seed' | 'signal' | 'log'>,
): Promise<{ meta: FittedStack; weights: Uint8Array; coefficients: unknown }> {
  const { parts, classes, task } = manifest
  const { sql, types, columnsOf } = answersQuery(rows, manifest)
  const batch = await engine.columns(sql, types)
  const answers = parts.map((part, index) => {
    const own = part.manifest.classes
    const columns = columnsOf(index).map((name) => batch.columns[name] as Float64Array)
    const flat = new Float32Array(batch.rows * columns.length)
    columns.forEach((values, k) => {
      for (let row = 0; row < batch.rows; row++) flat[row * columns.length + k] = values[row] as number
    })
    return alignClasses(flat, own, classes)
  })
  const known = { rows: batch.rows, columns: { [rows.target.name]: batch.columns.target as ColumnData } }
  const y = targetValues(known, rows.target, classes)
  const stacked = stackAnswers(manifest, answers, batch.rows)
  const names = stackedColumns(manifest)
  const kept = Array.from({ length: batch.rows }, (_, row) => row).filter((row) => Number.isFinite(y[row]))
  if (kept.length < 2) {
    throw new DataError(
      'no_stack_rows',
      'The models have no out-of-fold answers to training rows of this table, so there is nothing to stack them on. Connect the table where the branches of the models part.',
    )
  }
  const x = Float32Array.from(
    kept.flatMap((row) => names.map((name) => stacked.columns[name]?.[row] as number)),
  )
  const trained = await trainLinear({
    ...more,
    blueprint: { family: 'linear', l2, classWeights: 'none', maxIterations: 10_000 },
    data: {
      task,
      classes,
      encoder: names.map((column) => ({ column, as: 'number', missing: 0 })),
      train: { rows: kept.length, x, y: Float64Array.from(kept, (row) => y[row] as number) },
      validation: null,
      withoutTarget: batch.rows - kept.length,
    },
    inputs: names.map((name) => ({ id: name, name, storage: 'double', kind: 'number', role: 'feature' })),
    target: manifest.target,
  })
  const { coefficients } = trained.report
  return { meta: trained.manifest as FittedStack, weights: trained.weights, coefficients }
}

/** Answers of all parts and the target, for the training rows that every part has answered. */
function answersQuery(
  { path, target, split, outOfFold }: StackRows,
  { parts }: Pick<CompositeManifest, 'parts'>,
) {
  const types: Record<string, ValueType> = { target: valueTypeOf(target) }
  const columnsOf = (index: number): string[] =>
    (parts[index]?.manifest.classes ?? ['']).map((_, k) => `answer_${index}_${k}`)
  const selected = parts.flatMap(({ manifest }, index) => {
    const names = manifest.classes?.map((label) => `probability_${label}`) ?? ['prediction']
    return names.map((name, k) => {
      const as = columnsOf(index)[k] as string
      types[as] = 'number'
      return `CAST(p${index}.${quoteName(name)} AS DOUBLE) AS ${as}`
    })
  })
  const joined = outOfFold.map((file, index) => `JOIN ${parquet(file)} p${index} ON p${index}._row = t._row`)
  const name = quoteName(target.name)
  const value = valueTypeOf(target) === 'number' ? `CAST(t.${name} AS DOUBLE)` : `t.${name}`
  const condition = split ? `WHERE t.${inSplit(split, 'train')}` : ''
  const sql = `SELECT ${value} AS target, ${selected.join(', ')} FROM ${parquet(path)} t ${joined.join(' ')} ${condition} ORDER BY t._row`
  return { sql, types, columnsOf }
}
