import { z } from 'zod'
import { type Column, type ColumnKind, findByName, type TableSchema } from '../../kit/columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { kindsInWords, kindTitles, listInWords, missingColumnMessage } from '../../kit/table-schemas.ts'

const column = z.string().default('')
const bound = z.number().optional()
/** The share of the rows that may break the rule. */
const share = z.number().min(0).max(1).default(0)

/** What must hold of a table. A rule on values lets missing ones pass: *present* is the rule for those. */
export const ruleSchema = z.discriminatedUnion('check', [
  z.object({ check: z.literal('present'), column, share }),
  z.object({ check: z.literal('range'), column, min: bound, max: bound, share }),
  z.object({ check: z.literal('values'), column, values: z.array(z.string()).default([]), share }),
  z.object({ check: z.literal('pattern'), column, pattern: z.string().default(''), share }),
  z.object({ check: z.literal('unique'), column }),
  z.object({ check: z.literal('fresh'), column, hours: z.number().min(0).default(24) }),
  z.object({ check: z.literal('rows'), min: bound, max: bound }),
])
export type Rule = z.infer<typeof ruleSchema>
export type Check = Rule['check']

/** Kinds of columns that a check is for. */
export const kindsOf: Readonly<Record<Check, readonly ColumnKind[]>> = {
  present: ['number', 'category', 'boolean', 'datetime', 'text', 'image', 'sequence', 'vector'],
  range: ['number'],
  values: ['category', 'boolean', 'text', 'number'],
  pattern: ['text', 'category'],
  unique: ['number', 'category', 'boolean', 'datetime', 'text'],
  fresh: ['datetime'],
  rows: [],
}

const between = ({ min, max }: { min?: number | undefined; max?: number | undefined }): string =>
  min === undefined ? `at most ${max}` : max === undefined ? `at least ${min}` : `from ${min} to ${max}`

const percent = (value: number): string => `${Number((100 * value).toPrecision(3))} %`

/** A rule as a sentence without its end. */
export function ruleInWords(rule: Rule): string {
  if (rule.check === 'rows') return `the number of rows is ${between(rule)}`
  const name = `*${rule.column}*`
  if (rule.check === 'unique') return `no value of ${name} stands twice`
  if (rule.check === 'fresh') return `the newest ${name} is at most ${rule.hours} hours old`
  const but = rule.share > 0 ? `, but for ${percent(rule.share)} of the rows` : ''
  switch (rule.check) {
    case 'present':
      return `${name} is not missing${but}`
    case 'range':
      return `${name} is ${between(rule)}${but}`
    case 'values':
      return `${name} is ${rule.values.length === 1 ? '' : 'one of '}${listInWords(rule.values, 6)}${but}`
    case 'pattern':
      return `${name} looks like “${rule.pattern}”${but}`
  }
}

/** The column that a rule is about; undefined for one about the table, and where it does not arrive. */
export const columnOfRule = (table: TableSchema, rule: Rule): Column | undefined =>
  rule.check === 'rows' ? undefined : findByName(table, rule.column)

/** What is wrong with a rule by itself, or with the column that it is about. Null: nothing, or no column yet. */
function faultOf(rule: Rule, table: TableSchema): string | null {
  if (rule.check !== 'rows') {
    if (rule.column === '') return null
    const found = columnOfRule(table, rule)
    if (!found && !table.open) return missingColumnMessage(rule.column, table.columns)
    if (found && !kindsOf[rule.check].includes(found.kind))
      return `*${found.name}* is ${kindTitles[found.kind]}, and this rule is for ${kindsInWords(kindsOf[rule.check])}.`
  }
  if (rule.check === 'range' || rule.check === 'rows') {
    if (rule.min === undefined && rule.max === undefined) return 'write the least, the most, or both.'
    if (rule.min !== undefined && rule.max !== undefined && rule.min > rule.max)
      return 'the least is more than the most.'
  }
  if (rule.check === 'values' && rule.values.length === 0) return 'write the values that are allowed.'
  if (rule.check === 'pattern') {
    if (rule.pattern === '') return 'write the pattern.'
    try {
      new RegExp(rule.pattern, 'u')
    } catch {
      return 'the pattern is not a regular expression.'
    }
  }
  return null
}

/** What is wrong with rules; `Rule 2: …`. Those without a column yet are named together, first. */
export function ruleProblems(rules: readonly Rule[], table: TableSchema): NodeProblem[] {
  const bare = rules.flatMap((rule, index) =>
    rule.check !== 'rows' && rule.column === '' ? [String(index + 1)] : [],
  )
  const messages = rules.flatMap((rule, index) => {
    const fault = faultOf(rule, table)
    return fault === null ? [] : [`Rule ${index + 1}: ${fault}`]
  })
  if (bare.length === 1) messages.unshift(`Rule ${bare[0]}: choose its column.`)
  if (bare.length > 1) messages.unshift(`Rules ${listInWords(bare)}: choose their columns.`)
  return messages.map((message) => ({ severity: 'error', code: 'rule_wrong', message, field: 'rules' }))
}
