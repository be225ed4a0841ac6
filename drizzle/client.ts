import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import * as schema from './schema.ts'

export type Database = PostgresJsDatabase<typeof schema>
export type Sql = postgres.Sql

export interface DatabaseHandle extends AsyncDisposable {
  db: Database
  sql: Sql
  close(): Promise<void>
}

/** Opens a pool on `url`. Close it, or use `await using`. */
export function openDatabase(url: string, options: { maxConnections?: number } = {}): DatabaseHandle {
  const sql = postgres(url, { max: options.maxConnections ?? 10, onnotice: () => {} })
  const close = () => sql.end({ timeout: 5 })
  return { db: drizzle(sql, { schema }), sql, close, [Symbol.asyncDispose]: close }
}
