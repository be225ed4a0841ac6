import type { ValueType } from '../tables/column-batch.ts'
import { quoteName, quoteNumber, quoteText } from '../tables/sql.ts'
import { millisecondsOf } from '../tables/typing.ts'
import { typeOf } from './check.ts'
import type { Expression } from './expression.ts'

const NAN = quoteNumber(Number.NaN)
/** Greatest double below zero: stands for "negative or missing" where SQL would skip a NULL. */
const BELOW_ZERO = quoteNumber(-5e-324)

const sqlTypes: Record<ValueType, string> = { number: 'DOUBLE', text: 'VARCHAR', boolean: 'BOOLEAN' }

/**
 * An expression as SQL for DuckDB over columns of the same names: NULL where it is missing, never NaN. Where SQL's own
 * rules differ from those of the tree, the SQL goes round them, without ever writing an argument twice, so it grows no
 * faster than the tree. Throws DataError `bad_expression`.
 */
export function compileSql(expression: Expression): string {
  typeOf(expression)
  return compile(expression)
}

/** NaN = NaN in DuckDB, so this turns it into NULL. */
const defined = (sql: string) => `nullif(${sql}, ${NAN})`

function compile(expression: Expression): string {
  if (expression.op === 'lookup') return lookup(expression)
  if (expression.op === 'oneOf') {
    const value = compile(expression.args[0])
    if (expression.values.length === 0) return `(${value} IS NULL AND NULL)`
    return `(${value} IN (${expression.values.map(quoteText).join(', ')}))`
  }
  if ('args' in expression) return operator(expression.op, expression.args.map(compile))
  switch (expression.op) {
    case 'column': {
      const name = quoteName(expression.name)
      if (expression.type === 'number') return defined(`CAST(${name} AS DOUBLE)`)
      if (expression.type === 'datetime') return millisecondsOf(`CAST(${name} AS TIMESTAMP)`)
      return `CAST(${name} AS ${sqlTypes[expression.type]})`
    }
    case 'number':
      return quoteNumber(expression.value)
    case 'text':
      return quoteText(expression.value)
    case 'boolean':
      return String(expression.value)
    case 'missing':
      return `CAST(NULL AS ${sqlTypes[expression.type]})`
    case 'case': {
      const cases = expression.cases.map(({ when, value }) => `WHEN ${compile(when)} THEN ${compile(value)}`)
      const otherwise = compile(expression.otherwise)
      return cases.length === 0 ? otherwise : `CASE ${cases.join(' ')} ELSE ${otherwise} END`
    }
  }
}

function lookup(expression: Extract<Expression, { op: 'lookup' }>): string {
  const entries = expression.entries.map(([key, value]) => `WHEN ${quoteText(key)} THEN ${constant(value)}`)
  const otherwise = compile(expression.otherwise)
  if (entries.length === 0) return otherwise
  return `CASE ${compile(expression.args[0])} ${entries.join(' ')} ELSE ${otherwise} END`
}

const constant = (value: number | string | boolean): string =>
  typeof value === 'number'
    ? quoteNumber(value)
    : typeof value === 'string'
      ? quoteText(value)
      : String(value)

type Operator = Exclude<Extract<Expression, { args: readonly Expression[] }>['op'], 'lookup' | 'oneOf'>

function operator(op: Operator, args: readonly string[]): string {
  const [a = 'NULL', b = 'NULL', c = 'NULL'] = args
  switch (op) {
    case 'add':
      return defined(`(${args.join(' + ')})`)
    case 'multiply':
      return defined(`(${args.join(' * ')})`)
    case 'subtract':
      return defined(`(${a} - ${b})`)
    case 'divide':
      return defined(`(${a} / nullif(${b}, 0e0))`)
    case 'modulo':
      return defined(`(${a} % nullif(${b}, 0e0))`)
    case 'power':
      // Adding 0 takes the sign from -0, which an odd negative power would show.
      return defined(`pow(${a} + 0e0, ${b})`)
    case 'max':
      return defined(`greatest(${args.map((arg) => `coalesce(${arg}, ${NAN})`).join(', ')})`)
    case 'min':
      // NaN is the greatest number in DuckDB, so the smallest is sought from the other side.
      return `(- ${defined(`greatest(${args.map((arg) => `coalesce(- ${arg}, ${NAN})`).join(', ')})`)})`
    case 'negate':
      return `(- ${a})`
    case 'abs':
    case 'floor':
    case 'ceil':
    case 'round':
    case 'exp':
      return `${op}(${a})`
    case 'sign':
      return `CAST(sign(${a}) AS DOUBLE)`
    case 'sqrt':
      // greatest() skips NULL, so a missing value becomes BELOW_ZERO too, and then NULL again.
      return `sqrt(nullif(greatest(${a}, ${BELOW_ZERO}), ${BELOW_ZERO}))`
    case 'log':
      return `ln(nullif(greatest(${a}, 0e0), 0e0))`
    case 'equal':
      return `(${a} = ${b})`
    case 'notEqual':
      return `(${a} <> ${b})`
    case 'less':
      return `(${a} < ${b})`
    case 'lessOrEqual':
      return `(${a} <= ${b})`
    case 'greater':
      return `(${a} > ${b})`
    case 'greaterOrEqual':
      return `(${a} >= ${b})`
    case 'and':
      return `(${args.join(' AND ')})`
    case 'or':
      return `(${args.join(' OR ')})`
    case 'not':
      return `(NOT ${a})`
    case 'isMissing':
      return `(${a} IS NULL)`
    case 'toNumber':
      return `CAST(${a} AS DOUBLE)`
    case 'if':
      return `CASE WHEN ${a} THEN ${b} ELSE ${c} END`
    case 'coalesce':
      return `coalesce(${args.join(', ')})`
  }
}
