/** The token of a Millrace that asks for one, kept in a cookie that only this site sends. */

const NAME = 'millrace_token'
const MONTH_S = 30 * 86_400

export function keepToken(token: string): void {
  const secure = location.protocol === 'https:' ? '; secure' : ''
  document.cookie = `${NAME}=${encodeURIComponent(token)}; path=/; samesite=strict; max-age=${MONTH_S}${secure}`
}

/** Whether this browser holds a token: examples for programs then say where theirs goes. */
export const hasToken = (): boolean =>
  typeof document !== 'undefined' &&
  document.cookie.split('; ').some((cookie) => cookie.startsWith(`${NAME}=`))
