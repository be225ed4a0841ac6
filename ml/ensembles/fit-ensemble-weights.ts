import type { Column } from '../../nodes/kit/columns.ts'
import type { CompositeModel } from '../models/composite-model.ts'
import { type RowsToAnswer, scanRows } from '../models/scan-answers.ts'
import type { Engine } from '../tables/engine.ts'
import { targetValues } from '../training/read-training-data.ts'
import { fitClassWeights, fitNumberWeights } from './fit-weights.ts'

/**
 * Weights with which the parts answer known rows best: least log loss for classes, least squared error for numbers.
 * Rows without an answer to hold against are passed over; undefined where there is no other.
 */
export async function fitEnsembleWeights(
  engine: Engine,
  table: RowsToAnswer & { target: Column },
  model: CompositeModel,
): Promise<number[] | undefined> {
  const { classes } = model.manifest
  const width = classes?.length ?? 1
  // Of each part: its probability of the right class, or its error.
  const measured: number[][] = model.manifest.parts.map(() => [])
  await scanRows(engine, { ...table, also: [table.target] }, model, (batch) => {
    const actual = targetValues(batch, table.target, classes)
    model.partAnswers(batch).forEach((answers, part) => {
      for (let row = 0; row < batch.rows; row++) {
        const known = actual[row] as number
        if (!Number.isFinite(known)) continue
        const at = row * width
        measured[part]?.push(classes ? (answers[at + known] as number) : (answers[at] as number) - known)
      }
    })
  })
  if (measured[0]?.length === 0) return undefined
  return classes ? fitClassWeights(measured) : fitNumberWeights(measured)
}
