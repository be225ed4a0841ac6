import { md5 } from '@noble/hashes/legacy.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import { DataError } from '../errors.ts'
import { type ColumnBatch, missingColumn, type PlainData, type ValueType } from '../tables/column-batch.ts'
import { typeOf } from './check.ts'
import { childrenOf, type Expression } from './expression.ts'
import { binary, comparisons, type NumberPair, unary } from './operators.ts'
import { datePartOf, formatDatetime, formatNumber, parseDatetime, parseNumber, respell } from './text.ts'

/** Values of an expression for every row of a batch; a column that it only hands on is the batch's own. */
export type ColumnsFunction = (batch: ColumnBatch) => PlainData

/** A value of one row: null where it is missing. */
export type Scalar = number | string | boolean | null

/** The columns that an expression reads, by slot. */
type Slots = readonly PlainData[]
/** The value in a row: a missing number is NaN, any other missing value null. */
type Reader<T extends Scalar = Scalar> = (slots: Slots, row: number) => T

/**
 * An expression as a JavaScript function over batches, with the semantics of `Expression`. The function throws
 * DataError `missing_column` or `wrong_type` where a batch does not hold what the expression reads, and changes no
 * column it is given.
 *
 * A tree becomes closures from row to value: nothing but the result is allocated, so that a batch of one row, as most
 * requests are, costs little.
 */
export function compileColumns(expression: Expression): ColumnsFunction {
  const type = typeOf(expression)
  if (expression.op === 'column') return (batch) => readColumn(batch, expression.name, type)
  const compiler = new JsCompiler()
  const at = compiler.compile(expression)
  return (batch) => {
    const slots = compiler.inputs.map((input) => readColumn(batch, input.name, input.type))
    if (type === 'number') {
      const out = new Float64Array(batch.rows)
      for (let row = 0; row < batch.rows; row++) out[row] = at(slots, row) as number
      return out
    }
    const out = Array.from<Scalar>({ length: batch.rows })
    for (let row = 0; row < batch.rows; row++) out[row] = at(slots, row)
    return out as PlainData
  }
}

/** The same over one row at a time. In a row null and NaN are missing; a field that is absent is an error. */
export function compileJs(expression: Expression): (row: Readonly<Record<string, Scalar>>) => Scalar {
  const inputs = new Map<string, ValueType>()
  collect(expression, inputs)
  const compute = compileColumns(expression)
  return (row) => {
    const batch: ColumnBatch = { rows: 1, columns: Object.create(null) }
    for (const [name, type] of inputs) {
      if (!Object.hasOwn(row, name)) throw missing(name)
      const value = row[name] ?? null
      const data = missingColumn(type, 1)
      if (value !== null) data[0] = value as never
      batch.columns[name] = data
    }
    const value = compute(batch)[0] ?? null
    return isAbsent(value) ? null : value
  }
}

const missing = (name: string) =>
  new DataError('missing_column', `Column "${name}" is missing.`, { field: name })

const isAbsent = (value: Scalar): boolean =>
  value === null || (typeof value === 'number' && Number.isNaN(value))

function collect(expression: Expression, inputs: Map<string, ValueType>): void {
  if (expression.op === 'column') inputs.set(expression.name, typeOf(expression))
  for (const child of childrenOf(expression)) collect(child, inputs)
}

function readColumn(batch: ColumnBatch, name: string, type: ValueType): PlainData {
  const data = Object.hasOwn(batch.columns, name) ? batch.columns[name] : undefined
  if (data === undefined) throw missing(name)
  if (data instanceof Float64Array !== (type === 'number')) {
    throw new DataError('wrong_type', `Column "${name}" does not hold ${type}s.`, { field: name })
  }
  return data as PlainData
}

class JsCompiler {
  readonly inputs: { name: string; type: ValueType }[] = []

  compile(expression: Expression): Reader {
    switch (expression.op) {
      case 'column': {
        const slot = this.slot(expression.name, typeOf(expression))
        return (slots, row) => slots[slot]![row]!
      }
      case 'number':
      case 'text':
      case 'boolean': {
        const { value } = expression
        return () => value
      }
      case 'missing': {
        const value = expression.type === 'number' ? Number.NaN : null
        return () => value
      }
      case 'add':
      case 'multiply':
      case 'min':
      case 'max':
        return folded(binary[expression.op], this.numbers(expression.args))
      case 'dot':
        return weighted(this.numbers(expression.args), expression.weights)
      case 'norm': {
        const args = this.numbers(expression.args)
        return (slots, row) => {
          let total = 0
          for (const arg of args) total += arg(slots, row) ** 2
          return Math.sqrt(total)
        }
      }
      case 'respell': {
        const { from } = expression
        return unlessNull(this.compile(expression.args[0]), (value) => respell(value as string, from))
      }
      case 'bucket': {
        const [of, { buckets }] = [this.compile(expression.args[0]), expression]
        return (slots, row) => {
          const value = of(slots, row)
          if (value === null) return Number.NaN
          return md5(utf8ToBytes(value as string)).reduce((rest, byte) => (rest * 256 + byte) % buckets, 0)
        }
      }
      case 'subtract':
      case 'divide':
      case 'modulo':
      case 'power':
        return this.pair(binary[expression.op], expression.args)
      case 'equal':
      case 'notEqual':
      case 'less':
      case 'lessOrEqual':
      case 'greater':
      case 'greaterOrEqual':
        return compared(comparisons[expression.op], this.all(expression.args))
      case 'oneOf': {
        const values = new Set<Scalar>(expression.values)
        return unlessNull(this.compile(expression.args[0]), (value) => values.has(value))
      }
      case 'and':
      case 'or':
        return connected(expression.op === 'and', this.all(expression.args))
      case 'not':
        return unlessNull(this.compile(expression.args[0]), (value) => !value)
      case 'isMissing': {
        const of = this.compile(expression.args[0])
        return (slots, row) => isAbsent(of(slots, row))
      }
      case 'toNumber': {
        const of = this.compile(expression.args[0])
        return (slots, row) => {
          const value = of(slots, row)
          return value === null ? Number.NaN : value ? 1 : 0
        }
      }
      case 'parseNumber': {
        const [of, { decimal }] = [this.compile(expression.args[0]), expression]
        return (slots, row) => {
          const value = of(slots, row)
          return value === null ? Number.NaN : parseNumber(value as string, decimal)
        }
      }
      case 'parseDatetime': {
        const of = this.compile(expression.args[0])
        return (slots, row) => {
          const value = of(slots, row)
          return value === null ? Number.NaN : parseDatetime(value as string)
        }
      }
      case 'formatNumber': {
        const [of] = this.numbers(expression.args) as [Reader<number>]
        return (slots, row) => {
          const value = of(slots, row)
          return Number.isNaN(value) ? null : formatNumber(value)
        }
      }
      case 'formatDatetime': {
        const [of] = this.numbers(expression.args) as [Reader<number>]
        return (slots, row) => formatDatetime(of(slots, row))
      }
      case 'datePart': {
        const [[of], { part }] = [this.numbers(expression.args) as [Reader<number>], expression]
        return (slots, row) => datePartOf(of(slots, row), part)
      }
      case 'if': {
        const [when, value, otherwise] = this.all(expression.args) as [Reader, Reader, Reader]
        return (slots, row) => (when(slots, row) === true ? value(slots, row) : otherwise(slots, row))
      }
      case 'case': {
        const cases = expression.cases.map(
          ({ when, value }) => [this.compile(when), this.compile(value)] as const,
        )
        const otherwise = this.compile(expression.otherwise)
        return (slots, row) => {
          for (const [when, value] of cases) if (when(slots, row) === true) return value(slots, row)
          return otherwise(slots, row)
        }
      }
      case 'coalesce':
        return coalesced(this.all(expression.args))
      case 'lookup': {
        const entries = new Map<Scalar, Scalar>(expression.entries)
        const [key, otherwise] = [this.compile(expression.args[0]), this.compile(expression.otherwise)]
        return (slots, row) => entries.get(key(slots, row)) ?? otherwise(slots, row)
      }
      case 'negate':
      case 'abs':
      case 'sign':
      case 'floor':
      case 'ceil':
      case 'round':
      case 'sqrt':
      case 'log':
      case 'exp': {
        const apply = unary[expression.op]
        const [of] = this.numbers(expression.args) as [Reader<number>]
        return (slots, row) => apply(of(slots, row))
      }
    }
  }

  /** Two numbers; a constant on the right, the commonest case, needs no call. */
  private pair(apply: NumberPair, args: readonly [Expression, Expression]): Reader<number> {
    const [left, right] = this.numbers(args) as [Reader<number>, Reader<number>]
    if (args[1].op === 'number') {
      const { value } = args[1]
      return (slots, row) => apply(left(slots, row), value)
    }
    return (slots, row) => apply(left(slots, row), right(slots, row))
  }

  private all(args: readonly Expression[]): Reader[] {
    return args.map((arg) => this.compile(arg))
  }

  private numbers(args: readonly Expression[]): Reader<number>[] {
    return this.all(args) as Reader<number>[]
  }

  private slot(name: string, type: ValueType): number {
    const known = this.inputs.findIndex((input) => input.name === name && input.type === type)
    return known >= 0 ? known : this.inputs.push({ name, type }) - 1
  }
}

function folded(apply: NumberPair, args: readonly Reader<number>[]): Reader<number> {
  const [first, ...rest] = args as [Reader<number>, ...Reader<number>[]]
  return (slots, row) => {
    let total = first(slots, row)
    for (const arg of rest) total = apply(total, arg(slots, row))
    return total
  }
}

function weighted(args: readonly Reader<number>[], weights: readonly number[]): Reader<number> {
  return (slots, row) => {
    let total = 0
    for (let i = 0; i < args.length; i++) total += args[i]!(slots, row) * weights[i]!
    return total
  }
}

function compared(test: (a: Scalar, b: Scalar) => boolean, args: readonly Reader[]): Reader {
  const [left, right] = args as [Reader, Reader]
  return (slots, row) => {
    const [a, b] = [left(slots, row), right(slots, row)]
    return isAbsent(a) || isAbsent(b) ? null : test(a, b)
  }
}

function unlessNull(of: Reader, apply: (value: Scalar) => Scalar): Reader {
  return (slots, row) => {
    const value = of(slots, row)
    return value === null ? null : apply(value)
  }
}

/** Kleene's three-valued logic: a false decides `and`, a true decides `or`. */
function connected(and: boolean, args: readonly Reader[]): Reader {
  return (slots, row) => {
    let unknown = false
    for (const arg of args) {
      const value = arg(slots, row)
      if (value === null) unknown = true
      else if (value !== and) return !and
    }
    return unknown ? null : and
  }
}

function coalesced(args: readonly Reader[]): Reader {
  return (slots, row) => {
    let value: Scalar = null
    for (const arg of args) {
      value = arg(slots, row)
      if (!isAbsent(value)) break
    }
    return value
  }
}
