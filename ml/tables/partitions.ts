import { createHash } from 'node:crypto'
import type { Column, TableSchema } from '../../nodes/kit/columns.ts'
import { sqlTypes } from './combine.ts'
import { canonical } from './digest.ts'
import type { Engine } from './engine.ts'
import { parquet, quoteName, quotePath, quoteText } from './sql.ts'

/** The rows of a table in which a column has one value. */
export interface Partition {
  /** As text; null where it is missing. */
  value: string | null
  rows: number
  /** Digest of row ids and values, 64 lower-case hex digits; as safe as `contentDigests`. */
  digest: string
}

/**
 * The partitions of a table by a column, in the order of its values, those without one last; at most `limit + 1`.
 * `schemaOf`: the columns of a partition, which enter its digest.
 */
export async function listPartitions(
  engine: Engine,
  path: string,
  {
    columns,
    by,
    limit,
    schemaOf,
  }: {
    columns: readonly Column[]
    by: Column
    limit: number
    schemaOf: (value: string | null) => TableSchema
  },
): Promise<Partition[]> {
  const values = columns.map(canonical)
  const key = canonical(by)
  const found = await engine.rows(
    `SELECT CAST(part AS VARCHAR) AS value, n, digest FROM (
       SELECT ${key} AS part, count(*)::DOUBLE AS n, CAST(bit_xor(hash(hash(${['_row', ...values].join(', ')}))) AS VARCHAR) AS digest
       FROM ${parquet(path)} GROUP BY 1)
     ORDER BY part NULLS LAST LIMIT ${limit + 1}`,
  )
  return found.map(({ value, n, digest }) => {
    const text = value === null ? null : String(value)
    const described = schemaOf(text).columns
    const whole = createHash('sha256')
      .update(JSON.stringify([described, n, digest]))
      .digest('hex')
    return { value: text, rows: Number(n), digest: whole }
  })
}

/** Writes the rows of one partition, with their ids. */
export async function writePartition(
  engine: Engine,
  path: string,
  {
    columns,
    by,
    value,
    outPath,
  }: {
    columns: readonly Column[]
    by: Column
    value: string | null
    outPath: string
  },
): Promise<void> {
  const names = ['_row', ...columns.map(({ name }) => quoteName(name))].join(', ')
  const wanted = value === null ? 'NULL' : `CAST(${quoteText(value)} AS ${sqlTypes[by.storage]})`
  await engine.run(
    `COPY (SELECT ${names} FROM ${parquet(path)} WHERE ${canonical(by)} IS NOT DISTINCT FROM ${wanted} ORDER BY _row)
     TO ${quotePath(outPath)} (FORMAT parquet, COMPRESSION zstd)`,
  )
}
