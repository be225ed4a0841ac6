import { createInstance } from 'i18next'
import english from './en.json' with { type: 'json' }
import { type Language, locales } from './language.ts'
import { type MessagePair, createMessageTranslator } from './messages.ts'

export type Values = Readonly<Record<string, string | number>>

/**
 * `t('Run now')`, `t('{{count}} runs', { count })`: the English text is the key. `count` chooses the plural and is
 * written with the language's separators; every other value stands as it is given.
 */
export type Translate = (text: string, values?: Values) => string

export interface Translator {
  language: Language
  t: Translate
  /**
   * A sentence that comes ready from elsewhere (a check of the drawing, a runner, the server), in the reader's
   * language where it is known, as it is where not.
   */
  message: (sentence: string) => string
}

/** What a language needs beside its name: English carries all of it in the keys themselves. */
export interface Catalogue {
  texts: Readonly<Record<string, string>>
  messages: readonly MessagePair[]
}

/** @param catalogue of a language other than English. */
export function createTranslator(language: Language, catalogue?: Catalogue): Translator {
  const i18n = createInstance()
  void i18n.init({
    lng: language,
    fallbackLng: false,
    initAsync: false,
    keySeparator: false,
    nsSeparator: false,
    resources: { [language]: { translation: catalogue?.texts ?? english } },
    interpolation: { escapeValue: false, skipOnVariables: true },
  })
  const fixed = i18n.getFixedT(language)
  const numbers = new Intl.NumberFormat(locales[language])
  const t: Translate = (text, values) => {
    if (values === undefined) return fixed(text)
    const { count } = values
    if (typeof count !== 'number') return fixed(text, { replace: values })
    return fixed(text, { count, replace: { ...values, count: numbers.format(count) } })
  }
  const message = catalogue
    ? createMessageTranslator(catalogue.messages, (text) => t(text))
    : (text: string) => text
  return { language, t, message }
}
