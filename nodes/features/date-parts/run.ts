import { join } from 'node:path'
import {
  column,
  type Expression,
  type LookupEntry,
  number,
  toNumber,
} from '../../../ml/expressions/expression.ts'
import { withEngine } from '../../../ml/tables/engine.ts'
import { applySql, type Transform } from '../../../ml/transforms/transform.ts'
import { checkedSchema } from '../../kit/checked-schema.ts'
import type { Runner } from '../../kit/runner.ts'
import { dateParts, type Part, parts, planDateParts } from './definition.ts'

function partOf(name: string, part: Part): Expression {
  const args = [column(name, 'datetime')] as const
  if (part !== 'weekend') return { op: 'datePart', args, part }
  const weekday: Expression = { op: 'datePart', args, part: 'weekday' }
  return toNumber({ op: 'greaterOrEqual', args: [weekday, number(6)] })
}

/** Sine or cosine as a table of its few values, so that an endpoint gets the very same. */
function onCircle(value: Expression, part: Part, as: 'sin' | 'cos'): Expression {
  const { first, period } = parts[part]
  const entries = Array.from({ length: period ?? 0 }, (_, at): LookupEntry => {
    return [String(first + at), Math[as]((2 * Math.PI * at) / (period ?? 1))]
  })
  return {
    op: 'lookup',
    args: [{ op: 'formatNumber', args: [value] }],
    entries,
    otherwise: { op: 'missing', type: 'number' },
  }
}

export const run: Runner<typeof dateParts> = async ({ inputs, params, ctx }) => {
  const { arriving, leaving } = checkedSchema(dateParts, inputs, params)
  const { made } = planDateParts(arriving.table, params)
  const transform: Transform = {
    version: 1,
    columns: made.map(({ column: { name }, part, as, made: { name: own } }) => {
      const value = partOf(name, part)
      return { name: own, expression: as === 'number' ? value : onCircle(value, part, as) }
    }),
  }
  const path = join(ctx.tempDir, 'parts.parquet')
  const columns = arriving.table.columns.map(({ name }) => name)
  const source = await ctx.store.pathOf(inputs.table.blob)
  await withEngine(ctx, (engine) => applySql(engine, transform, { path: source, columns, outPath: path }))
  return { table: { path, schema: leaving, transform } }
}
