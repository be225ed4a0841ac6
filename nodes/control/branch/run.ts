import { UserError } from '../../kit/errors.ts'
import { figuresInWords, findFigure } from '../../kit/figures.ts'
import type { RunCall, Runner } from '../../kit/runner.ts'
import type { branch } from './definition.ts'

export const run: Runner<typeof branch> = ({ inputs, params, ctx }) => {
  const { comparison } = params
  const [value, bound] = sidesOf({ inputs, params })
  const holds = compare(value, bound)[comparison]
  ctx.log('info', `${describe(value)} against ${describe(bound)}: goes ${holds ? 'then' : 'otherwise'}.`)
  return Promise.resolve(holds ? { yes: {} } : { no: {} })
}

const describe = (value: number | string): string =>
  typeof value === 'number' ? String(value) : `“${value}”`

/** A value that is no number is equal to nothing and neither more nor less than anything. */
const compare = (a: number | string, b: number | string) => ({
  atLeast: a >= b,
  atMost: a <= b,
  above: a > b,
  below: a < b,
  equal: a === b,
  unequal: a !== b,
})

function sidesOf({
  inputs,
  params,
}: Pick<RunCall<typeof branch>, 'inputs' | 'params'>): [number | string, number | string] {
  switch (params.about) {
    case 'figure': {
      const metrics = inputs.report?.metrics ?? {}
      const value = findFigure(metrics, params.figure)
      if (value !== undefined) return [value, params.bound]
      const message = `The report has no figure “${params.figure.trim()}”. ${figuresInWords(metrics)} Choose one of them.`
      throw new UserError('figure_unknown', message, { field: 'figure' })
    }
    case 'rows':
      return [inputs.table?.rows ?? 0, params.bound]
    case 'number':
      return [params.number, params.bound]
    case 'text':
      return [params.text, params.other]
  }
}
