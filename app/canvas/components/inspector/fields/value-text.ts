/** A plain value of a parameter in words, short enough for a line. */
export function valueText(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (value === '' || value === undefined || value === null) return 'empty'
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value)
}
