import { timeOfDay, unitSeconds, type WaitParams } from './definition.ts'

/** When a wait that began at a time is over. */
export function waitUntil({ mode, amount, unit, time }: WaitParams, since: Date): Date {
  if (mode === 'for') return new Date(since.getTime() + amount * unitSeconds[unit] * 1_000)
  const [, hours, minutes] = timeOfDay.exec(time.trim()) ?? []
  const next = new Date(since)
  next.setUTCHours(Number(hours), Number(minutes), 0, 0)
  if (next <= since) next.setUTCDate(next.getUTCDate() + 1)
  return next
}
