import { eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Database } from '../../drizzle/client.ts'
import { settings } from '../../drizzle/schema.ts'

const days = z.number().int().min(1).max(36_500).nullable()

/** What the operator says about how long things are kept. */
const limits = {
  /** Runs that ended longer ago are deleted; null keeps them for ever. */
  runDays: days,
  /** Results that no run has used for longer are not reused any more; null keeps them for ever. */
  cacheDays: days,
  /** What nothing points to any more stays for so long: longer than any node takes to store what it makes. */
  graceHours: z.number().int().min(1).max(8_760),
}

/** What is left out stays as it is: no defaults here. */
export const retentionChanges = z.object(limits).partial()

const retentionSettings = z.object({
  runDays: limits.runDays.default(null),
  cacheDays: limits.cacheDays.default(90),
  graceHours: limits.graceHours.default(24),
})
export type RetentionSettings = z.infer<typeof retentionSettings>

const NAME = 'retention'

export async function getRetention(db: Database): Promise<RetentionSettings> {
  const [row] = await db.select().from(settings).where(eq(settings.name, NAME))
  return retentionSettings.parse(row?.value ?? {})
}

/** Changes what is given; the rest stays. */
export async function setRetention(
  db: Database,
  changes: z.infer<typeof retentionChanges>,
): Promise<RetentionSettings> {
  const value = retentionSettings.parse({ ...(await getRetention(db)), ...retentionChanges.parse(changes) })
  await db
    .insert(settings)
    .values({ name: NAME, value })
    .onConflictDoUpdate({ target: settings.name, set: { value, updatedAt: new Date() } })
  return value
}
