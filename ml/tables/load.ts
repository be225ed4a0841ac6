import {
  BLOB,
  BOOLEAN,
  DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBListValue,
  type DuckDBType,
  type DuckDBValue,
  DOUBLE,
  FLOAT,
  LIST,
  VARCHAR,
} from '@duckdb/node-api'
import type { CellType, ColumnBatch, ColumnData } from './column-batch.ts'
import { quoteName } from './sql.ts'

const CHUNK_ROWS = 2048

const sqlTypes: Record<CellType, DuckDBType> = {
  number: DOUBLE,
  text: VARCHAR,
  boolean: BOOLEAN,
  bytes: BLOB,
  vector: LIST(FLOAT),
}

function asValue(value: ColumnData[number] | undefined): DuckDBValue {
  if (value === undefined || (typeof value === 'number' && Number.isNaN(value))) return null
  if (value instanceof Uint8Array) return new DuckDBBlobValue(value)
  // A list's items are only counted and read by index.
  return value instanceof Float32Array ? new DuckDBListValue(value as unknown as number[]) : value
}

/** Makes a temporary table out of a batch. Numbers that are NaN become NULL. */
export async function loadBatch(
  connection: DuckDBConnection,
  table: string,
  batch: ColumnBatch,
  types: Readonly<Record<string, CellType>>,
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
      const values = Array.from({ length: rows }, (_, row) => asValue(data[start + row]))
      chunk.setColumnValues(index, values)
    })
    appender.appendDataChunk(chunk)
  }
  appender.flushSync()
  appender.closeSync()
}
