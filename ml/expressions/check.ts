import { DataError } from '../errors.ts'
import type { ValueType } from '../tables/column-batch.ts'
import { comparisons, dateParts, type Expression, numeric1, numeric2, numericN } from './expression.ts'
import { respellings } from './text.ts'

/** Deepest nesting, so that no tree overflows a stack, here or in SQL. */
export const MAX_DEPTH = 200
/** Most buckets, so that no product of two remainders is too large for a double. */
export const MAX_BUCKETS = 65_536

const bad = (message: string) => new DataError('bad_expression', `The expression can't be used: ${message}.`)

/**
 * The type of an expression. Checks everything else on the way, so a tree read from JSON is safe to compile after it.
 * Throws DataError `bad_expression`.
 */
export function typeOf(expression: Expression): ValueType {
  return check(expression, 0)
}

/** A tree from JSON, checked. Throws DataError `bad_expression`. */
export function parseExpression(json: unknown): Expression {
  typeOf(json as Expression)
  return json as Expression
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const types: readonly unknown[] = ['number', 'text', 'boolean']

function check(given: unknown, depth: number): ValueType {
  if (depth > MAX_DEPTH) throw bad(`it is nested more than ${MAX_DEPTH} deep`)
  if (!isRecord(given)) throw bad('a part of it is not an expression')
  const { op } = given
  switch (op) {
    case 'column':
      if (typeof given.name !== 'string') throw bad('a column has no name')
      if (given.type !== 'datetime' && !types.includes(given.type)) throw bad('a column has no type')
      return given.type === 'datetime' ? 'number' : (given.type as ValueType)
    case 'missing':
      if (!types.includes(given.type)) throw bad('a missing value has no type')
      return given.type as ValueType
    case 'number':
    case 'text':
    case 'boolean':
      return constantType(given.value, op)
    default:
      return checkOperator(given, depth)
  }
}

function constantType(value: unknown, wanted?: ValueType): ValueType {
  const type = typeof value === 'string' ? 'text' : typeof value
  if (wanted !== undefined && type !== wanted)
    throw bad(`a constant ${wanted} has the value ${JSON.stringify(value)}`)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw bad('a constant is not a finite number')
    return 'number'
  }
  if (typeof value === 'string') {
    // A surrogate without its partner has no UTF-8.
    if (/[\ud800-\udfff]/u.test(value)) throw bad('a text is not valid Unicode')
    return 'text'
  }
  if (typeof value === 'boolean') return 'boolean'
  throw bad('a constant is neither a number nor a text nor yes/no')
}

function checkOperator(given: Record<string, unknown>, depth: number): ValueType {
  const op = String(given.op)
  const below = (child: unknown) => check(child, depth + 1)
  if (op === 'case') return checkCase(given, below)
  if (!Array.isArray(given.args)) throw bad(`"${op}" has no arguments`)
  const args: unknown[] = given.args
  const found = args.map(below)
  const need = (least: number, most: number) => {
    if (args.length < least || args.length > most) throw bad(`"${op}" takes another number of arguments`)
  }
  const all = (type: ValueType) => {
    if (found.some((other) => other !== type)) throw bad(`"${op}" takes ${type} arguments only`)
  }
  const same = (group: readonly ValueType[]): ValueType => {
    const [type] = group
    if (type === undefined || group.some((other) => other !== type)) throw bad(`"${op}" mixes types`)
    return type
  }
  if (includes(numeric1, op)) {
    need(1, 1)
    all('number')
    return 'number'
  }
  if (includes(numeric2, op) || includes(numericN, op)) {
    need(2, includes(numeric2, op) ? 2 : Number.POSITIVE_INFINITY)
    all('number')
    return 'number'
  }
  if (includes(comparisons, op)) {
    need(2, 2)
    if (op === 'equal' || op === 'notEqual') same(found)
    else all('number')
    return 'boolean'
  }
  switch (op) {
    case 'and':
    case 'or':
      need(2, Number.POSITIVE_INFINITY)
      all('boolean')
      return 'boolean'
    case 'not':
      need(1, 1)
      all('boolean')
      return 'boolean'
    case 'isMissing':
      need(1, 1)
      return 'boolean'
    case 'toNumber':
      need(1, 1)
      all('boolean')
      return 'number'
    case 'if':
      need(3, 3)
      if (found[0] !== 'boolean') throw bad('the condition of "if" is not yes/no')
      return same(found.slice(1))
    case 'coalesce':
      need(1, Number.POSITIVE_INFINITY)
      return same(found)
    case 'dot': {
      need(1, Number.POSITIVE_INFINITY)
      all('number')
      const weights: unknown[] = Array.isArray(given.weights) ? given.weights : []
      if (weights.length !== args.length) throw bad('"dot" has not as many weights as arguments')
      for (const weight of weights) constantType(weight, 'number')
      return 'number'
    }
    case 'norm':
      need(1, Number.POSITIVE_INFINITY)
      all('number')
      return 'number'
    case 'respell':
      need(1, 1)
      all('text')
      if (!Object.hasOwn(respellings, String(given.from))) throw bad('"respell" names no way of writing')
      return 'text'
    case 'bucket':
      need(1, 1)
      all('text')
      if (
        !Number.isInteger(given.buckets) ||
        Number(given.buckets) < 1 ||
        Number(given.buckets) > MAX_BUCKETS
      )
        throw bad(`"bucket" takes 1 to ${MAX_BUCKETS} buckets`)
      return 'number'
    case 'parseNumber':
      need(1, 1)
      all('text')
      if (given.decimal !== '.' && given.decimal !== ',') throw bad('"parseNumber" has no decimal mark')
      return 'number'
    case 'parseDatetime':
      need(1, 1)
      all('text')
      return 'number'
    case 'datePart':
      need(1, 1)
      all('number')
      if (!includes(dateParts, String(given.part))) throw bad('"datePart" names no part')
      return 'number'
    case 'formatNumber':
    case 'formatDatetime':
      need(1, 1)
      all('number')
      return 'text'
    case 'oneOf':
      need(1, 1)
      all('text')
      if (!Array.isArray(given.values)) throw bad('"oneOf" has no list')
      for (const value of given.values) constantType(value, 'text')
      return 'boolean'
    case 'lookup':
      need(1, 1)
      all('text')
      return checkLookup(given, below(given.otherwise))
    default:
      throw bad(`there is no operator "${op}"`)
  }
}

function checkCase(given: Record<string, unknown>, below: (child: unknown) => ValueType): ValueType {
  const type = below(given.otherwise)
  if (!Array.isArray(given.cases)) throw bad('"case" has no pairs')
  for (const pair of given.cases as unknown[]) {
    if (!isRecord(pair) || below(pair.when) !== 'boolean') throw bad('a condition of "case" is not yes/no')
    if (below(pair.value) !== type) throw bad('"case" mixes types')
  }
  return type
}

function checkLookup(given: Record<string, unknown>, type: ValueType): ValueType {
  if (!Array.isArray(given.entries)) throw bad('"lookup" has no entries')
  const keys = new Set<unknown>()
  for (const entry of given.entries as unknown[]) {
    if (!Array.isArray(entry) || entry.length !== 2) throw bad('an entry of "lookup" is not a pair')
    constantType(entry[0], 'text')
    if (constantType(entry[1]) !== type) throw bad('"lookup" mixes types')
    if (keys.has(entry[0])) throw bad(`"lookup" has the key ${JSON.stringify(entry[0])} twice`)
    keys.add(entry[0])
  }
  return type
}

const includes = (list: readonly string[], value: string): boolean => list.includes(value)
