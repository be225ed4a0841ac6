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

/** Hashes of all rows put together; each is mixed once more, so that values that change places can't cancel out. */
const together = (hash: string): string => `CAST(coalesce(bit_xor(hash(${hash})), 0) AS VARCHAR)`

/**
 * Digests of a table's row ids and of each column. The encoding of the file, the order of its rows, the columns beside
 * and the number of threads change nothing; -0 and 0 are one value. Each value is hashed to 64 bits together with its
 * row id, and the hashes are put together by XOR, which is safe because every row id stands once.
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
    `SELECT CAST(count(*) AS DOUBLE) AS n, ${together('_row')} AS ids FROM ${parquet(path)}`,
  )
  const digests: string[] = []
  for (let start = 0; start < columns.length; start += BATCH) {
    const some = columns.slice(start, start + BATCH)
    const values = some.map((column, index) => `${canonical(column)} AS v${index}`)
    const hashes = some.map((_, index) => `${together(`xor(id, hash(v${index}))`)} AS c${index}`)
    const found = await engine.row(
      `SELECT ${hashes.join(', ')} FROM (SELECT hash(_row) AS id, ${values.join(', ')} FROM ${parquet(path)})`,
    )
    digests.push(...some.map(({ storage }, index) => `${storage}:${String(found[`c${index}`])}`))
  }
  return { rows: Number(n), rowIds: String(ids), columns: digests }
}

/**
 * Digest of what a table says: schema, row ids and values.
 * @returns 64 lower-case hex digits
 */
export function tableDigest(schema: TableSchema, { rows, rowIds, columns }: ContentDigests): string {
  const described = schema.columns.map(({ id, name, kind, role, categories = null, shape }, index) => [
    id,
    name,
    kind,
    role,
    categories,
    columns[index],
    ...(shape ? [shape] : []),
  ])
  return createHash('sha256')
    .update(JSON.stringify([described, rows, rowIds]))
    .digest('hex')
}
