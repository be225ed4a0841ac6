import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from '../../nodes/kit/errors.ts'
import { checkUrl, openRequest } from './guard-address.ts'

export interface DownloadOptions {
  /** Reads from loopback and private addresses, too. */
  allowPrivate: boolean
  signal: AbortSignal
  /** Waits before the second and the third attempt, in milliseconds. */
  waitsMs?: readonly number[]
}

export interface Download {
  body: IncomingMessage
  /** Where redirects have led. */
  url: URL
}

const REDIRECTS = 5
/** Without a byte for so long a server is given up. */
const SILENCE_MS = 30_000
const WAITS_MS = [500, 2_000]

const passing = (status: number): boolean => status === 429 || status >= 500

/**
 * Opens what lies at an address: GET, redirects followed, every hop checked as the first address is. A server that is
 * busy or out of order is asked three times.
 * @throws UserError `address`, `private_address` or `download_failed`, of the field `url`
 */
export async function openDownload(address: string, options: DownloadOptions): Promise<Download> {
  const waits = options.waitsMs ?? WAITS_MS
  for (let attempt = 0; ; attempt++) {
    const last = attempt === waits.length
    try {
      const found = await follow(address, options)
      const status = found.body.statusCode ?? 0
      if (status === 200) return found
      found.body.destroy()
      if (last || !passing(status)) throw refused(found.url, `answered ${status}${meaning(status)}`)
    } catch (error) {
      options.signal.throwIfAborted()
      if (error instanceof UserError)
        throw new UserError(error.code, error.message, { cause: error, field: 'url' })
      if (last) throw refused(new URL(address), `did not answer (${codeOf(error)})`)
    }
    await sleep(waits[attempt], undefined, { signal: options.signal })
  }
}

async function follow(address: string, options: DownloadOptions): Promise<Download> {
  let url = checkUrl(address, options)
  for (let hop = 0; hop <= REDIRECTS; hop++) {
    const body = await get(url, options)
    const { statusCode = 0, headers } = body
    if (statusCode < 300 || statusCode >= 400 || headers.location === undefined) return { body, url }
    body.destroy()
    if (!URL.canParse(headers.location, url)) throw refused(url, 'leads to an address that is none')
    url = checkUrl(new URL(headers.location, url).href, options)
  }
  throw refused(url, `leads on and on, more than ${REDIRECTS} times`)
}

function get(url: URL, { allowPrivate, signal }: DownloadOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const call = openRequest(url, {
      allowPrivate,
      signal,
      headers: { accept: '*/*', 'accept-encoding': 'identity' },
    })
    call.setTimeout(SILENCE_MS, () => call.destroy(new Error('silent')))
    call.on('error', reject)
    call.on('response', resolve)
    call.end()
  })
}

const refused = ({ host }: URL, what: string): UserError =>
  new UserError('download_failed', `“${host}” ${what}. Check the address in a browser, then try again.`, {
    field: 'url',
  })

const meanings: Readonly<Record<number, string>> = {
  401: ': it asks for a login',
  403: ': it forbids this',
  404: ': nothing is there',
  429: ': it is asked too often',
}
const meaning = (status: number): string => meanings[status] ?? ''

const codeOf = (error: unknown): string =>
  error instanceof Error ? ('code' in error && String(error.code)) || error.message : 'unknown'
