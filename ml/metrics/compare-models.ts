import type { Model } from '../models/model.ts'
import { type RowsToAnswer, scanAnswers } from '../models/scan-answers.ts'
import { likeliest } from '../models/task.ts'
import type { Engine } from '../tables/engine.ts'

/** How the answers of two models to the same rows differ. */
export interface AnswerChanges {
  /** Rows answered. */
  rows: number
  /** The largest change of a probability (0…1), or of a predicted number, in its own unit. */
  largestChange: number
  /** Rows that are answered with another class; null for numbers. */
  answersChanged: number | null
}

/**
 * Has two models of the same task and inputs answer the same rows, a chunk at a time. Throws DataError
 * `missing_column` or `wrong_type`.
 */
export async function compareModels(
  engine: Engine,
  table: RowsToAnswer,
  { before, after }: { before: Model; after: Model },
): Promise<AnswerChanges> {
  const classes = before.manifest.classes?.length ?? 0
  const changes = { rows: 0, largestChange: 0, answersChanged: 0 }
  await scanAnswers(engine, table, before, (batch, answers) => {
    const others = after.answers(batch)
    answers.forEach((answer, at) => {
      changes.largestChange = Math.max(changes.largestChange, Math.abs(answer - (others[at] as number)))
    })
    changes.rows += batch.rows
    for (let row = 0; row < batch.rows && classes > 0; row++) {
      if (likeliest(answers, row, classes) !== likeliest(others, row, classes)) changes.answersChanged++
    }
  })
  return { ...changes, answersChanged: classes > 0 ? changes.answersChanged : null }
}
