import type { Expression } from '../expressions/expression.ts'
import { columnsOfStep, type Step } from '../transforms/step.ts'

/** The values that something was learnt of, by column. */
export type Known = ReadonlyMap<string, ReadonlySet<string>>

/** What any of several knows: a value is new only where it is new to all of them that read its column. */
export function unionOf(several: readonly Known[]): Known {
  const known = new Map<string, Set<string>>()
  for (const each of several)
    for (const [column, values] of each) known.set(column, new Set([...(known.get(column) ?? []), ...values]))
  return known
}

/**
 * What is known of the columns that a step reads: what it learnt of their values itself (`asked`: what its model knows),
 * and what is known of its columns `after` it that have a value of theirs as it is, at most with gaps filled or under
 * another name.
 */
export function knownBefore(step: Step, after: Known, asked: Known = new Map()): Known {
  const { reads, writes } = columnsOfStep(step)
  const untouched: Known = new Map([...after].filter(([column]) => !writes.includes(column)))
  if ('kind' in step) return unionOf([untouched, asked])
  const handedOn = step.columns.flatMap(({ name, expression }): Known[] => {
    const [source, values] = [sourceOf(expression), after.get(name)]
    return source !== undefined && values ? [new Map([[source, values]])] : []
  })
  const learnt = (step.known ?? [])
    .filter(({ column }) => reads.includes(column))
    .map(({ column, values }) => [column, new Set(values)] as const)
  return unionOf([untouched, ...handedOn, new Map(learnt)])
}

/** The column whose values an expression hands on where there are any. */
function sourceOf(expression: Expression): string | undefined {
  if (expression.op === 'column') return expression.name
  return expression.op === 'coalesce' && expression.args[0] ? sourceOf(expression.args[0]) : undefined
}
