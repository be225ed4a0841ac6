import { integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import type { ConnectionKind, PostgresAddress } from '../../nodes/kit/connections.ts'

/** A database of someone else's that pipelines read from. */
export const connections = pgTable('connections', {
  id: text('id').primaryKey(),
  name: text('name').notNull().unique(),
  kind: text('kind').$type<ConnectionKind>().notNull(),
  address: jsonb('address').$type<PostgresAddress>().notNull(),
  /** Encrypted; never leaves the server. */
  secret: text('secret').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().defaultNow(),
  testedAt: timestamp('tested_at', { withTimezone: true }),
  /** Server version in words where the last test succeeded, else why it didn't. */
  testResult: jsonb('test_result').$type<{ ok: boolean; message: string }>(),
  /** Counts changes of the address, so that what was read before is not taken for new. */
  revision: integer('revision').notNull().default(1),
})
