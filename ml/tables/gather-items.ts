import type { Column } from '../../nodes/kit/columns.ts'
import { sqlTypes } from './combine.ts'
import type { Engine } from './engine.ts'
import { parquet, quoteName, quotePath } from './sql.ts'

/** Tables in one statement. */
const BATCH = 50

/** A table of an item, and the columns that it has. */
export interface ItemPart {
  label: string
  path: string
  names: ReadonlySet<string>
}

/**
 * The rows of many tables one under the other, numbered anew from 0 in the order of the tables and then of `_row`, with
 * the label of each in the column `item`. A column that a table lacks is missing in its rows.
 */
export async function gatherItems(
  engine: Engine,
  parts: readonly ItemPart[],
  { item, columns, outPath }: { item: Column; columns: readonly Column[]; outPath: string },
): Promise<void> {
  const numbered = columns.map((column, index) => ({
    ...column,
    at: `c${index}`,
    type: sqlTypes[column.storage],
  }))
  const made = numbered.map(({ at, type }) => `${at} ${type}`)
  await engine.run(`CREATE TEMP TABLE gathered (${['part INTEGER', 'id BIGINT', ...made].join(', ')})`)
  for (let start = 0; start < parts.length; start += BATCH) {
    const selects = parts.slice(start, start + BATCH).map(({ path, names }, index) => {
      const values = numbered.map(
        ({ name, type }) => `CAST(${names.has(name) ? quoteName(name) : 'NULL'} AS ${type})`,
      )
      return `SELECT ${[start + index, '_row', ...values].join(', ')} FROM ${parquet(path)}`
    })
    await engine.run(`INSERT INTO gathered ${selects.join(' UNION ALL ')}`)
  }
  const labels = {
    part: Float64Array.from(parts, (_, index) => index),
    label: parts.map(({ label }) => label),
  }
  await engine.load('labels', { rows: parts.length, columns: labels }, { part: 'number', label: 'text' })
  const named = numbered.map(({ at, name }) => `${at} AS ${quoteName(name)}`)
  const selected = [
    'row_number() OVER (ORDER BY gathered.part, id) - 1 AS _row',
    `label AS ${quoteName(item.name)}`,
    ...named,
  ]
  await engine.run(
    `COPY (SELECT ${selected.join(', ')} FROM gathered JOIN labels ON labels.part = gathered.part::DOUBLE ORDER BY gathered.part, id)
     TO ${quotePath(outPath)} (FORMAT parquet, COMPRESSION zstd)`,
  )
}
