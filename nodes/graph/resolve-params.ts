import type { z } from 'zod'
import type { AnyNodeDefinition, NodeProblem } from '../kit/define.ts'
import type { DocumentNode, PipelineInput, SearchRange } from './document.ts'
import { inputReference, searchReference } from './document.ts'
import { describeIssue, titleOfField } from './issue-words.ts'
import { checkRange } from './search-range.ts'

export type Params = Readonly<Record<string, unknown>>

/** Values for the pipeline's inputs at the start of a run, by name; a name that is missing takes its default. */
export type InputValues = Readonly<Record<string, z.core.util.JSONType>>

export interface ResolvedParams {
  /** Parsed, with defaults filled in. Where a field is wrong its default stands in, so that columns still flow. */
  params: Params
  /** Search ranges by field; the parameters hold a value of the range, or the default, in their place. */
  search: Readonly<Record<string, SearchRange>>
  problems: NodeProblem[]
}

const error = (code: string, message: string, field?: string): NodeProblem => ({
  severity: 'error',
  code,
  message,
  ...(field !== undefined && { field }),
})

/**
 * A node's parameters as its runner sees them: migrated to the definition's version, `{input}` references replaced,
 * parsed. Every problem is on its field.
 */
export function resolveParams(
  node: Pick<DocumentNode, 'version' | 'params'>,
  definition: AnyNodeDefinition,
  inputs: { declared: Readonly<Record<string, PipelineInput>>; values?: InputValues | undefined },
): ResolvedParams {
  const problems: NodeProblem[] = []
  const migrated = migrate(node, definition, problems)
  const written = new Map<string, unknown>()
  const search: Record<string, SearchRange> = {}
  for (const [name, value] of Object.entries(migrated)) {
    if (!Object.hasOwn(definition.params.shape, name)) {
      const message = `There is no setting *${name}* here; it is not used.`
      problems.push({ severity: 'warning', code: 'param_unknown', message, field: name })
      continue
    }
    const range = searchReference.safeParse(value)
    if (range.success) {
      search[name] = range.data.search
      const wrong = checkRange(range.data.search, definition, name)
      if (wrong !== null) problems.push(error('search_range', wrong, name))
      else if (range.data.search.kind === 'choice') written.set(name, range.data.search.options[0])
      continue
    }
    const plain = resolveValue(value, titleOfField(definition, name), inputs)
    if ('problem' in plain) problems.push({ ...plain.problem, field: name })
    else written.set(name, plain.value)
  }
  return { params: parse(definition, written, problems), search, problems }
}

function migrate(
  node: Pick<DocumentNode, 'version' | 'params'>,
  definition: AnyNodeDefinition,
  problems: NodeProblem[],
): Params {
  if (node.version > definition.version) {
    const message = `This node was saved by a newer Millrace (its version ${node.version}; here it is ${definition.version}). Update Millrace, or put in a new one.`
    problems.push(error('version_newer', message))
    return {}
  }
  let params: Params = node.params
  for (let version = node.version; version < definition.version; version++) {
    const step = definition.migrations?.[version]
    // A version without a migration changed no parameter.
    if (step) params = step(params)
  }
  return params
}

function resolveValue(
  value: unknown,
  title: string,
  inputs: { declared: Readonly<Record<string, PipelineInput>>; values?: InputValues | undefined },
): { value: unknown } | { problem: NodeProblem } {
  const reference = inputReference.safeParse(value)
  if (reference.success) {
    const name = reference.data.input
    const declared = Object.hasOwn(inputs.declared, name) ? inputs.declared[name] : undefined
    if (!declared) {
      const message = `*${title}* takes the pipeline's parameter *${name}*, and there is no such parameter. Add it to the pipeline, or type a value.`
      return { problem: error('input_unresolved', message) }
    }
    const given = inputs.values && Object.hasOwn(inputs.values, name) ? inputs.values[name] : undefined
    const taken = given === undefined ? declared.default : given
    const type = { number: 'number', text: 'string', boolean: 'boolean' }[declared.type]
    if (typeof taken !== type) {
      const words = { number: 'a number', text: 'text', boolean: 'yes or no' }[declared.type]
      const message = `*${title}* takes the pipeline's parameter *${name}*, which must be ${words}.`
      return { problem: error('input_type', message) }
    }
    return { value: taken }
  }
  return { value }
}

function parse(
  definition: AnyNodeDefinition,
  written: ReadonlyMap<string, unknown>,
  problems: NodeProblem[],
): Params {
  const parsed = definition.params.safeParse(Object.fromEntries(written))
  if (parsed.success) return parsed.data
  const wrong = new Set<PropertyKey>()
  for (const issue of parsed.error.issues) {
    const [field] = issue.path
    // One problem a field is enough to go there.
    if (field !== undefined && wrong.has(field)) continue
    if (field !== undefined) wrong.add(field)
    const name = typeof field === 'string' ? field : undefined
    problems.push(error('param_invalid', describeIssue(issue, definition), name))
  }
  const rest = [...written].filter(([name]) => !wrong.has(name))
  const standIn = definition.params.safeParse(Object.fromEntries(rest))
  return standIn.success ? standIn.data : definition.params.parse({})
}
