import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { type Config, isLoopback } from '../config.ts'
import { RequestError } from './request-error.ts'

export type AccessRules = Pick<Config, 'host' | 'token' | 'servingUrl'>

/** Decides whether a request may be answered. Throws RequestError 401 or 403. */
export type Guard = (headers: IncomingHttpHeaders, isPublic: boolean) => void

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** The name in `name:port`, lower case, without the brackets of IPv6; undefined where it is none. */
export function hostnameOf(authority: string): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^\s:/@?#[\]]+))(?::\d{1,5})?$/.exec(authority.toLowerCase())
  return match?.[1] ?? match?.[2]
}

/**
 * - Bound to loopback, only requests that name this machine in `Host` are answered: a page of somebody else's whose
 *   name was made to point to 127.0.0.1 can't reach a model through a visitor's browser.
 * - A request that a browser sends from a page elsewhere (`Origin`) is refused; there is no CORS.
 * - Where a token is set, everything but the health checks asks for it.
 */
export function createGuard(rules: AccessRules): Guard {
  const own = new Set([rules.host.toLowerCase(), new URL(rules.servingUrl).hostname.replace(/^\[|\]$/g, '')])
  const isOwn = (hostname: string | undefined): boolean =>
    hostname !== undefined && (isLoopback(hostname) || own.has(hostname))
  const local = isLoopback(rules.host)
  const token = rules.token === undefined ? undefined : digest(rules.token)

  return (headers, isPublic) => {
    if (local && !isOwn(hostnameOf(headers.host ?? ''))) {
      throw new RequestError(
        403,
        'foreign_host',
        'This server answers on this machine only: call it as localhost, 127.0.0.1 or [::1].',
      )
    }
    const { origin } = headers
    if (
      origin !== undefined &&
      !(URL.canParse(origin) && isOwn(new URL(origin).hostname.replace(/^\[|\]$/g, '')))
    ) {
      throw new RequestError(
        403,
        'foreign_origin',
        'Pages of other sites may not call this server. Call it from a program of yours.',
      )
    }
    if (token === undefined || isPublic) return
    const given = /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
    if (given === undefined || !timingSafeEqual(digest(given), token)) {
      throw new RequestError(
        401,
        'unauthorised',
        given === undefined
          ? 'This server asks for a token: send the header “Authorization: Bearer <token>”.'
          : 'The token is not the right one. It is the value of MILLRACE_TOKEN.',
      )
    }
  }
}
