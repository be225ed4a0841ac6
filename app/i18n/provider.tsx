'use client'

import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { type ReactNode, useCallback, useMemo, useState } from 'react'
import { setCurrent } from './current.ts'
import { keepLanguage, type Language, locales } from './language.ts'
import type { Translator } from './translate.ts'
import { english } from './english.ts'
import { LanguageContext } from './use-t.ts'

interface ProviderProps {
  language: Language
  children: ReactNode
}

/** Fetched only by who reads Chinese, and before the page is hydrated: nothing is drawn in English first. */
const StartInChinese = dynamic(() =>
  import('./chinese.ts').then(({ chinese }) => ({
    default: ({ children }: { children: ReactNode }) => <Speaking first={chinese}>{children}</Speaking>,
  })),
)

/** Gives the page its language; the server chooses the first. */
export function LanguageProvider({ language, children }: ProviderProps) {
  const [first] = useState(language)
  return first === 'zh' ? (
    <StartInChinese>{children}</StartInChinese>
  ) : (
    <Speaking first={english}>{children}</Speaking>
  )
}

const translatorOf = async (language: Language): Promise<Translator> =>
  language === 'zh' ? (await import('./chinese.ts')).chinese : english

function Speaking({ first, children }: { first: Translator; children: ReactNode }) {
  const router = useRouter()
  const [translator, setTranslator] = useState(() => {
    setCurrent(first)
    return first
  })
  const choose = useCallback(
    async (language: Language) => {
      keepLanguage(language)
      const next = await translatorOf(language)
      setCurrent(next)
      document.documentElement.lang = locales[language]
      setTranslator(next)
      // For what the server draws: titles of pages, pictures of templates.
      router.refresh()
    },
    [router],
  )
  const value = useMemo(() => ({ ...translator, choose }), [translator, choose])
  return <LanguageContext value={value}>{children}</LanguageContext>
}
