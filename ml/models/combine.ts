import type { CombineMethod, CompositeManifest } from './composite-manifest.ts'
import type { ColumnBatch } from '../tables/column-batch.ts'
import { likeliest } from './task.ts'

/** Answers of one part, rows × width, with the part's classes brought into the order of the whole. */
export type PartAnswers = Float32Array

/**
 * Brings probabilities into the order of other classes; a class that a part does not know has the probability 0.
 * Numbers, which have no classes, stay as they are.
 */
export function alignClasses(
  answers: Float32Array,
  own: readonly string[] | undefined,
  all: readonly string[] | undefined,
): PartAnswers {
  if (!own || !all || own.join('\n') === all.join('\n')) return answers
  const rows = answers.length / own.length
  const positions = own.map((label) => all.indexOf(label))
  const aligned = new Float32Array(rows * all.length)
  for (let row = 0; row < rows; row++) {
    positions.forEach((position, k) => {
      aligned[row * all.length + position] = answers[row * own.length + k] as number
    })
  }
  return aligned
}

/**
 * Combines answers without a model of their own: `hard` gives each class the share of parts that answer it, all others
 * the weighted mean (equal weights by default) of probabilities or numbers.
 */
export function combineAnswers(
  parts: readonly PartAnswers[],
  options: {
    method: Exclude<CombineMethod, 'stacking'>
    width: number
    weights?: readonly number[] | undefined
  },
): Float32Array {
  const { method, width, weights } = options
  const size = parts[0]?.length ?? 0
  const sums = new Float64Array(size)
  parts.forEach((answers, part) => {
    const weight = weights?.[part] ?? 1 / parts.length
    for (let at = 0; at < size; at += method === 'hard' ? width : 1) {
      const to = method === 'hard' ? at + likeliest(answers, at / width, width) : at
      sums[to] = (sums[to] as number) + weight * (method === 'hard' ? 1 : (answers[at] as number))
    }
  })
  return Float32Array.from(sums)
}

/**
 * The columns that a stacking model reads: each part's number, its probability of the second of two classes, or that
 * of every class, as in scikit-learn's StackingClassifier.
 */
export function stackedColumns({ parts, classes }: Pick<CompositeManifest, 'parts' | 'classes'>): string[] {
  const names = !classes ? ['prediction'] : classes.length === 2 ? classes.slice(1) : classes
  return parts.flatMap((_, part) => names.map((name) => `${part + 1}: ${name}`))
}

/** Answers of the parts as the batch that a stacking model reads. */
export function stackAnswers(
  manifest: Pick<CompositeManifest, 'parts' | 'classes'>,
  answers: readonly PartAnswers[],
  rows: number,
): ColumnBatch {
  const width = manifest.classes?.length ?? 1
  const first = width === 2 ? 1 : 0
  const perPart = width - first
  const columns: ColumnBatch['columns'] = Object.create(null)
  stackedColumns(manifest).forEach((name, index) => {
    const part = answers[Math.floor(index / perPart)] as PartAnswers
    const k = first + (index % perPart)
    columns[name] = Float64Array.from({ length: rows }, (_, row) => part[row * width + k] as number)
  })
  return { rows, columns }
}
