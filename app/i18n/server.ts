import { cookies, headers } from 'next/headers'
import { chinese } from './chinese.ts'
import { chooseLanguage, LANGUAGE_COOKIE, type Language } from './language.ts'
import { english } from './english.ts'
import type { Translator } from './translate.ts'

/** The language of the request that is being answered. */
export async function getLanguage(): Promise<Language> {
  const [jar, head] = await Promise.all([cookies(), headers()])
  return chooseLanguage(jar.get(LANGUAGE_COOKIE)?.value, head.get('accept-language'))
}

/** `t` for server components and the titles of pages. */
export const getTranslator = async (): Promise<Translator> =>
  (await getLanguage()) === 'zh' ? chinese : english
