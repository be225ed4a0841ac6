'use client'

import { createContext, use } from 'react'
import { english } from './english.ts'
import type { Translator } from './translate.ts'
import type { Language } from './language.ts'

export interface Languages extends Translator {
  /** Changes the language of the page, and remembers it. */
  choose: (language: Language) => Promise<void>
}

export const LanguageContext = createContext<Languages>({ ...english, choose: async () => {} })

/** `const { t, language, message } = useT()`: texts in the reader's language; see `Translator`. */
export const useT = (): Languages => use(LanguageContext)
