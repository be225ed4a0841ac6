import { readFileSync } from 'node:fs'
import { parquet } from '../../ml/tables/sql.ts'
import type { DatasetId } from '../../nodes/data/builtin/catalogue.ts'
import { splitColumn } from '../../nodes/kit/samples.ts'
import type { TableValue } from '../../nodes/kit/values.ts'
import type { NodeBench } from './node-bench.ts'

/** Reference values of scikit-learn; see tests/fixtures/scikit-learn/make-features.py. */
interface Features {
  exact: { x: number[]; y: number[]; discrete: [boolean, boolean]; information: number }[]
  information: Partial<Record<DatasetId, Record<string, { mean: number; deviation: number }>>>
  variances: Partial<Record<DatasetId, Record<string, number>>>
  pca: {
    data: DatasetId
    standardise: boolean
    /** A number of components, or a share of the variance below 1. */
    wanted: number
    columns: string[]
    components: number[][]
    ratios: number[]
    rows: number[][]
  }[]
}

const url = new URL('../fixtures/scikit-learn/features.json', import.meta.url)
export const features = JSON.parse(readFileSync(url, 'utf8')) as Features

/** A built-in data set as the reference has it: rows whose number is a multiple of four are for testing. */
export async function referenceTable(
  bench: NodeBench,
  dataset: DatasetId,
  options: { complete?: boolean } = {},
): Promise<TableValue> {
  const { table } = await bench.run('data.builtin', {}, { dataset })
  const { columns } = table.schema
  const whole = columns.map(({ name }) => `"${name}" IS NOT NULL`).join(' AND ')
  const part = "CASE WHEN _row % 4 = 0 THEN 'test' ELSE 'train' END AS part"
  return bench.table(
    `(SELECT *, ${part} FROM ${parquet(table.path)}${options.complete ? ` WHERE ${whole}` : ''})`,
    [...columns, splitColumn],
  )
}
