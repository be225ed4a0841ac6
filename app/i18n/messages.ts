/** An English sentence with `{0}`, `{1}`, … where it is filled in, and the same in another language. */
export type MessagePair = readonly [english: string, other: string]

interface Pattern {
  expression: RegExp
  /** With so little fixed text it counts only where all that is filled in is understood. */
  short: boolean
  /** The placeholders in the order of the groups: their numbers, and the ones that are taken over as they are. */
  order: readonly { number: number; verbatim: boolean }[]
  other: string
}

const PLACEHOLDER = /\{(\d[#=]?)\}/

// What is filled in is part of one sentence.
const WORDS = '((?:(?![.?!] )[^])+?)'
const SHORT = 20
const ANYTHING = '([^]+?)'
const FIGURE = String.raw`([-−+]?\d[\d.,:]*)`

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

function compile([english, other]: MessagePair): Pattern {
  const pieces = english.split(PLACEHOLDER)
  const order = pieces
    .filter((_, i) => i % 2 === 1)
    .map((name) => ({ number: Number(name[0]), verbatim: name.endsWith('=') }))
  const source = pieces
    .map((piece, i) =>
      i % 2 === 0 ? escape(piece) : piece.endsWith('#') ? FIGURE : piece.endsWith('=') ? ANYTHING : WORDS,
    )
    .join('')
  return { expression: new RegExp(`^${source}$`), short: weight([english, other]) < SHORT, order, other }
}

/** How much of a pattern is fixed text: the more, the less it can mean by accident. */
const weight = ([english]: MessagePair): number => english.replaceAll(/\{\d[#=]?\}/g, '').length

/** Cuts a text at a sign; undefined where there is none. */
function cut(text: string, sign: RegExp): string[] | undefined {
  const parts = text.split(sign)
  return parts.length > 1 ? parts : undefined
}

/** Sentences one after the other: Chinese ones need no space between them. */
const joinSentences = (sentences: readonly string[]): string =>
  sentences.reduce((text, next) => (/[。！？：；]$/.test(text) ? text + next : `${text} ${next}`))

const LISTED = /, (?=\S)| and | or /g

const QUOTED = /^(?:“[^”]*”|"[^"]*"|'[^']*'|`[^`]*`)$/

/**
 * Makes a translator of whole sentences. A sentence is looked up as a text of its own, then by the patterns, those
 * with the most fixed text first; what stood in the place of a placeholder is translated in turn, a list of things part
 * by part. A text of several sentences that is not known as a whole is translated sentence by sentence. What is not
 * known stays as it is, as do names in *stars* that are no titles, and “quotes”.
 *
 * @param pairs `{0}` stands for some words, `{0#}` for a figure, `{0=}` for a list that is no words (codes, signs).
 * @param text translates fixed texts and returns what it doesn't know unchanged.
 */
export function createMessageTranslator(
  pairs: readonly MessagePair[],
  text: (english: string) => string,
): (sentence: string) => string {
  const fixed = new Map(pairs.filter(([english]) => !PLACEHOLDER.test(english)))
  const patterns = pairs
    .filter(([english]) => PLACEHOLDER.test(english))
    .toSorted((a, b) => weight(b) - weight(a))
    .map(compile)
  const known = new Map<string, string>()

  /** The translation; undefined where there is none. */
  function find(english: string, depth = 0): string | undefined {
    if (QUOTED.test(english) || depth > 4) return undefined
    const named = /^\*([^*\n]+)\*$/.exec(english)?.[1]
    if (named !== undefined) return `*${text(named)}*`
    const own = fixed.get(english) ?? text(english)
    if (own !== english) return own
    for (const { expression, short, order, other } of patterns) {
      const match = expression.exec(english)
      if (match === null) continue
      const understood = order.every(
        ({ verbatim }, i) => verbatim || isUnderstood(match[i + 1] ?? '', depth + 1),
      )
      if (short && !understood) continue
      const parts = new Map(
        order.map(({ number, verbatim }, i) => {
          const words = match[i + 1] ?? ''
          return [number, verbatim ? words.replaceAll(LISTED, '、') : part(words, depth + 1)]
        }),
      )
      return other.replaceAll(/\{(\d)\}/g, (_, number: string) => parts.get(Number(number)) ?? '')
    }
    return undefined
  }

  /** A name, a figure, a single word, a code in capitals (`CC BY 4.0`), or words that are known: nothing that would stand in English in the middle. */
  const isUnderstood = (words: string, depth: number): boolean =>
    /^\S+$|^[\d\s.,%−-]+$|^[A-Z\d][A-Z\d .-]*$|^\*[^*\n]+\*$/.test(words) ||
    QUOTED.test(words) ||
    part(words, depth) !== words

  /** What was filled in: a name, a word, a list of them, or a sentence of its own. */
  function part(english: string, depth: number): string {
    const found = find(english, depth)
    if (found !== undefined) return found
    const steps = cut(english, / → /)
    if (steps) return steps.map((step) => part(step, depth)).join(' → ')
    const listed = cut(english, LISTED)
    if (listed === undefined) return english
    const translated = listed.map((one) => find(one, depth))
    return translated.every((one, i) => one !== undefined || /^[\d“"']/.test(listed[i] ?? ''))
      ? translated.map((one, i) => one ?? listed[i]).join('、')
      : english
  }

  function whole(english: string): string {
    const pieces = cut(english, / · /)
    if (pieces) return pieces.map(whole).join(' · ')
    const found = find(english)
    if (found !== undefined) return found
    const sentences = cut(english, /(?<=[.?!]) (?=\S)/)
    if (sentences) return joinSentences(sentences.map(whole))
    const [head = '', ...rest] = english.split(': ')
    if (rest.length === 0) return english
    const [left, right] = [find(head), whole(rest.join(': '))]
    return left === undefined && right === rest.join(': ') ? english : `${left ?? head}：${right}`
  }

  return (sentence) => {
    let translated = known.get(sentence)
    if (translated === undefined) {
      translated = whole(sentence)
      if (known.size > 2000) known.clear()
      known.set(sentence, translated)
    }
    return translated
  }
}
