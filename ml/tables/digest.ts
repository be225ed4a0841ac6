import { createHash } from 'node:crypto'
import type { Column, TableSchema } from '../../nodes/kit/columns.ts'
import type { Engine } from './engine.ts'
import { parquet, quoteName, quoteNumber } from './sql.ts'

/** Values hashed by one call; its result enters the next, so that a wide table makes no call of ten thousand values. */
const BATCH = 500

/** A value whose hash says what it is: NaN is missing, and -0 and 0 are one value to every node. */
function canonical(column: Column): string {
  const name = quoteName(column.name)
  return column.storage === 'double' ? `nullif(${name}, ${quoteNumber(Number.NaN)}) + 0e0` : name
}

/**
 * Digest of what a table says: schema, row ids and values; the encoding of the file, the order of its rows and the
 * number of threads change nothing. Each row is hashed twice, over its values forwards and backwards, to 64 bits, and
 * each of the two is summed over the rows; that is safe because every row id stands once.
 *
 * The hash is DuckDB's own: 128 bits together are ample against chance, and it is twenty times as fast as a
 * cryptographic one, but it is no protection against someone who forges tables.
 * @returns 64 lower-case hex digits
 */
export async function tableDigest(engine: Engine, path: string, schema: TableSchema): Promise<string> {
  const values = ['_row', ...schema.columns.map(canonical)]
  const sum = (hash: string) => `CAST(sum(CAST(${hash} AS HUGEINT)) AS VARCHAR)`
  const found = await engine.row(
    `SELECT CAST(count(*) AS VARCHAR) AS n, ${sum(rowHash(values))} AS forwards, ${sum(rowHash(values.toReversed()))} AS backwards FROM ${parquet(path)}`,
  )
  const described = schema.columns.map(({ id, name, storage, kind, role, categories = null }) => [
    id,
    name,
    storage,
    kind,
    role,
    categories,
  ])
  return createHash('sha256')
    .update(JSON.stringify([described, found.n, found.forwards, found.backwards]))
    .digest('hex')
}

function rowHash(values: readonly string[]): string {
  let sql = quoteNumber(0)
  for (let start = 0; start < values.length; start += BATCH) {
    sql = `hash(${[sql, ...values.slice(start, start + BATCH)].join(', ')})`
  }
  return sql
}
