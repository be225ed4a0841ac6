const pattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/i

/**
 * Milliseconds since 1970 in UTC of an ISO 8601 date or date and time, or null where it is not one. Without an
 * offset the text is taken as UTC, whatever zone this machine is in: the same text means the same moment in a table,
 * in training and at an endpoint. Fractions of a millisecond are cut off.
 */
export function parseDatetime(text: string): number | null {
  const match = pattern.exec(text.trim())
  if (!match) return null
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = match
  if (zone !== undefined && match[4] === undefined) return null
  const [y, mo, d, h, mi, s] = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  if (mo < 1 || mo > 12 || d < 1 || h > 23 || mi > 59 || s > 59) return null
  const date = new Date(0)
  date.setUTCFullYear(y, mo - 1, d)
  if (date.getUTCDate() !== d) return null
  date.setUTCHours(h, mi, s, Number(fraction.padEnd(3, '0').slice(0, 3)))
  return date.getTime() - offsetMinutes(zone) * 60_000
}

function offsetMinutes(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0
  const digits = zone.slice(1).replace(':', '')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0)
  return zone.startsWith('-') ? -minutes : minutes
}
