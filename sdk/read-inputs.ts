import { ApiError } from './client.ts'

export type RunInputs = Record<string, string | number | boolean>

/** What a drawing declares of its parameters, as far as it is needed here. */
type Declared = Readonly<Record<string, { type?: unknown } | undefined>>

const booleans: Readonly<Record<string, boolean>> = { true: true, false: false, on: true, off: false }

/**
 * Values for a drawing's parameters out of `name=value`, read by the type that the drawing declares.
 * @throws ApiError where one can't be read; what the server refuses is left to it.
 */
export function readInputs(pairs: readonly string[], declared: Declared): RunInputs {
  const refuse = (message: string): never => {
    throw new ApiError(0, 'bad_input', message)
  }
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) return refuse(`--input takes name=value, not “${pair}”.`)
      const [name, text] = [pair.slice(0, at), pair.slice(at + 1)]
      const type = Object.hasOwn(declared, name) ? declared[name]?.type : undefined
      if (type === 'number') {
        const value = text.trim() === '' ? Number.NaN : Number(text)
        return Number.isFinite(value) ? [name, value] : refuse(`“${name}” must be a number, not “${text}”.`)
      }
      if (type === 'boolean') {
        const value = Object.hasOwn(booleans, text) ? booleans[text] : undefined
        return value === undefined ? refuse(`“${name}” must be true or false, not “${text}”.`) : [name, value]
      }
      return [name, text]
    }),
  )
}
