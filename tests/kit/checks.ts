import { commandTask, formatTable, type Outcome, runLanes, type Task, vitestTask } from './tasks.ts'

const statics: readonly Task[] = [
  commandTask('format', ['@biomejs/biome', 'biome'], ['format', '--colors=off', '.']),
  commandTask('types', ['typescript', 'tsc'], ['--noEmit']),
  commandTask('lint and boundaries', ['oxlint'], ['--type-aware']),
  commandTask('dead exports', ['knip'], ['--no-progress', '--no-config-hints']),
]

/** Format, types, lint, dead exports and unit tests; prints a table, and what the failed ones had to say. */
export async function runChecks(): Promise<Outcome[]> {
  const outcomes = await runLanes([statics, [vitestTask('unit tests', 'unit')]])
  for (const { title, failed, output } of outcomes) {
    if (failed > 0) console.log(`\n── ${title} ──\n${output.trim()}`)
  }
  console.log(`\n${formatTable(outcomes)}\n`)
  return outcomes
}
