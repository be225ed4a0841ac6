import { eq, sql as raw } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { schedules } from '../../drizzle/schema.ts'
import type { ScheduleMemory } from '../../drizzle/schema/schedules.ts'

export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0]

/** The memory of a schedule with these parts replaced; undefined ones are forgotten. In one statement: others stay. */
export const rememberedWith = (
  parts: { [Part in keyof ScheduleMemory]: ScheduleMemory[Part] | undefined },
) => {
  const gone = Object.entries(parts).flatMap(([part, value]) => (value === undefined ? [part] : []))
  const kept = raw`(${schedules.memory} || ${JSON.stringify(parts)}::jsonb)`
  return gone.reduce((memory, part) => raw`(${memory} - ${part}::text)`, kept)
}

/** Replaces parts of what a schedule remembers. */
export async function remember(
  db: Database | Transaction,
  id: string,
  parts: Parameters<typeof rememberedWith>[0],
): Promise<void> {
  await db
    .update(schedules)
    .set({ memory: rememberedWith(parts) })
    .where(eq(schedules.id, id))
}
