import { checkRules, type Checked, type RowRule } from '../../../ml/tables/check-rules.ts'
import { withEngine } from '../../../ml/tables/engine.ts'
import { checkedSchema } from '../../kit/checked-schema.ts'
import type { TableSchema } from '../../kit/columns.ts'
import { UserError } from '../../kit/errors.ts'
import type { Runner } from '../../kit/runner.ts'
import { listInWords } from '../../kit/table-schemas.ts'
import { contract } from './definition.ts'
import { columnOfRule, type Rule, ruleInWords } from './rules.ts'

const HOUR = 3_600_000

/** What came out of one rule. */
export interface RuleVerdict {
  /** The rule in words. */
  rule: string
  holds: boolean
  /** What was found instead, in words; empty where it holds. */
  found: string
  /** Rows that break it, be they few enough to pass. */
  broken: number
  examples: readonly string[]
}

export interface ContractReport {
  rows: number
  verdicts: readonly RuleVerdict[]
}

export const run: Runner<typeof contract> = async ({ inputs, params, ctx }) => {
  const { arriving, leaving } = checkedSchema(contract, inputs, params)
  const path = await ctx.store.pathOf(inputs.table.blob)
  const asked = params.rules.map((rule) => toRowRule(rule, arriving.table))
  const { rows, checked } = await withEngine(ctx, (engine) => checkRules(engine, path, asked))
  const now = Date.now()
  const verdicts = params.rules.map((rule, index) => judge(rule, checked[index]!, { rows, now }))
  const broken = verdicts.filter(({ holds }) => !holds)
  if (broken.length > 0) {
    const message = inWords(broken, verdicts.length)
    if (params.action === 'stop') throw new UserError('contract_broken', message, { field: 'rules' })
    ctx.log('warn', message)
  } else ctx.log('info', verdicts.length === 1 ? 'The rule holds.' : `All ${verdicts.length} rules hold.`)
  return {
    table: { path, schema: leaving },
    report: {
      kind: 'contract',
      report: { rows, verdicts } satisfies ContractReport,
      metrics: { rules: verdicts.length, brokenRules: broken.length, rows },
    },
  }
}

function toRowRule(rule: Rule, table: TableSchema): RowRule {
  if (rule.check === 'rows') return { check: 'rows' }
  // The schema of the node has been checked against what arrived.
  return { ...rule, column: columnOfRule(table, rule)! }
}

function judge(rule: Rule, checked: Checked, { rows, now }: { rows: number; now: number }): RuleVerdict {
  const { broken, examples, newest } = checked
  const verdict = (holds: boolean, found: string): RuleVerdict => ({
    rule: ruleInWords(rule),
    holds,
    found: holds ? '' : found,
    broken,
    examples,
  })
  if (rule.check === 'rows') {
    const holds = (rule.min === undefined || rows >= rule.min) && (rule.max === undefined || rows <= rule.max)
    return verdict(holds, `there are ${rows}`)
  }
  if (rule.check === 'fresh') {
    if (newest === null || newest === undefined) return verdict(false, 'there is none')
    const hours = (now - newest) / HOUR
    return verdict(hours <= rule.hours, `it is ${Math.round(hours * 10) / 10} hours old`)
  }
  const allowed = rule.check === 'unique' ? 0 : rule.share * rows
  const such = examples.length > 0 ? `, such as ${listInWords(examples, 3)}` : ''
  return verdict(broken <= allowed, `${broken} of ${rows} ${rows === 1 ? 'row' : 'rows'} break it${such}`)
}

const SHOWN = 3

/** `The data breaks 2 of 5 rules.`, and the first few of them. */
function inWords(broken: readonly RuleVerdict[], all: number): string {
  const parts = broken.slice(0, SHOWN).map(({ rule, found }) => `Not so: ${rule} (${found}).`)
  const rest = broken.length > SHOWN ? [`And ${broken.length - SHOWN} more.`] : []
  const how = all === 1 ? 'The data breaks its rule.' : `The data breaks ${broken.length} of ${all} rules.`
  return [how, ...parts, ...rest, 'Mend the data at its source, or change the rule.'].join(' ')
}
