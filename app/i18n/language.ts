/** The languages that the page is written in. */
export const languages = ['en', 'zh'] as const
export type Language = (typeof languages)[number]

/** Each language by its own name, so that its readers find it. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', zh: '简体中文' }

/** What `lang` attributes and `Intl` are told. British English, as the product's texts are. */
export const locales: Readonly<Record<Language, string>> = { en: 'en-GB', zh: 'zh-CN' }

/** Where a choice made by hand is remembered; without it the browser's own languages decide. */
export const LANGUAGE_COOKIE = 'millrace_language'

const isLanguage = (value: string | undefined): value is Language =>
  languages.some((language) => language === value)

/**
 * The language for a request: a choice made by hand, else the first language of `Accept-Language` (by its weights,
 * RFC 9110 §12.5.4) that Millrace speaks, else English. Traditional Chinese is answered in Simplified Chinese.
 */
export function chooseLanguage(
  cookie: string | undefined,
  acceptLanguage: string | null | undefined,
): Language {
  if (isLanguage(cookie)) return cookie
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';').map((piece) => piece.trim())
      const weight = parameters.find((parameter) => parameter.startsWith('q='))
      return {
        language: tag.toLowerCase().split('-')[0],
        weight: weight === undefined ? 1 : Number(weight.slice(2)),
      }
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ language }) => language)
  return wanted.find(isLanguage) ?? 'en'
}

/** Remembers a choice for a year. */
export function keepLanguage(language: Language): void {
  document.cookie = `${LANGUAGE_COOKIE}=${language}; path=/; samesite=lax; max-age=${365 * 86_400}`
}
