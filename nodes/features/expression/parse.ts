import type jsep from 'jsep'
import type { Expression } from '../../../ml/expressions/expression.ts'
import type { Column } from '../../kit/columns.ts'
import { kindTitles, missingColumnMessage } from '../../kit/table-schemas.ts'
import { ExpressionError, parseSyntax, type SyntaxTree } from './parser.ts'

type Type = 'number' | 'text' | 'boolean'

interface Typed {
  expression: Expression
  type: Type
}

export type ParsedExpression =
  | { status: 'ok'; expression: Expression; type: Type; reads: readonly Column[] }
  /** It reads a column that is not known before the run. */
  | { status: 'unknown' }
  /** `at`: the character, from 0, where it goes wrong. */
  | { status: 'wrong'; message: string; at: number }

/** Reads a column that may yet arrive. */
class UnknownColumn extends Error {}

/** Deepest tree; the compilers take a little more. */
const DEEPEST = 150

const typeWords: Readonly<Record<Type, string>> = { number: 'a number', text: 'text', boolean: 'yes/no' }

/**
 * What someone typed as an expression over columns, checked: names, types and the number of arguments. `open` says
 * that there may be columns not known yet. It runs in the browser while someone types, and in the compute child.
 */
export function parseExpression(
  text: string,
  { columns, open }: { columns: readonly Column[]; open: boolean },
): ParsedExpression {
  try {
    const reader = new Reader(parseSyntax(text), columns, open)
    return { status: 'ok', ...reader.read(), reads: [...reader.reads] }
  } catch (error) {
    if (error instanceof ExpressionError) return { status: 'wrong', message: error.message, at: error.at }
    if (error instanceof UnknownColumn) return { status: 'unknown' }
    throw error
  }
}

const comparisons = {
  '==': 'equal',
  '!=': 'notEqual',
  '<': 'less',
  '<=': 'lessOrEqual',
  '>': 'greater',
  '>=': 'greaterOrEqual',
} as const
const arithmetic = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '%': 'modulo',
  '**': 'power',
} as const
/** Functions of one number. */
const numeric = ['abs', 'log', 'exp', 'sqrt', 'round', 'floor', 'ceil'] as const

export const functionNames = [...numeric, 'min', 'max', 'if', 'coalesce', 'isMissing', 'column'] as const

const isOneOf = <T extends string>(list: readonly T[], value: string): value is T =>
  (list as readonly string[]).includes(value)

class Reader {
  readonly reads = new Set<Column>()
  private readonly tree: SyntaxTree
  private readonly columns: readonly Column[]
  private readonly open: boolean
  private depth = 0

  constructor(tree: SyntaxTree, columns: readonly Column[], open: boolean) {
    this.tree = tree
    this.columns = columns
    this.open = open
  }

  read(): Typed {
    return this.part(this.tree.root)
  }

  private fail(node: jsep.Expression, message: string): never {
    throw new ExpressionError(message, this.tree.placeOf(node))
  }

  private part(given: jsep.Expression): Typed {
    if (++this.depth > DEEPEST) this.fail(given, 'It is nested too deeply. Divide it among several nodes.')
    const node = given as jsep.CoreExpression
    const typed = this.partOf(node)
    this.depth--
    return typed
  }

  private partOf(node: jsep.CoreExpression): Typed {
    switch (node.type) {
      case 'Literal':
        return this.literal(node)
      case 'Identifier':
        return this.column(node, node.name)
      case 'UnaryExpression':
        return this.sign(node)
      case 'BinaryExpression':
        return this.binary(node)
      case 'ConditionalExpression':
        return this.choice(node, [node.test, node.consequent, node.alternate])
      case 'CallExpression':
        return this.call(node)
      case 'Compound': {
        const second = node.body[1]
        if (!second) return this.fail(node, 'Write an expression.')
        return this.fail(second, 'An operator is missing before this.')
      }
      case 'SequenceExpression':
        return this.fail(node, 'Several values stand in these brackets, and only one can.')
      case 'MemberExpression':
        return this.fail(node, 'A name with a point or brackets in it has to be written column("a.b").')
      case 'ThisExpression':
        return this.column(node, 'this')
      case 'ArrayExpression':
        return this.fail(node, 'There are no lists in an expression.')
    }
  }

  private literal(node: jsep.Literal): Typed {
    const { value } = node
    if (typeof value === 'number') {
      if (!Number.isFinite(value)) this.fail(node, 'This number is too large.')
      return { expression: { op: 'number', value }, type: 'number' }
    }
    if (typeof value === 'string') {
      if (/[\ud800-\udfff]/u.test(value)) this.fail(node, 'This text holds half a character.')
      return { expression: { op: 'text', value }, type: 'text' }
    }
    return { expression: { op: 'boolean', value: value === true }, type: 'boolean' }
  }

  private column(node: jsep.Expression, name: string): Typed {
    const column = this.columns.find((each) => each.name === name)
    if (!column) {
      if (this.open) throw new UnknownColumn()
      return this.fail(node, missingColumnMessage(name, this.columns))
    }
    if (column.role === 'split' || column.role === 'fold') {
      this.fail(node, `*${name}* tells the parts of the rows apart; an endpoint has no such column.`)
    }
    this.reads.add(column)
    switch (column.kind) {
      case 'number':
        return { expression: { op: 'column', name, type: 'number' }, type: 'number' }
      case 'datetime':
        return { expression: { op: 'column', name, type: 'datetime' }, type: 'number' }
      case 'boolean':
        return { expression: { op: 'column', name, type: 'boolean' }, type: 'boolean' }
      case 'category':
      case 'text':
        return { expression: { op: 'column', name, type: 'text' }, type: 'text' }
      case 'image':
      case 'sequence':
      case 'vector':
        return this.fail(
          node,
          `*${name}* is ${kindTitles[column.kind]}, with which nothing can be computed here.`,
        )
    }
  }

  /** A part that has to be of a type. */
  private need(node: jsep.Expression, type: Type, where: string): Expression {
    const typed = this.part(node)
    if (typed.type === type) return typed.expression
    const mend = type === 'number' && typed.type === 'boolean' ? ' To count with it write if(…, 1, 0).' : ''
    return this.fail(node, `${where} takes ${typeWords[type]}, and this is ${typeWords[typed.type]}.${mend}`)
  }

  private sign(node: jsep.UnaryExpression): Typed {
    const { operator, argument } = node
    if (operator === '!') {
      return { expression: { op: 'not', args: [this.need(argument, 'boolean', '“!”')] }, type: 'boolean' }
    }
    const value = this.need(argument, 'number', `“${operator}”`)
    if (operator === '+') return { expression: value, type: 'number' }
    if (value.op === 'number') return { expression: { op: 'number', value: -value.value }, type: 'number' }
    return { expression: { op: 'negate', args: [value] }, type: 'number' }
  }

  private binary(node: jsep.BinaryExpression): Typed {
    const { operator, left, right } = node
    const where = `“${operator}”`
    if (operator === '&&' || operator === '||') {
      const op = operator === '&&' ? 'and' : 'or'
      const args = this.chain(node).map((part) => this.need(part, 'boolean', where))
      return { expression: { op, args }, type: 'boolean' }
    }
    if (operator === '+' || operator === '*') {
      const args = this.chain(node).map((part) => this.need(part, 'number', where))
      return { expression: { op: arithmetic[operator], args }, type: 'number' }
    }
    if (operator === '-' || operator === '/' || operator === '%' || operator === '**') {
      if (operator === '**' && left.type === 'UnaryExpression' && !this.tree.isBracketed(left)) {
        this.fail(left, 'It is not clear what the sign belongs to. Write (-x) ** y or -(x ** y).')
      }
      const args = [this.need(left, 'number', where), this.need(right, 'number', where)] as const
      return { expression: { op: arithmetic[operator], args }, type: 'number' }
    }
    const op = comparisons[operator as keyof typeof comparisons]
    if (op === 'equal' || op === 'notEqual') {
      const [a, b] = this.alike([left, right], where)
      return { expression: { op, args: [a!.expression, b!.expression] }, type: 'boolean' }
    }
    const args = [this.need(left, 'number', where), this.need(right, 'number', where)] as const
    return { expression: { op, args }, type: 'boolean' }
  }

  /** `a + b + c` as three parts: operators that go from left to right over any number. */
  private chain(node: jsep.BinaryExpression): jsep.Expression[] {
    const parts: jsep.Expression[] = []
    let first: jsep.Expression = node
    while (first.type === 'BinaryExpression' && first.operator === node.operator) {
      if (first !== node && this.tree.isBracketed(first)) break
      parts.unshift(first.right as jsep.Expression)
      first = first.left as jsep.Expression
    }
    return [first, ...parts]
  }

  /** Parts that have to be of one type, whichever. */
  private alike(nodes: readonly jsep.Expression[], where: string): Typed[] {
    const [first, ...rest] = nodes as [jsep.Expression, ...jsep.Expression[]]
    const typed = this.part(first)
    const others = rest.map((node): Typed => {
      const other = this.part(node)
      if (other.type === typed.type) return other
      return this.fail(
        node,
        `${where} takes values of one type, and this is ${typeWords[other.type]}, not ${typeWords[typed.type]}.`,
      )
    })
    return [typed, ...others]
  }

  private choice(node: jsep.Expression, parts: readonly jsep.Expression[]): Typed {
    const [test, value, otherwise] = parts
    if (!test || !value || !otherwise || parts.length > 3) {
      return this.fail(node, 'if takes three values: if(condition, value, otherwise).')
    }
    const condition = this.need(test, 'boolean', 'The condition')
    const [a, b] = this.alike([value, otherwise], 'if')
    return { expression: { op: 'if', args: [condition, a!.expression, b!.expression] }, type: a!.type }
  }

  private call(node: jsep.CallExpression): Typed {
    const { callee, arguments: args } = node
    const name = callee.type === 'Identifier' && typeof callee.name === 'string' ? callee.name : ''
    const hole = args.some((arg) => !arg)
    if (hole) return this.fail(node, `A value is missing between the commas of ${name}.`)
    const count = (least: number, most = least) => {
      if (args.length >= least && args.length <= most) return
      const wanted =
        least === most ? (least === 1 ? 'one value' : `${least} values`) : `${least} values or more`
      this.fail(node, `${name} takes ${wanted}, and has ${args.length}.`)
    }
    if (isOneOf(numeric, name)) {
      count(1)
      return { expression: { op: name, args: [this.need(args[0]!, 'number', name)] }, type: 'number' }
    }
    switch (name) {
      case 'min':
      case 'max':
        count(2, Number.POSITIVE_INFINITY)
        return {
          expression: { op: name, args: args.map((arg) => this.need(arg, 'number', name)) },
          type: 'number',
        }
      case 'if':
        return this.choice(node, args)
      case 'coalesce': {
        count(1, Number.POSITIVE_INFINITY)
        const typed = this.alike(args, name)
        return {
          expression: { op: 'coalesce', args: typed.map(({ expression }) => expression) },
          type: typed[0]!.type,
        }
      }
      case 'isMissing':
        count(1)
        return { expression: { op: 'isMissing', args: [this.part(args[0]!).expression] }, type: 'boolean' }
      case 'column': {
        count(1)
        const [of] = args
        if (of?.type !== 'Literal' || typeof of.value !== 'string') {
          return this.fail(node, 'column takes a name between quotation marks: column("my column").')
        }
        return this.column(of, of.value)
      }
      default:
        return this.fail(node, `There is no function “${name}”. There are ${functionNames.join(', ')}.`)
    }
  }
}
