import type { Engine } from '../tables/engine.ts'
import { applyRows, type RowsTable } from './apply-rows.ts'
import { compileText, type TextStep } from './text-step.ts'

/** Numbers that are held at once. */
const BLOCK = 4_000_000

/** A Parquet table with the columns of a text step added, in the order of row ids. */
export async function applyText(engine: Engine, step: TextStep, table: RowsTable): Promise<void> {
  const work = {
    reads: { [step.column]: 'text' },
    writes: step.terms.map(({ name }) => name),
    compute: compileText(step),
    size: Math.max(1, Math.floor(BLOCK / step.terms.length)),
  } as const
  await applyRows(engine, work, table)
}
