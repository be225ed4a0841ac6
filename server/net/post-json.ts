import { checkUrl, openRequest } from './guard-address.ts'

export interface PostOptions {
  headers?: Readonly<Record<string, string>>
  /** Calls loopback and private addresses, too. */
  allowPrivate: boolean
  /** For all of it: name, connection, answer. 10 s by default. */
  timeoutMs?: number
}

/**
 * Posts a JSON text and gives the status of the answer, whose body is not read. Redirects are not followed: they count
 * as the answer. Rejects where nobody answers.
 * @throws UserError `address` or `private_address` where the address may not be called.
 */
export async function postJson(
  address: string,
  body: string,
  { headers = {}, allowPrivate, timeoutMs = 10_000 }: PostOptions,
): Promise<{ status: number }> {
  const url = checkUrl(address, { allowPrivate })
  return new Promise((resolve, reject) => {
    const call = openRequest(url, {
      allowPrivate,
      method: 'POST',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        ...headers,
      },
    })
    call.on('error', reject)
    call.on('response', (response) => {
      response.destroy()
      resolve({ status: response.statusCode ?? 0 })
    })
    call.end(body)
  })
}
