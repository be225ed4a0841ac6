import { mkdir } from 'node:fs/promises'
import {
  DuckDBBlobVector,
  type DuckDBConnection,
  DuckDBFloatVector,
  DuckDBInstance,
  DuckDBListVector,
  type DuckDBVector,
} from '@duckdb/node-api'
import { DataError } from '../errors.ts'
import { type ColumnBatch, type ColumnData, type CellType, missingColumn } from './column-batch.ts'
import { loadBatch } from './load.ts'

export interface EngineOptions {
  /** Threads for row-wise work; fits run on one. */
  threads: number
  /** Above it DuckDB spills to `tempDir`. */
  memoryMb: number
  /** A folder of this engine's own. */
  tempDir: string
}

/** A small result's value: what SQL returned, with integers as numbers where they fit and null for NULL. */
export type SqlValue = number | bigint | string | boolean | null
export type SqlRow = Record<string, SqlValue>

/** DuckDB in memory: tables live in Parquet files, and nothing outlives `close`. One statement runs at a time. */
export interface Engine {
  readonly options: EngineOptions
  /** Runs statements for their effect. */
  run(sql: string): Promise<void>
  /** All rows of a small result. */
  rows(sql: string): Promise<SqlRow[]>
  /** The only row of a result. */
  row(sql: string): Promise<SqlRow>
  /**
   * Reads a result column by column, without an object per row. Every column must be DOUBLE, VARCHAR, BOOLEAN, BLOB or
   * FLOAT[] in SQL, as `types` says.
   */
  columns(sql: string, types: Readonly<Record<string, CellType>>): Promise<ColumnBatch>
  /** As `columns`, a chunk of at most 2,048 rows at a time; the batch given is valid only during the call. */
  scan(
    sql: string,
    types: Readonly<Record<string, CellType>>,
    visit: (batch: ColumnBatch) => void,
  ): Promise<void>
  /** Makes a temporary table out of columns of equal length, in order. */
  load(table: string, batch: ColumnBatch, types: Readonly<Record<string, CellType>>): Promise<void>
  /** Runs `work` on one thread: floating-point aggregates then add up in one order, bit for bit. */
  singleThreaded<T>(work: () => Promise<T>): Promise<T>
  close(): void
}

/** Opens an engine. It can't install or load extensions, so it reads local files only. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  await mkdir(options.tempDir, { recursive: true })
  const threads = Math.max(1, Math.floor(options.threads))
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(threads),
    memory_limit: `${Math.max(64, Math.floor(options.memoryMb))}MB`,
    temp_directory: options.tempDir,
    preserve_insertion_order: 'true',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  })
  const connection = await instance.connect()
  await connection.run("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
  return new DuckEngine({ ...options, threads }, instance, connection)
}

/** An engine for the time of some work. */
export async function withEngine<T>(
  { limits, tempDir }: { limits: Pick<EngineOptions, 'threads' | 'memoryMb'>; tempDir: string },
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  const engine = await openEngine({ ...limits, tempDir })
  try {
    return await work(engine)
  } finally {
    engine.close()
  }
}

class DuckEngine implements Engine {
  readonly options: EngineOptions
  private readonly instance: DuckDBInstance
  private readonly connection: DuckDBConnection

  constructor(options: EngineOptions, instance: DuckDBInstance, connection: DuckDBConnection) {
    this.options = options
    this.instance = instance
    this.connection = connection
  }

  async run(sql: string): Promise<void> {
    await explained(() => this.connection.run(sql))
  }

  async rows(sql: string): Promise<SqlRow[]> {
    const reader = await explained(() => this.connection.runAndReadAll(sql))
    return reader.getRowObjects().map((row) => {
      const values: SqlRow = Object.create(null)
      for (const [name, value] of Object.entries(row)) values[name] = plain(value)
      return values
    })
  }

  async row(sql: string): Promise<SqlRow> {
    const [row, ...more] = await this.rows(sql)
    if (!row || more.length > 0) throw new Error(`Expected one row, got ${more.length + (row ? 1 : 0)}`)
    return row
  }

  async columns(sql: string, types: Readonly<Record<string, CellType>>): Promise<ColumnBatch> {
    const parts: ColumnBatch[] = []
    let rows = 0
    await this.scan(sql, types, (batch) => {
      parts.push(batch)
      rows += batch.rows
    })
    const columns: Record<string, ColumnData> = Object.create(null)
    for (const [name, type] of Object.entries(types)) columns[name] = joined(parts, name, type, rows)
    return { rows, columns }
  }

  async scan(
    sql: string,
    types: Readonly<Record<string, CellType>>,
    visit: (batch: ColumnBatch) => void,
  ): Promise<void> {
    await explained(async () => {
      const result = await this.connection.stream(sql)
      const names = result.columnNames()
      for (
        let chunk = await result.fetchChunk();
        chunk && chunk.rowCount > 0;
        chunk = await result.fetchChunk()
      ) {
        const columns: Record<string, ColumnData> = Object.create(null)
        const { rowCount } = chunk
        for (const [name, type] of Object.entries(types)) {
          columns[name] = readVector(chunk.getColumnVector(names.indexOf(name)), type, rowCount)
        }
        visit({ rows: rowCount, columns })
      }
    })
  }

  async load(table: string, batch: ColumnBatch, types: Readonly<Record<string, CellType>>): Promise<void> {
    await explained(() => loadBatch(this.connection, table, batch, types))
  }

  async singleThreaded<T>(work: () => Promise<T>): Promise<T> {
    await this.run('SET threads = 1')
    try {
      return await work()
    } finally {
      await this.run(`SET threads = ${this.options.threads}`)
    }
  }

  close(): void {
    this.connection.closeSync()
    this.instance.closeSync()
  }
}

const plain = (value: unknown): SqlValue => {
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint') {
    return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value
  }
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value
  throw new TypeError('Cast lists, structs and dates to text or numbers in SQL')
}

interface TypedVector {
  items: Float64Array
  validity: { data: BigUint64Array | null }
}

function readVector(vector: DuckDBVector, type: CellType, rows: number): ColumnData {
  if (type === 'number') {
    const { items, validity } = vector as unknown as TypedVector
    if (!(items instanceof Float64Array)) throw new TypeError('Cast numbers to DOUBLE in SQL')
    const values = Float64Array.from(items.subarray(0, rows))
    if (validity.data) {
      const { buffer, byteOffset, byteLength } = validity.data
      const bits = new Uint8Array(buffer, byteOffset, byteLength)
      for (let row = 0; row < rows; row++) if (!((bits[row >> 3]! >> (row & 7)) & 1)) values[row] = Number.NaN
    }
    return values
  }
  if (vector instanceof DuckDBBlobVector) {
    // A short value is a view of the chunk, which is gone before it is read.
    return Array.from({ length: rows }, (_, row) => {
      const bytes = vector.getItemBytes(row)
      return bytes && new Uint8Array(bytes)
    })
  }
  if (vector instanceof DuckDBListVector) {
    return Array.from({ length: rows }, (_, row) => {
      const list = vector.getItemVector(row)
      if (list && !(list instanceof DuckDBFloatVector)) throw new TypeError('Cast lists to FLOAT[] in SQL')
      return list && floatsOf(list)
    })
  }
  return Array.from({ length: rows }, (_, row) => vector.getItem(row)) as ColumnData
}

/** The numbers of a list, which are the list's own copy; NaN where one is missing. */
function floatsOf(list: DuckDBFloatVector): Float32Array {
  const { items, validity } = list as unknown as {
    items: Float32Array
    validity: { data: BigUint64Array | null; offset: number }
  }
  if (!validity.data) return items
  const { buffer, byteOffset, byteLength } = validity.data
  const bits = new Uint8Array(buffer, byteOffset, byteLength)
  for (let at = 0; at < items.length; at++) {
    const bit = validity.offset + at
    if (!((bits[bit >> 3]! >> (bit & 7)) & 1)) items[at] = Number.NaN
  }
  return items
}

function joined(parts: readonly ColumnBatch[], name: string, type: CellType, rows: number): ColumnData {
  const whole = missingColumn(type, rows)
  let offset = 0
  for (const part of parts) {
    const data = part.columns[name]!
    if (whole instanceof Float64Array) whole.set(data as Float64Array, offset)
    else for (let row = 0; row < part.rows; row++) whole[offset + row] = data[row] as never
    offset += part.rows
  }
  return whole
}

/** Turns the failures that a person can do something about into messages; others stay as they are. */
async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : ''
    if (message.startsWith('Out of Memory Error') || message.includes('bad allocation')) {
      throw new DataError(
        'out_of_memory',
        'The table needs more memory than a node may use. Raise the memory limit in the settings, or use fewer rows or columns.',
        { cause },
      )
    }
    if (/No space left on device/i.test(message)) {
      throw new DataError('disk_full', 'The disk is full. Free some space and run again.', { cause })
    }
    throw cause
  }
}
