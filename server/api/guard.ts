import { timingSafeEqual } from 'node:crypto'
import { UserError } from '../../nodes/kit/errors.ts'
import { isLoopback, type Config } from '../config.ts'

/** Refused before anything was looked at. */
export class ForbiddenError extends UserError {}
/** No token, or a wrong one. */
export class UnauthorizedError extends UserError {}

/** `host` or `host:port` of a Host header, without the port; IPv6 without brackets. */
const hostNameOf = (host: string): string => {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(host)
  return bracketed?.[1] ?? host.replace(/:\d+$/, '')
}

const equalTokens = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

const tokenOf = (headers: Headers): string | undefined => {
  const bearer = /^Bearer (.+)$/.exec(headers.get('authorization') ?? '')?.[1]
  if (bearer) return bearer
  const cookie = /(?:^|;\s*)millrace_token=([^;]+)/.exec(headers.get('cookie') ?? '')?.[1]
  return cookie === undefined ? undefined : decodeURIComponent(cookie)
}

/**
 * Lets a request pass, or throws. A page of another site must not reach Millrace through the visitor's browser: a
 * process that listens on loopback answers only to loopback names (DNS rebinding), and whatever changes something must
 * come from Millrace's own pages or from a program, which sends no Origin. With a token set, everything needs it.
 */
export function guardRequest(
  request: { method: string; headers: Headers },
  config: Pick<Config, 'host' | 'token'>,
): void {
  const { headers, method } = request
  const host = headers.get('host') ?? ''
  if (isLoopback(config.host) && !isLoopback(hostNameOf(host)) && hostNameOf(host) !== config.host)
    throw new ForbiddenError('foreign_host', `This Millrace does not answer to the name “${host}”.`)
  const changes = !['GET', 'HEAD', 'OPTIONS'].includes(method)
  const origin = headers.get('origin')
  const fetchSite = headers.get('sec-fetch-site')
  if (changes && origin !== null && (!URL.canParse(origin) || new URL(origin).host !== host))
    throw new ForbiddenError('foreign_origin', 'A page of another site may not change anything here.')
  if (changes && fetchSite !== null && fetchSite !== 'same-origin' && fetchSite !== 'none')
    throw new ForbiddenError('foreign_origin', 'A page of another site may not change anything here.')
  if (config.token === undefined) return
  const token = tokenOf(headers)
  if (token === undefined || !equalTokens(token, config.token))
    throw new UnauthorizedError(
      'unauthorized',
      'This Millrace asks for its token: send “Authorization: Bearer …”.',
    )
}
