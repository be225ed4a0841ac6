import { z } from 'zod'

const bounds = { min: z.number(), max: z.number() }

/**
 * Values that *Tune* may try in place of a parameter's own. `linear` and `log` are even over the range or over its
 * logarithm, both ends included; `integer` is even over whole numbers, and `log` with `integer` gives whole numbers
 * too. `choice` tries each option alike.
 */
export const searchRange = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['linear', 'integer']), ...bounds }),
  z.object({ kind: z.literal('log'), ...bounds, integer: z.boolean().optional() }),
  z.object({ kind: z.literal('choice'), options: z.array(z.json()).min(1) }),
])
export type SearchRange = z.infer<typeof searchRange>

/** What a search tries, by `node.field`. */
export type SearchSpace = Readonly<Record<string, SearchRange>>

/** Values of one trial, by `node.field`. */
export type Settings = Readonly<Record<string, unknown>>
