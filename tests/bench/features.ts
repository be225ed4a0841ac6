import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { loadConfig } from '../../server/config.ts'
import { createTestFolder } from '../kit/test-folder.ts'
import type { BenchContext } from './context.ts'
import { type PrepareFigures, sameSums } from './prepare.ts'
import { NOT_INSTALLED, runReference } from './python.ts'
import { type BenchRow, benchRow } from './table.ts'

const execute = promisify(execFile)

/** `BENCH_ROWS` makes it smaller, to try it out. */
const ROWS = Number(process.env.BENCH_ROWS ?? 1_000_000)

interface Pandas {
  versions: string
  wholeMs: number
  preparationMs: number
  peakMb: number
  sums: Record<string, number>
}

/** Gaps, scaling, one-hot and bins over a million rows: our nodes beside DuckDB by hand, and pandas with scikit-learn. */
export async function benchFeatures({ rounds, say }: BenchContext): Promise<BenchRow[]> {
  using folder = createTestFolder()
  const threads = loadConfig().computeThreads
  const script = join(import.meta.dirname, 'prepare.ts')
  const args = [String(ROWS), String(rounds), folder.path, String(threads)]
  const { stdout } = await execute(process.execPath, ['--import', 'tsx', script, ...args])
  const ours = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as PrepareFigures
  say(
    `runners ${Math.round(ours.runnersMs)} ms, nodes ${Math.round(ours.nodesMs)} ms, DuckDB ${Math.round(ours.duckdbMs)} ms`,
  )
  const theirs = await runReference<Pandas>('pandas_features.py', {
    needs: 'pandas, sklearn, pyarrow',
    args: [join(folder.path, 'table.parquet'), String(rounds), folder.path],
  })
  if (theirs) {
    sameSums(ours.sums, theirs.sums)
    say(
      `pandas ${Math.round(theirs.wholeMs)} ms, of which the preparation ${Math.round(theirs.preparationMs)} ms`,
    )
  }
  const title = `Fill, scale, one-hot, bin: ${ROWS.toLocaleString('en-GB')} rows, 14 columns to 70`
  const note = `From Parquet to Parquet with ${threads} threads; ours is four nodes, so four tables are written. All three make the same columns; their sums are compared.`
  const pandas = { of: theirs?.versions ?? 'pandas, scikit-learn', note: theirs ? note : NOT_INSTALLED }
  const duckdb = { of: 'DuckDB, statements by hand', note }
  return [
    benchRow(`${title}: runners`, 'ms', { ours: ours.runnersMs, reference: ours.duckdbMs, ...duckdb }),
    benchRow('The same', 'ms', { ours: ours.runnersMs, reference: theirs?.wholeMs ?? null, ...pandas }),
    benchRow('The same, whole nodes with profile and digest', 'ms', {
      ours: ours.nodesMs,
      reference: theirs?.wholeMs ?? null,
      ...pandas,
    }),
    benchRow('The same, peak memory', 'MB', {
      ours: ours.peakMb,
      reference: theirs?.peakMb ?? null,
      ...pandas,
    }),
  ]
}
