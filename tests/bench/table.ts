/** One figure beside its reference, both measured in the same run. */
export interface BenchRow {
  name: string
  unit: string
  ours: number
  reference: number
  /** ours ÷ reference. */
  ratio: number
}

export const benchRow = (
  name: string,
  unit: string,
  figures: { ours: number; reference: number },
): BenchRow => ({
  name,
  unit,
  ...figures,
  ratio: figures.ours / figures.reference,
})

const format = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en-GB') : value.toPrecision(3)

/** A table for the terminal: name, ours, reference, ratio. */
export function formatBench(rows: readonly BenchRow[]): string {
  const cells = [
    ['', 'ours', 'reference', 'ratio'],
    ...rows.map(({ name, unit, ours, reference, ratio }) => [
      `${name} (${unit})`,
      format(ours),
      format(reference),
      ratio.toFixed(2),
    ]),
  ]
  const widths = [0, 1, 2, 3].map((at) => Math.max(...cells.map((row) => row[at]!.length)))
  return cells
    .map((row) =>
      row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join('  '),
    )
    .join('\n')
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
