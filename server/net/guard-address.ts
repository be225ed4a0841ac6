import { lookup as resolve } from 'node:dns'
import { type ClientRequest, type OutgoingHttpHeaders, request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { UserError } from '../../nodes/kit/errors.ts'

/** Keeps requests that people ask for (webhooks, files to fetch) away from this machine and its networks. */

const inner = new BlockList()
// IANA special-purpose registries: what is not the public internet.
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  inner.addSubnet(network, prefix, 'ipv4')
// Of IPv6 only global unicast is let through, without the ranges in it that carry IPv4 addresses or are examples.
const global = new BlockList()
global.addSubnet('2000::', 3, 'ipv6')
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  inner.addSubnet(network, prefix, 'ipv6')

/** True for an address of the public internet; false for loopback, private, link-local and reserved ones. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !inner.check(address, 'ipv4')
  return family === 6 && global.check(address, 'ipv6') && !inner.check(address, 'ipv6')
}

const refuse = (host: string) =>
  new UserError(
    'private_address',
    `“${host}” is an address of this machine or of a private network, which is not called. Take a public address, or start Millrace with MILLRACE_ALLOW_PRIVATE_ADDRESSES=1.`,
    { field: 'webhook' },
  )

/**
 * Looks a host name up as `net.connect` wants it, and gives only addresses that may be called: the connection goes to
 * the address that was checked, whatever the name says a moment later. One inner address among several refuses all.
 */
const guardedLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? []
    if (error || !first) callback(error ?? new Error(`${hostname} has no address`), '', 4)
    else if (!addresses.every(({ address }) => isPublicAddress(address))) callback(refuse(hostname), '', 4)
    else if (options.all) callback(null, addresses)
    else callback(null, first.address, first.family)
  })
}

/**
 * Checks what can be checked before a connection: http or https, and no inner address written as one.
 * @throws UserError `address` or `private_address`.
 */
export function checkUrl(text: string, { allowPrivate }: { allowPrivate: boolean }): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new UserError('address', 'Give an address that begins with http:// or https://.', {
      field: 'webhook',
    })
  const host = url.hostname.replace(/^\[|\]$/g, '')
  // A name that is an address is never looked up.
  if (!allowPrivate && isIP(host) !== 0 && !isPublicAddress(host)) throw refuse(host)
  return url
}

interface GuardedOptions {
  /** Calls loopback and private addresses, too. */
  allowPrivate: boolean
  method?: string
  headers: OutgoingHttpHeaders
  signal: AbortSignal
}

/**
 * Begins a request to a URL of `checkUrl`, on a connection of its own. Unless private addresses are allowed, its name is
 * held to public ones as well.
 */
export function openRequest(url: URL, { allowPrivate, headers, ...options }: GuardedOptions): ClientRequest {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest
  return request(url, {
    ...options,
    agent: false,
    headers: { 'user-agent': 'Millrace', ...headers },
    ...(!allowPrivate && { lookup: guardedLookup }),
  })
}

/** A name that takes longer to look up is looked at when it is called. */
const LOOKUP_MS = 3_000

/**
 * Checks an address that is to be called later, as a call would: what its name leads to now, too. A name that can't be
 * looked up passes, since that may change.
 * @throws UserError `address` or `private_address`.
 */
export async function checkAddress(text: string, options: { allowPrivate: boolean }): Promise<void> {
  const { hostname } = checkUrl(text, options)
  if (options.allowPrivate) return
  await new Promise<void>((pass, fail) => {
    const timer = setTimeout(pass, LOOKUP_MS)
    guardedLookup(hostname.replace(/^\[|\]$/g, ''), {}, (error) => {
      clearTimeout(timer)
      if (error instanceof UserError) fail(error)
      else pass()
    })
  })
}
