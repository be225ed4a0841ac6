import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/**
 * The key under which `SchemaContext.sources` holds the columns of a query: the connection's id and the digest of the
 * query. Limits, types and target are no part of it: the columns are the same.
 */
export const querySourceKey = ({ connection, query }: { connection: string; query: string }): string =>
  `postgres/${connection}/${bytesToHex(sha256(utf8ToBytes(query.trim())))}`
