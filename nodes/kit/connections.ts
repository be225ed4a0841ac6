import { z } from 'zod'

/** What a saved connection leads to. */
export const connectionKinds = ['postgres'] as const
export type ConnectionKind = (typeof connectionKinds)[number]

/** How to reach a database, without its password. */
export const postgresAddress = z.object({
  host: z.string().trim().min(1, 'A host is needed.').max(255),
  port: z.number().int().min(1).max(65_535).default(5432),
  database: z.string().trim().min(1, 'The name of the database is needed.').max(63),
  user: z.string().trim().min(1, 'A user is needed.').max(63),
  /** `require` encrypts without checking who answers; `verify` checks the certificate too. */
  tls: z.enum(['off', 'require', 'verify']).default('off'),
})
export type PostgresAddress = z.infer<typeof postgresAddress>

/** A database with all that is needed to read from it. Goes from the worker to its compute child and nowhere else. */
export interface OpenConnection {
  address: PostgresAddress
  password: string
}
