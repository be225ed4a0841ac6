import { DataError } from '../errors.ts'
import {
  type BooleanData,
  type ColumnBatch,
  type ColumnData,
  missingColumn,
  type TextData,
  type ValueType,
} from '../tables/column-batch.ts'
import { typeOf } from './check.ts'
import {
  type Case,
  childrenOf,
  type Comparison,
  type Expression,
  type Numeric1,
  type Numeric2,
  type NumericN,
} from './expression.ts'

/** Values of an expression for every row of a batch; a column that it only hands on is the batch's own. */
export type ColumnsFunction = (batch: ColumnBatch) => ColumnData

/** A value of one row: null where it is missing. */
export type Scalar = number | string | boolean | null

/**
 * An expression as a JavaScript function over batches, with the semantics of `Expression`. The function throws
 * DataError `missing_column` or `wrong_type` where a batch does not hold what the expression reads, and changes no
 * column it is given.
 */
export function compileColumns(expression: Expression): ColumnsFunction {
  typeOf(expression)
  return compile(expression)
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
    return typeof value === 'number' && Number.isNaN(value) ? null : value
  }
}

const missing = (name: string) =>
  new DataError('missing_column', `Column "${name}" is missing.`, { field: name })

function collect(expression: Expression, inputs: Map<string, ValueType>): void {
  if (expression.op === 'column') {
    inputs.set(expression.name, expression.type === 'datetime' ? 'number' : expression.type)
  }
  for (const child of childrenOf(expression)) collect(child, inputs)
}

function compile(expression: Expression): ColumnsFunction {
  switch (expression.op) {
    case 'column':
      return readColumn(expression.name, expression.type === 'datetime' ? 'number' : expression.type)
    case 'number':
      return (batch) => new Float64Array(batch.rows).fill(expression.value)
    case 'text':
    case 'boolean':
      return (batch) => filled<string | boolean>(batch.rows, expression.value) as ColumnData
    case 'missing':
      return (batch) => missingColumn(expression.type, batch.rows)
    case 'add':
    case 'multiply':
    case 'min':
    case 'max':
      return folded(expression.op, expression.args.map(compileNumbers))
    case 'subtract':
    case 'divide':
    case 'modulo':
    case 'power':
      return binary(
        numeric2[expression.op],
        compileNumbers(expression.args[0]),
        compileNumbers(expression.args[1]),
      )
    case 'equal':
    case 'notEqual':
    case 'less':
    case 'lessOrEqual':
    case 'greater':
    case 'greaterOrEqual':
      return compared(expression.op, compile(expression.args[0]), compile(expression.args[1]))
    case 'oneOf': {
      const values = new Set(expression.values)
      return mapped(compile(expression.args[0]) as TextFunction, (value) => values.has(value))
    }
    case 'and':
    case 'or':
      return connected(expression.op === 'and', expression.args.map(compileBooleans))
    case 'not':
      return mapped(compileBooleans(expression.args[0]), (value) => !value)
    case 'isMissing': {
      const of = compile(expression.args[0])
      return (batch) => Array.from(of(batch) as ArrayLike<Scalar>, isAbsent)
    }
    case 'toNumber': {
      const of = compileBooleans(expression.args[0])
      return (batch) => Float64Array.from(of(batch), (value) => (value === null ? Number.NaN : Number(value)))
    }
    case 'if': {
      const [when, value, otherwise] = expression.args
      return chosen([{ when, value }], otherwise)
    }
    case 'case':
      return chosen(expression.cases, expression.otherwise)
    case 'coalesce':
      return coalesced(expression.args.map(compile))
    case 'lookup':
      return lookedUp(expression)
    case 'negate':
    case 'abs':
    case 'sign':
    case 'floor':
    case 'ceil':
    case 'round':
    case 'sqrt':
    case 'log':
    case 'exp':
      return unary(numeric1[expression.op], compileNumbers(expression.args[0]))
  }
}

type NumberFunction = (batch: ColumnBatch) => Float64Array
type TextFunction = (batch: ColumnBatch) => TextData
type BooleanFunction = (batch: ColumnBatch) => BooleanData

const compileNumbers = (expression: Expression) => compile(expression) as NumberFunction
const compileBooleans = (expression: Expression) => compile(expression) as BooleanFunction

const filled = <T>(rows: number, value: T): T[] => Array.from<T>({ length: rows }).fill(value)
const isAbsent = (value: Scalar): boolean =>
  value === null || (typeof value === 'number' && Number.isNaN(value))

function readColumn(name: string, type: ValueType): ColumnsFunction {
  return (batch) => {
    const data = Object.hasOwn(batch.columns, name) ? batch.columns[name] : undefined
    if (data === undefined) throw missing(name)
    if (data instanceof Float64Array !== (type === 'number')) {
      throw new DataError('wrong_type', `Column "${name}" does not hold ${type}s.`, { field: name })
    }
    return data
  }
}

/** C's pow gives 1 for ±1 to an infinite power, JavaScript NaN; -0 is taken for 0. */
const power = (a: number, b: number): number =>
  (a === 1 || a === -1) && (b === Number.POSITIVE_INFINITY || b === Number.NEGATIVE_INFINITY)
    ? 1
    : (a + 0) ** b

/** `Math.round` rounds halves upwards; this rounds them away from zero. */
function round(a: number): number {
  const whole = Math.trunc(a)
  return Math.abs(a - whole) >= 0.5 ? whole + Math.sign(a) : whole
}

const numeric1: Record<Numeric1, (a: number) => number> = {
  negate: (a) => -a,
  abs: Math.abs,
  sign: Math.sign,
  floor: Math.floor,
  ceil: Math.ceil,
  round,
  sqrt: Math.sqrt,
  log: (a) => (a > 0 ? Math.log(a) : Number.NaN),
  exp: Math.exp,
}

const numeric2: Record<Numeric2, (a: number, b: number) => number> = {
  subtract: (a, b) => a - b,
  divide: (a, b) => (b === 0 ? Number.NaN : a / b),
  modulo: (a, b) => a % b,
  power,
}

const folds: Record<NumericN, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  multiply: (a, b) => a * b,
  // Both are NaN as soon as one argument is.
  min: Math.min,
  max: Math.max,
}

function unary(apply: (a: number) => number, of: NumberFunction): NumberFunction {
  return (batch) => {
    const data = of(batch)
    const out = new Float64Array(batch.rows)
    for (let row = 0; row < batch.rows; row++) out[row] = apply(data[row]!)
    return out
  }
}

function binary(
  apply: (a: number, b: number) => number,
  a: NumberFunction,
  b: NumberFunction,
): NumberFunction {
  return (batch) => {
    const [left, right] = [a(batch), b(batch)]
    const out = new Float64Array(batch.rows)
    for (let row = 0; row < batch.rows; row++) {
      const [x, y] = [left[row]!, right[row]!]
      // Missing wins over what a power of NaN would be: NaN ** 0 is 1.
      out[row] = Number.isNaN(x) || Number.isNaN(y) ? Number.NaN : apply(x, y)
    }
    return out
  }
}

function folded(op: NumericN, of: readonly NumberFunction[]): NumberFunction {
  const apply = folds[op]
  return (batch) => {
    const [first, ...rest] = of.map((compute) => compute(batch))
    const out = Float64Array.from(first!)
    for (const data of rest) {
      for (let row = 0; row < batch.rows; row++) out[row] = apply(out[row]!, data[row]!)
    }
    return out
  }
}

const tests: Record<Comparison, (a: unknown, b: unknown) => boolean> = {
  equal: (a, b) => a === b,
  notEqual: (a, b) => a !== b,
  less: (a, b) => (a as number) < (b as number),
  lessOrEqual: (a, b) => (a as number) <= (b as number),
  greater: (a, b) => (a as number) > (b as number),
  greaterOrEqual: (a, b) => (a as number) >= (b as number),
}

function compared(op: Comparison, a: ColumnsFunction, b: ColumnsFunction): BooleanFunction {
  const test = tests[op]
  return (batch) => {
    const [left, right] = [a(batch), b(batch)]
    return Array.from({ length: batch.rows }, (_, row) => {
      const [x, y] = [left[row]!, right[row]!]
      return isAbsent(x) || isAbsent(y) ? null : test(x, y)
    })
  }
}

function mapped<T extends string | boolean>(
  of: (batch: ColumnBatch) => (T | null)[],
  apply: (value: T) => boolean,
): BooleanFunction {
  return (batch) => of(batch).map((value) => (value === null ? null : apply(value)))
}

/** Kleene's three-valued logic: a false decides `and`, a true decides `or`. */
function connected(and: boolean, of: readonly BooleanFunction[]): BooleanFunction {
  return (batch) => {
    const parts = of.map((compute) => compute(batch))
    return Array.from({ length: batch.rows }, (_, row) => {
      let unknown = false
      for (const part of parts) {
        const value = part[row]!
        if (value === null) unknown = true
        else if (value !== and) return !and
      }
      return unknown ? null : and
    })
  }
}

function chosen(cases: readonly Case[], otherwise: Expression): ColumnsFunction {
  const compiled = cases.map(({ when, value }) => ({ when: compileBooleans(when), value: compile(value) }))
  const rest = compile(otherwise)
  return (batch) => {
    const parts = compiled.map(({ when, value }) => ({ when: when(batch), value: value(batch) }))
    const out = rest(batch).slice() as ColumnData
    for (let row = 0; row < batch.rows; row++) {
      const taken = parts.find(({ when }) => when[row] === true)
      if (taken) out[row] = taken.value[row] as never
    }
    return out
  }
}

function coalesced(of: readonly ColumnsFunction[]): ColumnsFunction {
  return (batch) => {
    const [first, ...rest] = of
    const out = first!(batch).slice() as ColumnData
    for (const compute of rest) {
      let data: ColumnData | undefined
      for (let row = 0; row < batch.rows; row++) {
        if (!isAbsent(out[row]!)) continue
        data ??= compute(batch)
        out[row] = data[row] as never
      }
    }
    return out
  }
}

function lookedUp(expression: Extract<Expression, { op: 'lookup' }>): ColumnsFunction {
  const entries = new Map(expression.entries)
  const key = compile(expression.args[0]) as TextFunction
  const rest = compile(expression.otherwise)
  return (batch) => {
    const keys = key(batch)
    const out = rest(batch).slice() as ColumnData
    for (let row = 0; row < batch.rows; row++) {
      const found = keys[row] === null ? undefined : entries.get(keys[row]!)
      if (found !== undefined) out[row] = found as never
    }
    return out
  }
}
