/** How a text becomes terms: the one function for tables and endpoints. */
export interface TermOptions {
  /** Longest run of words that makes a term. */
  words: number
  /** Letters lose their accents: é is e. */
  plainLetters: boolean
  /** Words that are left out, before runs are made. */
  without: readonly string[]
}

/** Words of a text in small letters: runs of two and more letters, digits and `_`, as scikit-learn's vectorizers take them. */
function wordsOf(text: string, plainLetters: boolean): string[] {
  const small = text.toLowerCase()
  const normal = plainLetters ? small.normalize('NFKD').replace(/\p{M}/gu, '') : small.normalize('NFC')
  return normal.match(/[\p{L}\p{N}_]{2,}/gu) ?? []
}

/** A function from a text to its terms, each as often as it occurs: words, and runs of up to `words` of them. */
export function termsOf({ words: longest, plainLetters, without }: TermOptions): (text: string) => string[] {
  const left = new Set(without)
  return (text) => {
    const words = wordsOf(text, plainLetters).filter((word) => !left.has(word))
    const terms = [...words]
    for (let length = 2; length <= longest; length++) {
      for (let at = 0; at + length <= words.length; at++) terms.push(words.slice(at, at + length).join(' '))
    }
    return terms
  }
}

/** English words that say little by themselves. */
export const functionWords: readonly string[] =
  'about above after again all also am an and any are as at be because been before being below between both but by can could did do does doing down during each few for from further had has have having he her here hers him his how if in into is it its itself just me more most my no nor not now of off on once only or other our ours out over own same she should so some such than that the their theirs them then there these they this those through to too under until up very was we were what when where which while who whom why will with would you your yours'.split(
    ' ',
  )
