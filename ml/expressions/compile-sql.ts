import type { ValueType } from '../tables/column-batch.ts'
import { quoteName, quoteNumber, quoteText } from '../tables/sql.ts'
import { asDatetime, millisecondsOf, numberText } from '../tables/typing.ts'
import { typeOf } from './check.ts'
import { columnsIn, type DatePart, type Expression } from './expression.ts'
import {
  type Decimal,
  EARLIEST,
  LATEST,
  respellings,
  type Spelling,
  spelledMoment,
  spelledNumber,
} from './text.ts'

/**
 * An expression as SQL for DuckDB over columns of the same names: NULL where it is missing, never NaN. Evaluating it
 * never fails. Where SQL's own rules differ from those of the tree, the SQL goes round them without using an argument
 * twice, so that neither the text nor DuckDB's plan of it grows faster than the tree. Throws DataError
 * `bad_expression`.
 */
export function compileSql(expression: Expression): string {
  typeOf(expression)
  const compiler = new SqlCompiler(columnsIn(expression))
  return compiler.defined(compiler.compile(expression))
}

/** SQL of a value. Within arithmetic NaN stands for missing beside NULL, since both pass through it. */
interface Sql {
  sql: string
  /** May be NaN. */
  nan: boolean
  /** May be infinite. */
  infinite: boolean
  /** Neither zero nor infinite for certain. */
  nonzero?: boolean
}

const sqlTypes: Record<ValueType, string> = { number: 'DOUBLE', text: 'VARCHAR', boolean: 'BOOLEAN' }
/** DuckDB's names of parts where they are others. */
const sqlParts: Readonly<Record<DatePart, string>> = {
  year: 'year',
  month: 'month',
  day: 'day',
  dayOfYear: 'doy',
  week: 'week',
  weekday: 'isodow',
  hour: 'hour',
  minute: 'minute',
}
const NAN = quoteNumber(Number.NaN)

/** SQL that is never NaN: a text, a yes/no, or a number of limited size. */
const exact = (sql: string): Sql => ({ sql, nan: false, infinite: false })
/** A number that is NULL or a number. */
const proper = (sql: string): Sql => ({ sql, nan: false, infinite: true })
/** A number that may be NaN. */
const loose = (sql: string): Sql => ({ sql, nan: true, infinite: true })

type Operator = Exclude<
  Extract<Expression, { args: readonly Expression[] }>['op'],
  'lookup' | 'oneOf' | 'parseNumber' | 'datePart' | 'dot' | 'norm' | 'bucket' | 'respell'
>

class SqlCompiler {
  private readonly taken: ReadonlySet<string>
  private lambdas = 0

  constructor(columns: ReadonlySet<string>) {
    this.taken = new Set([...columns].map((name) => name.toLowerCase()))
  }

  compile(expression: Expression): Sql {
    if ('args' in expression) {
      const args = expression.args.map((arg) => this.compile(arg))
      if (expression.op === 'lookup') return this.lookup(expression, args[0]!.sql)
      if (expression.op === 'dot') return dot(args, expression.weights)
      if (expression.op === 'norm') return this.norm(args)
      if (expression.op === 'respell') return exact(respell(args[0]!.sql, expression.from))
      if (expression.op === 'bucket') return exact(this.bucket(args[0]!.sql, expression.buckets))
      if (expression.op === 'parseNumber') return proper(parseNumber(args[0]!.sql, expression.decimal))
      if (expression.op === 'oneOf') return exact(oneOf(args[0]!.sql, expression.values))
      if (expression.op === 'datePart') return exact(this.datePart(args[0]!, expression.part))
      return this.operator(expression.op, args)
    }
    switch (expression.op) {
      case 'column':
        return readColumn(expression)
      case 'number':
        return { ...exact(quoteNumber(expression.value)), nonzero: expression.value !== 0 }
      case 'text':
        return exact(quoteText(expression.value))
      case 'boolean':
        return exact(String(expression.value))
      case 'missing':
        return exact(`CAST(NULL AS ${sqlTypes[expression.type]})`)
      case 'case': {
        const values = expression.cases.map(({ value }) => this.compile(value))
        const otherwise = this.compile(expression.otherwise)
        if (values.length === 0) return otherwise
        const cases = expression.cases.map(
          ({ when }, index) => `WHEN ${this.compile(when).sql} THEN ${values[index]!.sql}`,
        )
        return anyOf([...values, otherwise], `CASE ${cases.join(' ')} ELSE ${otherwise.sql} END`)
      }
    }
  }

  /** NULL where a number is NaN. */
  defined({ sql, nan }: Sql): string {
    return nan ? this.where(sql, (value) => `NOT isnan(${value})`) : sql
  }

  /**
   * A value where it meets a condition, else NULL. The list and its lambda are there to name the value: `nullif` and
   * CASE would compute it twice, and so double at every level of a tree.
   */
  private where(sql: string, condition: (value: string) => string): string {
    const name = this.newName()
    return `list_filter([${sql}], lambda ${name}: ${condition(name)})[1]`
  }

  /** SQL over a value that it uses more than once. */
  private named(sql: string, of: (value: string) => string): string {
    const name = this.newName()
    return `list_transform([${sql}], lambda ${name}: ${of(name)})[1]`
  }

  private newName(): string {
    let name: string
    do name = `v${++this.lambdas}`
    while (this.taken.has(name))
    return name
  }

  private operator(op: Operator, args: readonly Sql[]): Sql {
    const [a = exact('NULL'), b = exact('NULL'), c = exact('NULL')] = args
    switch (op) {
      case 'add':
        return args.reduce((sum, arg) => added(sum, '+', arg))
      case 'subtract':
        return added(a, '-', b)
      case 'multiply':
        return args.reduce(multiplied)
      case 'divide': {
        const nan = a.nan || b.nan || (a.infinite && b.infinite)
        return { sql: `(${a.sql} / ${this.nonzero(b)})`, nan, infinite: true }
      }
      case 'modulo':
        return loose(`(${a.sql} % ${this.nonzero(b)})`)
      case 'power':
        // In C a power of NaN may be a number. Adding 0 takes the sign from -0, which an odd negative power would show.
        return loose(`pow(${this.defined(a)} + 0e0, ${this.defined(b)})`)
      case 'max':
        return loose(`greatest(${args.map(({ sql }) => `coalesce(${sql}, ${NAN})`).join(', ')})`)
      case 'min':
        // NaN is the greatest number in DuckDB, so the smallest is sought from the other side.
        return loose(`(- greatest(${args.map(({ sql }) => `coalesce(- ${sql}, ${NAN})`).join(', ')}))`)
      case 'negate':
        return { ...a, sql: `(- ${a.sql})` }
      case 'abs':
      case 'floor':
      case 'ceil':
      case 'round':
      case 'exp':
        return { sql: `${op}(${a.sql})`, nan: a.nan, infinite: op === 'exp' || a.infinite }
      case 'sign':
        return exact(`CAST(sign(${this.defined(a)}) AS DOUBLE)`)
      // DuckDB fails outside the domain of a function, so such numbers never reach it. NaN does, and comes out.
      case 'sqrt':
        return { ...a, sql: `sqrt(${this.where(a.sql, (value) => `${value} >= 0e0`)})`, nonzero: false }
      case 'log':
        return { ...a, sql: `ln(${this.where(a.sql, (value) => `${value} > 0e0`)})`, nonzero: false }
      case 'equal':
        return exact(`(${this.defined(a)} = ${this.defined(b)})`)
      case 'notEqual':
        return exact(`(${this.defined(a)} <> ${this.defined(b)})`)
      case 'less':
        return exact(`(${this.defined(a)} < ${this.defined(b)})`)
      case 'lessOrEqual':
        return exact(`(${this.defined(a)} <= ${this.defined(b)})`)
      case 'greater':
        return exact(`(${this.defined(a)} > ${this.defined(b)})`)
      case 'greaterOrEqual':
        return exact(`(${this.defined(a)} >= ${this.defined(b)})`)
      case 'and':
        return exact(`(${args.map(({ sql }) => sql).join(' AND ')})`)
      case 'or':
        return exact(`(${args.map(({ sql }) => sql).join(' OR ')})`)
      case 'not':
        return exact(`(NOT ${a.sql})`)
      case 'isMissing':
        return exact(`(${this.defined(a)} IS NULL)`)
      case 'toNumber':
        return exact(`CAST(${a.sql} AS DOUBLE)`)
      case 'formatNumber':
        return exact(this.named(this.defined(a), numberText))
      case 'parseDatetime': {
        const spelled = `regexp_extract(${a.sql}, ${quoteText(spelledMoment)}, 1)`
        const moment = this.named(spelled, asDatetime)
        return exact(this.where(millisecondsOf(`CAST(${moment} AS TIMESTAMP)`), within))
      }
      case 'formatDatetime': {
        return exact(`strftime(${this.moment(a)}, '%Y-%m-%dT%H:%M:%S')`)
      }
      case 'if':
        return anyOf([b, c], `CASE WHEN ${a.sql} THEN ${b.sql} ELSE ${c.sql} END`)
      case 'coalesce':
        return {
          ...anyOf(args, `coalesce(${args.map((arg) => this.defined(arg)).join(', ')})`),
          nan: false,
        }
    }
  }

  /** Milliseconds since 1970 as a timestamp; NULL outside of the years 1 to 9999. */
  private moment({ sql }: Sql): string {
    return `make_timestamp_ms(CAST(${this.where(`floor(${sql})`, within)} AS BIGINT))`
  }

  private datePart(moment: Sql, part: DatePart): string {
    return `CAST(date_part('${sqlParts[part]}', ${this.moment(moment)}) AS DOUBLE)`
  }

  private norm(args: readonly Sql[]): Sql {
    const values = args.map(({ sql }) => `coalesce(${sql}, ${NAN})`)
    return loose(this.named(`[${values.join(', ')}]`, (list) => `sqrt(list_dot_product(${list}, ${list}))`))
  }

  private bucket(text: string, buckets: number): string {
    const part = (digits: string) => `CAST('0x' || ${digits} AS UBIGINT) % ${buckets}`
    const high = 2n ** 64n % BigInt(buckets)
    return this.named(
      `md5(${text})`,
      (hex) =>
        `CAST((${part(`substr(${hex}, 1, 16)`)} * ${high} + ${part(`substr(${hex}, 17)`)}) % ${buckets} AS DOUBLE)`,
    )
  }

  private nonzero(divisor: Sql): string {
    return divisor.nonzero ? divisor.sql : this.where(divisor.sql, (value) => `${value} <> 0e0`)
  }

  private lookup({ entries, otherwise }: Extract<Expression, { op: 'lookup' }>, key: string): Sql {
    const rest = this.compile(otherwise)
    if (entries.length === 0) return rest
    const pairs = entries.map(([text, value]) => `${quoteText(text)}: ${constant(value)}`)
    return { ...rest, sql: `coalesce(MAP {${pairs.join(', ')}}[${key}], ${rest.sql})`, nonzero: false }
  }
}

function readColumn({ name, type }: Extract<Expression, { op: 'column' }>): Sql {
  const quoted = quoteName(name)
  switch (type) {
    case 'number':
      // NaN = NaN in DuckDB. `nullif` computes its argument twice, which is cheap here.
      return proper(`nullif(CAST(${quoted} AS DOUBLE), ${NAN})`)
    case 'datetime':
      return exact(millisecondsOf(`CAST(${quoted} AS TIMESTAMP)`))
    case 'text':
    case 'boolean':
      return exact(`CAST(${quoted} AS ${sqlTypes[type]})`)
  }
}

function oneOf(value: string, values: readonly string[]): string {
  if (values.length === 0) return `(${value} IS NULL AND NULL)`
  return `(${value} IN (${values.map(quoteText).join(', ')}))`
}

/** One call, however many arguments: sums spelled out would take DuckDB minutes to plan for a few hundred columns. */
function dot(args: readonly Sql[], weights: readonly number[]): Sql {
  // A list with NULL in it is refused.
  const values = args.map(({ sql }) => `coalesce(${sql}, ${NAN})`)
  return loose(`list_dot_product([${values.join(', ')}], [${weights.map(quoteNumber).join(', ')}])`)
}

/** No text that is a number gives the empty text, which is none either. */
function parseNumber(value: string, decimal: Decimal): string {
  const spelled = `regexp_extract(${value}, ${quoteText(spelledNumber(decimal))}, 1)`
  return `TRY_CAST(${decimal === ',' ? `replace(${spelled}, ',', '.')` : spelled} AS DOUBLE)`
}

const respell = (value: string, from: Spelling): string =>
  respellings[from].reduce(
    (sql, [pattern, put]) => `regexp_replace(${sql}, ${quoteText(pattern)}, ${quoteText(put)}, 'g')`,
    value,
  )

const within = (milliseconds: string): string =>
  `${milliseconds} >= ${quoteNumber(EARLIEST)} AND ${milliseconds} <= ${quoteNumber(LATEST)}`

const constant = (value: number | string | boolean): string =>
  typeof value === 'number'
    ? quoteNumber(value)
    : typeof value === 'string'
      ? quoteText(value)
      : String(value)

/** One of several values. */
const anyOf = (values: readonly Sql[], sql: string): Sql => ({
  sql,
  nan: values.some(({ nan }) => nan),
  infinite: values.some(({ infinite }) => infinite),
})

function added(a: Sql, sign: '+' | '-', b: Sql): Sql {
  const nan = a.nan || b.nan || (a.infinite && b.infinite)
  return { sql: `(${a.sql} ${sign} ${b.sql})`, nan, infinite: true }
}

function multiplied(a: Sql, b: Sql): Sql {
  const zeroTimesInfinity = (a.infinite && !b.nonzero) || (b.infinite && !a.nonzero)
  return { sql: `(${a.sql} * ${b.sql})`, nan: a.nan || b.nan || zeroTimesInfinity, infinite: true }
}
