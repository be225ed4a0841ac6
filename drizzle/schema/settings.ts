import { jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

/** What the operator has set, by name: retention of runs, expiry of the cache. */
export const settings = pgTable('settings', {
  name: text('name').primaryKey(),
  value: jsonb('value').notNull(),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().defaultNow(),
})
