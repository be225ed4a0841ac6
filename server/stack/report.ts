import { relative } from 'node:path'

/** Where the report goes: a terminal, where a running step shows its seconds, or a plain stream. */
export interface Output {
  write(text: string): void
  isTerminal: boolean
}

const NAME_WIDTH = 12
const TEXT_WIDTH = 56

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`.padStart(7)

/** One line of the list: name, what was done, how long it took. */
export const formatStep = (name: string, text: string, elapsedMs?: number): string => {
  const line = `  ${name.padEnd(NAME_WIDTH)}${text}`
  if (elapsedMs === undefined) return line
  return `${line.padEnd(NAME_WIDTH + TEXT_WIDTH)}${seconds(elapsedMs)}`
}

/** A path as a person would type it: relative where that is shorter. */
export function showPath(path: string, from = process.cwd()): string {
  const short = relative(from, path)
  return short !== '' && !short.startsWith('..') ? short : path
}

export interface Step {
  /** Says what goes on; shown at once. */
  progress(text: string): void
  done(text: string): void
}

export interface Report {
  line(text?: string): void
  step(name: string): Step
  /** Takes the line of running steps off the terminal; nothing more is drawn there. */
  close(): void
}

/** Steps may overlap: each is printed when it is done; on a terminal the last line shows those under way. */
export function createReport(output: Output): Report {
  const active = new Map<string, { text: string; since: number }>()
  let drawn = false

  const erase = () => {
    if (drawn) output.write('\r\u001b[2K')
    drawn = false
  }
  const draw = () => {
    if (!output.isTerminal || active.size === 0) return
    erase()
    const parts = [...active].map(
      ([name, { text, since }]) => `${name}: ${text} ${Math.floor((performance.now() - since) / 1000)} s`,
    )
    output.write(`  ${parts.join('   ')}`.slice(0, 110))
    drawn = true
  }
  const timer = setInterval(draw, 1_000)
  timer.unref()
  const print = (text: string) => {
    erase()
    output.write(`${text}\n`)
    draw()
  }

  return {
    line: (text = '') => print(text),
    step(name) {
      const since = performance.now()
      return {
        progress(text) {
          active.set(name, { text, since })
          if (output.isTerminal) draw()
          else print(formatStep(name, `${text} …`))
        },
        done(text) {
          active.delete(name)
          print(formatStep(name, text, performance.now() - since))
        },
      }
    },
    close() {
      clearInterval(timer)
      erase()
      active.clear()
    },
  }
}
