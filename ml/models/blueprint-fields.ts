import { DataError } from '../errors.ts'

/** Why a blueprint can't be used. */
export const invalid = (message: string) =>
  new DataError('blueprint_invalid', `The blueprint can't be used. ${message}`)

export function objectOf(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(`${what} must be an object.`)
  }
  return value as Record<string, unknown>
}

export function numberIn(
  value: unknown,
  what: string,
  range: { min: number; below?: number; integer?: boolean },
): number {
  const fits =
    typeof value === 'number' &&
    Number.isFinite(value) &&
    value >= range.min &&
    (range.below === undefined || value < range.below) &&
    (!range.integer || Number.isInteger(value))
  if (!fits) throw invalid(`${what} is ${JSON.stringify(value)}, which is out of range.`)
  return value
}

export function oneOf<const T extends string>(value: unknown, options: readonly T[], what: string): T {
  const option = options.find((candidate) => candidate === value)
  if (option === undefined) throw invalid(`${what} must be one of ${options.join(', ')}.`)
  return option
}
