import type { Column } from '../../nodes/kit/columns.ts'
import { type ColumnData, valueTypeOf } from './column-batch.ts'
import type { Engine } from './engine.ts'
import { quoteName, quotePath } from './sql.ts'

type Value = string | number | boolean | null | undefined

/** Writes a few rows as a table, numbered from 0. Numbers, categories, texts and yes/no only. */
export async function writeRows(
  engine: Engine,
  {
    columns,
    rows,
    outPath,
  }: { columns: readonly Column[]; rows: readonly Readonly<Record<string, Value>>[]; outPath: string },
): Promise<void> {
  const types = columns.map(valueTypeOf)
  const data = columns.map(({ name }, index): ColumnData => {
    const values = rows.map((row) => row[name] ?? null)
    return types[index] === 'number'
      ? Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value)))
      : (values as ColumnData)
  })
  // Columns go by number, so that none is called as the row id is.
  const named = <T>(list: readonly T[]) => Object.fromEntries(list.map((each, index) => [`c${index}`, each]))
  const ids = Float64Array.from(rows, (_, index) => index)
  await engine.load(
    'written',
    { rows: rows.length, columns: { id: ids, ...named(data) } },
    { id: 'number', ...named(types) },
  )
  const selected = columns.map(({ name }, index) => `c${index} AS ${quoteName(name)}`)
  await engine.run(
    `COPY (SELECT ${['id::BIGINT AS _row', ...selected].join(', ')} FROM written ORDER BY id)
     TO ${quotePath(outPath)} (FORMAT parquet, COMPRESSION zstd)`,
  )
}
