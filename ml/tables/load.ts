import {
  BOOLEAN,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  type DuckDBValue,
  DOUBLE,
  VARCHAR,
} from '@duckdb/node-api'
import type { ColumnBatch, ValueType } from './column-batch.ts'
import { quoteName } from './sql.ts'

const CHUNK_ROWS = 2048

const sqlTypes: Record<ValueType, DuckDBType> = { number: DOUBLE, text: VARCHAR, boolean: BOOLEAN }

/** Makes a temporary table out of a batch. Numbers that are NaN become NULL. */
export async function loadBatch(
  connection: DuckDBConnection,
  table: string,
  batch: ColumnBatch,
  types: Readonly<Record<string, ValueType>>,
): Promise<void> {
  const names = Object.keys(types)
  const columns = names.map((name) => `${quoteName(name)} ${sqlTypes[types[name]!].toString()}`)
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${quoteName(table)} (${columns.join(', ')})`)
  const appender = await connection.createAppender(table, 'main', 'temp')
  const chunkTypes = names.map((name) => sqlTypes[types[name]!])
  for (let start = 0; start < batch.rows; start += CHUNK_ROWS) {
    const rows = Math.min(CHUNK_ROWS, batch.rows - start)
    const chunk = DuckDBDataChunk.create(chunkTypes, rows)
    names.forEach((name, index) => {
      const data = batch.columns[name]!
      const values: DuckDBValue[] = Array.from({ length: rows }, (_, row) => {
        const value = data[start + row]
        return value === undefined || (typeof value === 'number' && Number.isNaN(value)) ? null : value
      })
      chunk.setColumnValues(index, values)
    })
    appender.appendDataChunk(chunk)
  }
  appender.flushSync()
  appender.closeSync()
}
