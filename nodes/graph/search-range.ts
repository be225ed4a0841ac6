import { z } from 'zod'
import type { AnyNodeDefinition } from '../kit/define.ts'
import type { SearchRange } from '../kit/search-range.ts'
import { describeIssue, titleOfField } from './issue-words.ts'

/** Why a range can't be searched for a parameter, in words; null where it can. */
export function checkRange(range: SearchRange, definition: AnyNodeDefinition, field: string): string | null {
  const schema = definition.params.shape[field] as z.ZodType
  const title = `*${titleOfField(definition, field)}*`
  const wrong = (value: unknown): string | null => {
    const [issue] = schema.safeParse(value).error?.issues ?? []
    return issue ? describeIssue({ ...issue, path: [field, ...issue.path] }, definition) : null
  }
  if (range.kind === 'choice') return firstWrong(range.options, wrong)
  const { type } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  if (type !== 'number' && type !== 'integer')
    return `${title} takes no numbers, so it has no range. Choose options to try.`
  if (!(range.min < range.max)) return `The range of ${title} must go from a smaller number to a larger one.`
  if (range.kind === 'log' && range.min <= 0)
    return `The range of ${title} is even over the logarithm, so it must start above 0.`
  const isWhole = range.kind === 'integer' || (range.kind === 'log' && range.integer === true)
  if (type === 'integer' && !isWhole) return `${title} takes whole numbers: search whole numbers.`
  const ends = [range.min, range.max]
  if (isWhole && !ends.every((end) => Number.isInteger(end)))
    return `The range of ${title} is of whole numbers, so it must start and end with one.`
  return firstWrong(ends, wrong)
}

function firstWrong(values: readonly unknown[], wrong: (value: unknown) => string | null): string | null {
  for (const value of values) {
    const message = wrong(value)
    if (message !== null) return message
  }
  return null
}
