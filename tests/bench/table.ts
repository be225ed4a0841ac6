/** One figure beside its reference, both measured in the same run unless a note says otherwise. */
export interface BenchRow {
  name: string
  unit: string
  ours: number
  /** Null where there is none, or it could not be had here; the note says why. */
  reference: number | null
  /** ours ÷ reference. */
  ratio: number | null
  /** What the reference is. */
  of: string
  note: string
}

interface Figures {
  ours: number
  reference?: number | null
  of?: string
  note?: string
}

export const benchRow = (
  name: string,
  unit: string,
  { ours, reference = null, of = '', note = '' }: Figures,
): BenchRow => ({
  name,
  unit,
  ours,
  reference,
  ratio: reference === null ? null : ours / reference,
  of,
  note,
})

const format = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en-GB') : value.toPrecision(3)

/** A table for the terminal: name, ours, reference, ratio, and what the reference is; notes stand below. */
export function formatBench(rows: readonly BenchRow[]): string {
  const notes = [...new Set(rows.map(({ note }) => note).filter((note) => note !== ''))]
  const mark = (note: string) => (note === '' ? '' : ` [${notes.indexOf(note) + 1}]`)
  const cells = [
    ['', 'ours', 'reference', 'ratio', ''],
    ...rows.map(({ name, unit, ours, reference, ratio, of, note }) => [
      `${name} (${unit})${mark(note)}`,
      format(ours),
      reference === null ? '–' : format(reference),
      ratio === null ? '–' : ratio.toFixed(2),
      of,
    ]),
  ]
  const widths = [0, 1, 2, 3].map((at) => Math.max(...cells.map((row) => row[at]!.length)))
  const isText = (at: number) => at === 0 || at === 4
  const lines = cells.map((row) =>
    row
      .map((cell, at) => (isText(at) ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
  return [...lines, ...notes.map((note, at) => `[${at + 1}] ${note}`)].join('\n')
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
