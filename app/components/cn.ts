type ClassValue = string | false | null | undefined

/** Joins class names, leaving out what is not there. */
export const cn = (...values: readonly ClassValue[]): string => values.filter(Boolean).join(' ')
