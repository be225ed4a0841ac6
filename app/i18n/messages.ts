/** An English sentence with `{0}`, `{1}`, … where it is filled in, and the same in another language. */
export type MessagePair = readonly [english: string, other: string]

interface Pattern {
  expression: RegExp
  /** Numbers of the placeholders, in the order of the groups. */
  order: readonly number[]
  other: string
}

const PLACEHOLDER = /\{(\d)\}/

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

function compile([english, other]: MessagePair): Pattern {
  const pieces = english.split(PLACEHOLDER)
  const order = pieces.filter((_, i) => i % 2 === 1).map(Number)
  const source = pieces.map((piece, i) => (i % 2 === 1 ? '([^]+?)' : escape(piece))).join('')
  return { expression: new RegExp(`^${source}$`), order, other }
}

/** How much of a pattern is fixed text: the more, the less it can mean by accident. */
const weight = ([english]: MessagePair): number => english.replaceAll(/\{\d\}/g, '').length

const NAMED = /^(?:\*[^*]+\*|“[^”]*”|"[^"]*"|'[^']*')$/

/**
 * Makes a translator of whole sentences. A sentence is looked up as a text of its own, then by the patterns, those
 * with the most fixed text first; what stood in the place of a placeholder is translated in turn. A text of several
 * sentences that is not known as a whole is translated sentence by sentence. What is not known stays as it is, as do
 * names in *stars* and “quotes”.
 *
 * @param text translates fixed texts and returns what it doesn't know unchanged.
 */
export function createMessageTranslator(
  pairs: readonly MessagePair[],
  text: (english: string) => string,
): (sentence: string) => string {
  const patterns = pairs.toSorted((a, b) => weight(b) - weight(a)).map(compile)
  const known = new Map<string, string>()

  const byPattern = (sentence: string, depth: number): string | undefined => {
    for (const { expression, order, other } of patterns) {
      const match = expression.exec(sentence)
      if (match === null) continue
      const parts = new Map(order.map((number, i) => [number, part(match[i + 1] ?? '', depth + 1)]))
      return other.replaceAll(/\{(\d)\}/g, (_, number: string) => parts.get(Number(number)) ?? '')
    }
    return undefined
  }

  const part = (english: string, depth: number): string =>
    NAMED.test(english) || depth > 3 ? named(english) : whole(english, depth)

  // A node called by the title of its type is called by it in the other language too.
  const named = (english: string): string =>
    english.startsWith('*') ? `*${text(english.slice(1, -1))}*` : english

  const whole = (english: string, depth: number): string => {
    const fixed = text(english)
    if (fixed !== english) return fixed
    const matched = byPattern(english, depth)
    if (matched !== undefined) return matched
    const sentences = english.split(/(?<=[.?!:;]) (?=\S)/)
    if (sentences.length > 1) return sentences.map((sentence) => whole(sentence, depth)).join('')
    return english
  }

  return (sentence) => {
    let translated = known.get(sentence)
    if (translated === undefined) {
      translated = whole(sentence, 0)
      if (known.size > 2000) known.clear()
      known.set(sentence, translated)
    }
    return translated
  }
}
