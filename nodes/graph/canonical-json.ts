type Writable = Readonly<Record<string, unknown>>

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  // The prototype of a plain object has none itself; so it is in every realm, a workflow's sandbox included.
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function write(value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number' && Number.isFinite(value)) {
    // JSON.stringify writes the shortest digits that read back the same, and -0 as 0.
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${Array.from(value, (entry) => write(entry) ?? 'null').join(',')}]`
  if (typeof value === 'object' && isPlain(value)) {
    const members: string[] = []
    for (const key of Object.keys(value).toSorted(byCodeUnit)) {
      const written = write((value as Writable)[key])
      if (written !== undefined) members.push(`${JSON.stringify(key)}:${written}`)
    }
    return `{${members.join(',')}}`
  }
  throw new TypeError(`A value of type ${typeof value} has no canonical JSON`)
}

/**
 * JSON in one spelling per value (RFC 8785): keys in code-unit order, no white space, numbers in their shortest form.
 * Members that are undefined are left out, as JSON.stringify does. Throws TypeError for NaN, infinities, functions,
 * symbols, big integers and objects of a class (dates, maps).
 */
export const canonicalJson = (value: unknown): string => write(value) ?? 'null'
