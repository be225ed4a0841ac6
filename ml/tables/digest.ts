import { createHash } from 'node:crypto'
import type { Column, TableSchema } from '../../nodes/kit/columns.ts'
import type { Engine } from './engine.ts'
import { parquet, quoteName, quoteText } from './sql.ts'

/** A value as text that names it: doubles in their shortest exact form, so nothing is lost and nothing depends on Parquet. */
function canonicalText(column: Column): string {
  const name = quoteName(column.name)
  switch (column.storage) {
    case 'double':
      // -0 and 0 are one value to every node.
      return `CAST(CAST(${name} AS DOUBLE) + '0'::DOUBLE AS VARCHAR)`
    case 'blob':
      return `hex(${name})`
    case 'bigint':
    case 'varchar':
    case 'boolean':
    case 'date':
    case 'timestamp':
    case 'list':
      return `CAST(${name} AS VARCHAR)`
  }
}

/**
 * Digest of what a table says: schema, row ids and values; the encoding of the file, the order of its rows and the
 * number of threads change nothing. Rows are hashed one by one (MD5 over length-prefixed texts) and combined by
 * exclusive or, which is safe because every row id stands once.
 * @returns 64 lower-case hex digits
 */
export async function tableDigest(engine: Engine, path: string, schema: TableSchema): Promise<string> {
  const cells = schema.columns.map((column) => {
    const text = canonicalText(column)
    return `coalesce(strlen(${text}) || ':' || ${text}, '-')`
  })
  const row = ['CAST(_row AS VARCHAR)', ...cells].join(` || ${quoteText('\u001f')} || `)
  const found = await engine.row(
    `SELECT CAST(count(*) AS VARCHAR) AS n, CAST(bit_xor(md5_number(${row})) AS VARCHAR) AS digest FROM ${parquet(path)}`,
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
    .update(JSON.stringify([described, found.n, found.digest]))
    .digest('hex')
}
