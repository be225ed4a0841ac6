import { createHash } from 'node:crypto'
import type { Column, TableSchema } from '../../nodes/kit/columns.ts'
import type { Engine } from './engine.ts'
import { parquet, quoteName, quoteNumber } from './sql.ts'

/** What the rows and each column of a table say, in short. */
export interface ContentDigests {
  rows: number
  /** Of the row ids. */
  rowIds: string
  /** By place in the schema: storage and hash over row ids and values. */
  columns: readonly string[]
}

/** Columns in one statement. */
const BATCH = 200

/** A column's value as all nodes take it: NaN is missing. */
export function canonical({ name, storage }: Column): string {
  return storage === 'double' ? `nullif(${quoteName(name)}, ${quoteNumber(Number.NaN)})` : quoteName(name)
}

/** Hashed once more, so that values that change places between rows can't cancel out in the sum. */
const sumOf = (...values: string[]): string =>
  `CAST(coalesce(sum(CAST(hash(hash(${values.join(', ')})) AS HUGEINT)), 0) AS VARCHAR)`

/**
 * Digests of a table's row ids and of each column. The encoding of the file, the order of its rows, the columns beside
 * and the number of threads change nothing; -0 and 0 are one value. Each value is hashed to 64 bits together with its
 * row id, and the hashes are added up, which is safe because every row id stands once.
 *
 * The hash is DuckDB's own: ample against chance and twenty times as fast as a cryptographic one, but no protection
 * against someone who forges tables. Another version of DuckDB may give other digests.
 */
export async function contentDigests(
  engine: Engine,
  path: string,
  { columns }: TableSchema,
): Promise<ContentDigests> {
  const { n, ids } = await engine.row(
    `SELECT CAST(count(*) AS DOUBLE) AS n, ${sumOf('_row')} AS ids FROM ${parquet(path)}`,
  )
  const digests: string[] = []
  for (let start = 0; start < columns.length; start += BATCH) {
    const some = columns.slice(start, start + BATCH)
    const sums = some.map((column, index) => `${sumOf('_row', canonical(column))} AS c${index}`)
    const found = await engine.row(`SELECT ${sums.join(', ')} FROM ${parquet(path)}`)
    digests.push(
      ...some.map(({ storage }, index) => `${storage}:${BigInt(found[`c${index}`] as string).toString(36)}`),
    )
  }
  return { rows: Number(n), rowIds: String(ids), columns: digests }
}

/**
 * Digest of what a table says: schema, row ids and values.
 * @returns 64 lower-case hex digits
 */
export function tableDigest(schema: TableSchema, { rows, rowIds, columns }: ContentDigests): string {
  const described = schema.columns.map(({ id, name, kind, role, categories = null }, index) => [
    id,
    name,
    kind,
    role,
    categories,
    columns[index],
  ])
  return createHash('sha256')
    .update(JSON.stringify([described, rows, rowIds]))
    .digest('hex')
}
