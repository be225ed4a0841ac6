import type { Command } from 'commander'

/** Prints rows under a line of headings, column below column. */
export function printTable(headings: readonly string[], rows: readonly (readonly string[])[]): void {
  const all = [headings, ...rows]
  const widths = headings.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)))
  for (const row of all)
    console.log(
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
}

export interface ListOptions {
  json?: boolean
}

/** Lets a command that lists print what the interface answered. */
export const withJson = (command: Command): Command =>
  command.option('--json', 'print all that the API says, as JSON for scripts')

export const printJson = (answer: unknown): void => console.log(JSON.stringify(answer, null, 2))

/** Prints what there is: a table for people, or with `--json` the answer as it came. */
export function printList<T>(
  { json = false }: ListOptions,
  all: readonly T[],
  headings: readonly string[],
  rowOf: (one: T) => readonly string[],
): void {
  if (json) printJson(all)
  else printTable(headings, all.map(rowOf))
}
