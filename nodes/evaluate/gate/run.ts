import { UserError } from '../../kit/errors.ts'
import { figuresInWords, findFigure } from '../../kit/figures.ts'
import { passOn, type Runner } from '../../kit/runner.ts'
import type { ReportValue } from '../../kit/values.ts'
import { figures, type gate } from './definition.ts'

/** Subtracting decimal fractions may be out by this much. */
const SLACK = 1e-12

export const run: Runner<typeof gate> = async ({ inputs, params, ctx }) => {
  const { comparison, figure, tolerance } = params
  const [title, name] =
    figure === 'other' ? [params.name.trim(), params.name] : ([figures[figure], figure] as const)
  const value = figureOf(inputs.report, name, 'The report')
  const reference =
    params.against === 'reference' ? figureOf(required(inputs.reference), name, 'The reference') : null
  const sign = comparison === 'atLeast' ? 1 : -1
  const bound = reference === null ? params.threshold : reference - sign * tolerance
  const passes = sign * (value - bound) >= -SLACK
  const [is, limit] = apart(value, bound)
  const relation = passes ? titles[comparison] : comparison === 'atLeast' ? 'below' : 'above'
  const origin =
    reference === null
      ? 'asked for'
      : tolerance === 0
        ? 'of the reference'
        : `allowed, since the reference has ${short(reference)}`
  const message = `${title} is ${is}, ${relation} the ${limit} ${origin}.`
  if (!passes) throw new UserError('gate_blocked', message)
  ctx.log('info', message)
  return {
    model: passOn(inputs.model),
    report: {
      kind: 'gate',
      report: { title, value, bound, comparison, message },
      metrics: { [name.trim()]: value },
    },
  }
}

const titles = { atLeast: 'at least', atMost: 'at most' } as const

function required(reference: ReportValue | undefined): ReportValue {
  if (reference) return reference
  const message = 'Nothing is connected to Reference. Connect the report to hold against.'
  throw new UserError('reference_missing', message, { field: 'against' })
}

function figureOf({ metrics }: ReportValue, name: string, what: string): number {
  const value = findFigure(metrics, name)
  if (value !== undefined) return value
  const message = `${what} has no figure “${name.trim()}”. ${figuresInWords(metrics)} Choose one of them.`
  throw new UserError('figure_unknown', message, { field: 'figure' })
}

const short = (value: number): string => String(Number(value.toPrecision(3)))

/** Two numbers in so few digits that they still differ, if they do. */
function apart(a: number, b: number): [string, string] {
  for (let digits = 3; digits < 15; digits++) {
    const texts = [a, b].map((value) => String(Number(value.toPrecision(digits)))) as [string, string]
    if (a === b || texts[0] !== texts[1]) return texts
  }
  return [String(a), String(b)]
}
