import { locales } from './language.ts'
import { english } from './english.ts'
import type { Translate, Translator } from './translate.ts'

let current: Translator = english

/** The page's own language, set by the provider in the browser. A server speaks for many readers, so there it is English. */
export function setCurrent(translator: Translator): void {
  if (typeof window !== 'undefined') current = translator
}

/**
 * `t` for where there is no component: what events do, words made by plain functions. A component uses `useT`, so that
 * it is drawn again when the language changes.
 */
export const say: Translate = (text, values) => current.t(text, values)

export const sayMessage = (sentence: string): string => current.message(sentence)

/** For `Intl`. */
export const currentLocale = (): string => locales[current.language]
