import { branin, hartmann6, searchLeast } from '../../ml/tuning/testing.ts'
import type { BenchContext } from './context.ts'
import { NOT_INSTALLED, runReference } from './python.ts'
import { type BenchRow, benchRow, median } from './table.ts'

const TRIALS = 100
/** Over twenty, the medians of one and the same search differ by half by chance. */
const SEEDS = 100
const functions = { branin, hartmann6 } as const
const titles = { branin: 'Branin', hartmann6: 'Hartmann6' } as const

interface OptunaAnswer extends Record<keyof typeof functions, number[]> {
  version: string
}

/** How far the best of a search stays above the least that there is: our TPE beside Optuna's, and beside random search. */
export async function benchTuning({ say }: BenchContext): Promise<BenchRow[]> {
  const optuna = await runReference<OptunaAnswer>('optuna_tuning.py', {
    needs: 'optuna',
    args: [String(TRIALS), String(SEEDS)],
  })
  const rows: BenchRow[] = []
  for (const [name, test] of Object.entries(functions) as [keyof typeof functions, typeof branin][]) {
    say(titles[name])
    const regret = (least: readonly number[]): number => median(least.map((loss) => loss - test.minimum))
    const search = (method: 'tpe' | 'random'): number =>
      regret(Array.from({ length: SEEDS }, (_, seed) => searchLeast(test, { seed, method, trials: TRIALS })))
    const title = `${titles[name]}: regret after ${TRIALS} trials`
    const ours = search('tpe')
    const note = `Median over ${SEEDS} seeds of the best loss less the least there is.`
    rows.push(
      benchRow(title, 'loss', {
        ours,
        reference: optuna && regret(optuna[name]),
        of: optuna ? `Optuna ${optuna.version}, TPE with its defaults` : '',
        note: optuna ? note : `Optuna is ${NOT_INSTALLED}`,
      }),
      benchRow(title, 'loss', { ours, reference: search('random'), of: 'our random search', note }),
    )
  }
  return rows
}
