import type { Command } from 'commander'

/** Puts examples under the help of a command: the line as it is typed, and what it does. */
export function withExamples(
  command: Command,
  examples: readonly (readonly [line: string, does: string])[],
): Command {
  const width = Math.max(...examples.map(([line]) => line.length))
  const lines = examples.map(([line, does]) => `  millrace ${line.padEnd(width)}  ${does}`)
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`)
}
