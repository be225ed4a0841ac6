/** A number as JSON; what JSON can't hold is null. */
export const jsonNumber = (value: number): string => (Number.isFinite(value) ? String(value) : 'null')

/** True for what `{…}` in JSON becomes. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A value in a message: short, and never a whole object. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return `the text “${value.length > 40 ? `${value.slice(0, 40)}…` : value}”`
  if (value === undefined) return 'missing'
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value)
  return Array.isArray(value) ? 'a list' : 'an object'
}
