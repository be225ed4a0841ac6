import { sampleColumn, splitColumn } from '../../nodes/kit/samples.ts'
import type { Column } from '../../nodes/kit/columns.ts'
import type { NodeBench } from './node-bench.ts'

/** One column of every kind and storage, and every role that a source gives: what any node may be handed. */
export const mixedColumns: readonly Column[] = [
  sampleColumn('id', 'number', { storage: 'bigint', role: 'id' }),
  sampleColumn('amount', 'number'),
  sampleColumn('whole', 'number', { storage: 'bigint' }),
  sampleColumn('same', 'number'),
  sampleColumn('colour', 'category', { categories: ['blue', 'green', 'never', 'red'] }),
  sampleColumn('shape', 'category'),
  sampleColumn('flag', 'boolean', { categories: ['false', 'true'] }),
  sampleColumn('note', 'text'),
  sampleColumn('day', 'datetime', { storage: 'date' }),
  sampleColumn('moment', 'datetime', { role: 'time' }),
  sampleColumn('steps', 'sequence'),
  sampleColumn('place', 'vector'),
  sampleColumn('picture', 'image'),
  sampleColumn('aside', 'number', { role: 'ignore' }),
  sampleColumn('y', 'category', { role: 'target', categories: ['no', 'yes'] }),
]

/** A picture of 3 × 2 pixels. */
const PNG =
  '89504E470D0A1A0A0000000D49484452000000030000000208020000001216F14D000000104944415408D76338E0A000410C701600475406C146FD03400000000049454E44AE426082'

/** SQL of a training row's value, and of the one that stands there in every other row of a poisoned table. */
const values: Readonly<Record<string, readonly [value: string, poison: string]>> = {
  id: ['i', '-i'],
  amount: [
    "CASE WHEN i % 7 = 0 THEN NULL WHEN i % 11 = 0 THEN 'nan'::DOUBLE ELSE (i * 37 % 101) / 8e0 END",
    "CASE i % 4 WHEN 0 THEN NULL WHEN 1 THEN 'inf'::DOUBLE WHEN 2 THEN -1e300::DOUBLE ELSE '-0.0'::DOUBLE END",
  ],
  whole: ['CASE WHEN i % 9 <> 0 THEN i * 13 % 17 END', '9007199254740991 - i'],
  same: ["'0.1'::DOUBLE", '5e0'],
  colour: [
    "CASE WHEN i % 10 = 0 THEN NULL WHEN part <> 'train' AND i % 3 = 0 THEN 'green' WHEN i % 2 = 0 THEN 'red' ELSE 'blue' END",
    "'poison'",
  ],
  shape: ["CASE WHEN i % 8 <> 0 THEN ['a', 'A', 'ä', '', ' '][1 + i % 5] END", "'poison ' || i"],
  flag: ['CASE WHEN i % 6 <> 0 THEN i % 4 < 2 END', 'i % 5 <> 0'],
  note: ["CASE WHEN i % 5 <> 0 THEN 'note ' || (i % 12) END", 'NULL'],
  day: ["CASE WHEN i % 12 <> 0 THEN DATE '1969-12-01' + CAST(i AS INTEGER) END", "DATE '9999-12-31'"],
  moment: ["TIMESTAMP '1969-12-31 23:59:59.9995' + to_hours(CAST(i AS INTEGER))", 'NULL'],
  steps: ['[i::DOUBLE, 1::DOUBLE]', '[]::DOUBLE[]'],
  place: ['[i::DOUBLE, 2::DOUBLE]', '[1e300::DOUBLE, 0::DOUBLE]'],
  picture: [`from_hex('${PNG}')`, 'NULL'],
  aside: ['i * 2e0', '1e9'],
  y: ["CASE WHEN i % 3 = 0 THEN 'yes' ELSE 'no' END", "'yes'"],
}

export interface MixedOptions {
  /** Every value of every row that is not for training is another one. */
  poisoned?: boolean
  /** Without it there is no split column, and all rows are for training. */
  split?: boolean
}

/** The mixed table: 120 rows, three in four of them for training. Row ids have gaps and are not those of the file. */
export function mixedTable(bench: NodeBench, { poisoned = false, split = true }: MixedOptions = {}) {
  const columns = [...mixedColumns, ...(split ? [splitColumn] : [])]
  const selected = mixedColumns.map(({ name }) => {
    const [value, poison] = values[name] ?? ['NULL', 'NULL']
    return `${poisoned ? `CASE WHEN part = 'train' THEN ${value} ELSE ${poison} END` : value} AS ${name}`
  })
  const part = "CASE WHEN range % 8 = 0 THEN 'test' WHEN range % 8 = 4 THEN 'validation' ELSE 'train' END"
  return bench.table(
    `(SELECT i * 3 + 5 AS _row, ${[...selected, ...(split ? ['part'] : [])].join(', ')}
      FROM (SELECT range AS i, ${part} AS part FROM range(120)) ORDER BY i DESC)`,
    columns,
  )
}
