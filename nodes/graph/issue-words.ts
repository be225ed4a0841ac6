import type { z } from 'zod'
import type { AnyNodeDefinition } from '../kit/define.ts'
import { listInWords } from '../kit/table-schemas.ts'

/** What the form calls a parameter. */
export function titleOfField(definition: AnyNodeDefinition, name: string): string {
  const schema: unknown = Object.hasOwn(definition.params.shape, name)
    ? definition.params.shape[name]
    : undefined
  const title = (schema as z.ZodType | undefined)?.meta()?.title
  return title ?? name
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'yes or no',
  array: 'a list',
  object: 'a group of settings',
  record: 'a list of names with values',
}

const quantity = (origin: string, count: number | bigint): string => {
  if (origin === 'string') return `${count} ${count === 1 ? 'character' : 'characters'} long`
  if (origin === 'array' || origin === 'set') return `${count} long`
  return String(count)
}

/** Where in a parameter: `Layers, entry 2, units`. */
function place(path: readonly PropertyKey[], definition: AnyNodeDefinition): string {
  const [first, ...inner] = path
  if (first === undefined) return 'The settings'
  const steps = inner.map((step) => (typeof step === 'number' ? `entry ${step + 1}` : String(step)))
  return [`*${titleOfField(definition, String(first))}*`, ...steps].join(', ')
}

/** An issue of zod as a sentence that names the setting and says what it takes. */
export function describeIssue(issue: z.core.$ZodIssue, definition: AnyNodeDefinition): string {
  const where = place(issue.path, definition)
  switch (issue.code) {
    case 'invalid_type':
      return `${where} must be ${typeWords[issue.expected] ?? issue.expected}.`
    case 'too_small':
      return `${where} must be ${issue.inclusive === false ? 'more than' : 'at least'} ${quantity(issue.origin, issue.minimum)}.`
    case 'too_big':
      return `${where} must be ${issue.inclusive === false ? 'less than' : 'at most'} ${quantity(issue.origin, issue.maximum)}.`
    case 'invalid_value':
      return `${where} must be ${issue.values.length === 1 ? '' : 'one of '}${listInWords(issue.values.map(String), 12)}.`
    case 'invalid_format':
      return issue.format === 'regex'
        ? `${where} takes ${issue.message}.`
        : `${where} is not a valid ${issue.format}.`
    case 'not_multiple_of':
      return `${where} must be a multiple of ${issue.divisor}.`
    case 'custom':
      return `${where}: ${issue.message}.`
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'unrecognized_keys':
      return `${where} can't be set to that.`
  }
}
