import { say } from '../i18n/current.ts'

/** A value of a setting in words, short enough for a line: `0.3`, `on`, `a, b`, `32 relu, 16 relu`. */
export function valueText(value: unknown): string {
  if (typeof value === 'boolean') return value ? say('on') : say('off')
  if (value === '' || value === undefined || value === null) return say('empty')
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  if (Array.isArray(value)) return value.length === 0 ? say('none') : value.map(partText).join(', ')
  return typeof value === 'object' ? entriesText(value) : ''
}

const partText = (part: unknown): string =>
  typeof part === 'object' && part !== null && !Array.isArray(part)
    ? Object.values(part).map(valueText).join(' ')
    : valueText(part)

function entriesText(value: object): string {
  const entries = Object.entries(value)
  return entries.length === 0
    ? say('none')
    : entries.map(([name, part]) => `${name}: ${valueText(part)}`).join(', ')
}
