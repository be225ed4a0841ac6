import jsep from 'jsep'

/** What jsep's scanner has beside its published types. */
interface Scanner {
  index: number
  readonly expr: string
  gobbleSpaces(): void
  gobbleToken(): jsep.Expression | false
  parse(): jsep.Expression
}
const { Jsep } = jsep as unknown as { Jsep: new (text: string) => Scanner }

// The language is set once; nothing else uses jsep. Operators that bind tighter stand further down.
jsep.removeAllLiterals()
jsep.addLiteral('true', true)
jsep.addLiteral('false', false)
jsep.removeAllUnaryOps()
for (const operator of ['-', '+', '!']) jsep.addUnaryOp(operator)
jsep.removeAllBinaryOps()
const precedence = [['||'], ['&&'], ['==', '!='], ['<', '<=', '>', '>='], ['+', '-'], ['*', '/', '%']]
precedence.forEach((operators, index) => {
  for (const operator of operators) jsep.addBinaryOp(operator, index + 1)
})
jsep.addBinaryOp('**', precedence.length + 1, true)

/** jsep tells the place of an error of grammar, but not where the parts of a tree begin; this notes them. */
class PlacedParser extends Jsep {
  readonly places = new WeakMap<object, number>()
  readonly bracketed = new WeakSet<object>()

  override gobbleToken(): jsep.Expression | false {
    this.gobbleSpaces()
    const start = this.index
    const node = super.gobbleToken()
    if (!node) return node
    if (this.expr[start] === '(') this.bracketed.add(node)
    if (!this.places.has(node)) this.places.set(node, start)
    return node
  }
}

export interface SyntaxTree {
  root: jsep.CoreExpression
  /** Where a part begins: a character's number, from 0. */
  placeOf(node: jsep.Expression): number
  /** Whether a part stands in brackets of its own. */
  isBracketed(node: jsep.Expression): boolean
}

/** Something wrong with what was typed, at a character, from 0. */
export class ExpressionError extends Error {
  readonly at: number
  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

const LONGEST = 10_000

/** What was typed as a tree of jsep. Throws ExpressionError. */
export function parseSyntax(text: string): SyntaxTree {
  if (text.length > LONGEST)
    throw new ExpressionError('It is too long. Divide it among several nodes.', LONGEST)
  const parser = new PlacedParser(text)
  const root = parse(parser, text)
  const placeOf = (node: jsep.Expression): number => {
    let first: jsep.Expression = node
    while (!parser.places.has(first)) {
      const next = (first.left ?? first.test) as jsep.Expression | undefined
      if (!next) return 0
      first = next
    }
    return parser.places.get(first) ?? 0
  }
  return { root, placeOf, isBracketed: (node) => parser.bracketed.has(node) }
}

function parse(parser: PlacedParser, text: string): jsep.CoreExpression {
  try {
    return parser.parse() as jsep.CoreExpression
  } catch (error) {
    const { index, description } = error as { index?: unknown; description?: unknown }
    if (error instanceof RangeError) throw new ExpressionError('It is nested too deeply.', 0)
    if (typeof index !== 'number' || typeof description !== 'string') throw error
    throw new ExpressionError(inWords(description, text, index), Math.min(index, text.length))
  }
}

/** jsep's few messages in words of ours. */
function inWords(description: string, text: string, index: number): string {
  const [, operator] = /^Expected expression after (.+)$/.exec(description) ?? []
  if (operator !== undefined) return `A value is missing after “${operator}”.`
  if (description.startsWith('missing unaryOp')) return 'A value is missing after the sign.'
  if (description.startsWith('Unclosed (') || description.startsWith('Expected )')) return 'A “)” is missing.'
  if (description.startsWith('Unclosed quote')) return 'The quotation mark at the end of a text is missing.'
  if (description === 'Expected :') return 'A “:” and the other value are missing after “?”.'
  if (description.startsWith('Variable names cannot')) {
    return 'A name can’t begin with a digit. For a column of such a name write column("1st").'
  }
  if (text[index] === '=') return 'There is no “=” here. To compare write “==”.'
  const found = text[index]
  return found === undefined ? 'Something is missing at the end.' : `“${found}” can’t stand here.`
}
