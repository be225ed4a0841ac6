import type { Engine } from '../tables/engine.ts'
import { applyRows, type RowsTable } from './apply-rows.ts'
import { compileTokens, type TokensStep } from './tokens-step.ts'

/** Numbers that are held at once. */
const BLOCK = 4_000_000

/** A Parquet table with a text as lists of numbers, in the order of row ids. */
export async function applyTokens(engine: Engine, step: TokensStep, table: RowsTable): Promise<void> {
  const work = {
    reads: { [step.column]: 'text' },
    writes: [step.column],
    as: 'vector',
    compute: compileTokens(step),
    size: Math.max(1, Math.floor(BLOCK / step.length)),
  } as const
  await applyRows(engine, work, table)
}
