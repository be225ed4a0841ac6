import type postgres from 'postgres'
import type { OpenConnection } from '../../kit/connections.ts'

export type Transaction = postgres.TransactionSql
type Options = postgres.Options<Record<string, postgres.PostgresType>>
/** The function that the package `postgres` exports. */
type Driver = (options: Options) => postgres.Sql

interface SessionOptions extends OpenConnection {
  timeLimitSeconds: number
}

/** From the first packet to a session that is ready. */
const connectSeconds = 5

const optionsOf = ({ address, password }: OpenConnection): Options => ({
  // Lists, since the driver takes a text apart at commas and colons, which an IPv6 address has.
  host: [address.host] as unknown as string,
  port: [address.port] as unknown as number,
  database: address.database,
  username: address.user,
  // A function, since the driver takes an empty text for none and looks into the environment.
  password: () => password,
  ssl:
    address.tls === 'off'
      ? false
      : address.tls === 'require'
        ? 'require'
        : { rejectUnauthorized: true, host: address.host },
  max: 1,
  max_lifetime: null,
  connect_timeout: connectSeconds,
  // Poolers between here and the database know neither named statements nor many start-up settings.
  prepare: false,
  fetch_types: false,
  connection: { application_name: 'millrace' },
  onnotice: () => {},
})

/**
 * Opens a session for the time of some work, in a read-only transaction in which times are in UTC and a statement is
 * stopped at the time limit. Rejects with the driver's own errors (see `explainPostgresError`) and what `work` throws.
 */
export async function withReadOnly<T>(
  driver: Driver,
  { timeLimitSeconds, ...connection }: SessionOptions,
  work: (sql: Transaction) => Promise<T>,
): Promise<T> {
  const sql = driver(optionsOf(connection))
  // The driver's own limit begins anew whenever a server closes the door; without this it would knock for ever.
  const deadline = setTimeout(() => void sql.end({ timeout: 0 }), 2 * connectSeconds * 1000)
  try {
    return await new Promise<T>((resolve, reject) => {
      sql
        .begin('read only', async (transaction) => {
          clearTimeout(deadline)
          await transaction`select set_config('statement_timeout', ${String(timeLimitSeconds * 1000)}, true),
            set_config('lock_timeout', '10s', true), set_config('TimeZone', 'UTC', true),
            set_config('DateStyle', 'ISO, YMD', true), set_config('IntervalStyle', 'iso_8601', true),
            set_config('standard_conforming_strings', 'on', true), set_config('client_min_messages', 'error', true)`
          // There is nothing to commit, and after a copy the driver may wait for ever to be told that it is over.
          await work(transaction).then(resolve, reject)
        })
        .catch(reject)
    })
  } finally {
    clearTimeout(deadline)
    void sql.end({ timeout: 0 })
  }
}
