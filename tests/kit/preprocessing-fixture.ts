import { readFileSync } from 'node:fs'
import { sampleColumn, splitColumn } from '../../nodes/kit/samples.ts'
import type { Cell } from './node-bench.ts'

/** Reference values of scikit-learn; see tests/fixtures/scikit-learn/make-preprocessing.py. */
interface Preprocessing {
  numbers: Record<string, (number | null)[]>
  texts: Record<string, (string | null)[]>
  imputed: Record<'mean' | 'median' | 'mode', Record<string, (number | string)[]>>
  oneHot: Record<'all' | 'four', { categories: string[]; rows: number[][] }>
  ordinal: number[]
  bins: Record<string, Record<string, (number | null)[]>>
}

const url = new URL('../fixtures/scikit-learn/preprocessing.json', import.meta.url)
export const preprocessing = JSON.parse(readFileSync(url, 'utf8')) as Preprocessing

/** The reference table: its columns, and its rows with their parts. */
export function preprocessingTable() {
  const { numbers, texts } = preprocessing
  const columns = [
    ...Object.keys(numbers).map((name) => sampleColumn(name, 'number')),
    ...Object.keys(texts).map((name) => sampleColumn(name, 'category')),
    splitColumn,
  ]
  const values: Cell[][] = [...Object.values(numbers), ...Object.values(texts)]
  const rows = Array.from({ length: values[0]?.length ?? 0 }, (_, row) => [
    ...values.map((column) => column[row] ?? null),
    row % 4 === 0 ? 'test' : 'train',
  ])
  return { columns, rows }
}
