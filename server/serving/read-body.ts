import type { Readable } from 'node:stream'
import type { IncomingHttpHeaders } from 'node:http'
import type { ServingLimits } from './limits.ts'
import { RequestError } from './request-error.ts'

/** How much of a body that is too large is still taken in and dropped, so that the client gets to read the answer. */
const DROPPED_BYTES = 64 * 1024 * 1024
const DROPPING_MS = 10_000

const tooLarge = (limit: number): RequestError =>
  new RequestError(
    413,
    'body_too_large',
    `The body is larger than ${Math.floor(limit / 2 ** 20)} MB. Send the rows in several requests, or use Batch predict for whole files.`,
  )

/** Takes in what is left of a stream and drops it, up to a limit. */
function drop(stream: Readable): Promise<void> {
  return new Promise((resolve) => {
    let bytes = 0
    const finish = () => {
      clearTimeout(timer)
      stream.removeAllListeners('data')
      stream.pause()
      resolve()
    }
    const timer = setTimeout(finish, DROPPING_MS)
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength
      if (bytes > DROPPED_BYTES) finish()
    })
    stream.once('end', finish)
    stream.once('close', finish)
    stream.once('error', finish)
  })
}

/**
 * Reads a body of JSON as it is. Rejects with RequestError `body_too_large` or `wrong_encoding`.
 */
export async function readBody(
  stream: Readable,
  headers: IncomingHttpHeaders,
  limits: Pick<ServingLimits, 'bodyBytes'>,
): Promise<Buffer> {
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity') {
    throw new RequestError(
      415,
      'wrong_encoding',
      `The body is compressed (“${encoding.slice(0, 32)}”). Send it as plain JSON.`,
    )
  }
  if (Number(headers['content-length']) > limits.bodyBytes) {
    await drop(stream)
    throw tooLarge(limits.bodyBytes)
  }
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength
    // Going on reading, not leaving the loop: that would destroy the connection before the answer.
    if (bytes <= limits.bodyBytes) chunks.push(chunk)
    else chunks.length = 0
    if (bytes > limits.bodyBytes + DROPPED_BYTES) break
  }
  if (bytes > limits.bodyBytes) throw tooLarge(limits.bodyBytes)
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, bytes)
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Parses a body. Throws RequestError `invalid_json`. */
export function parseJson(body: unknown): unknown {
  if (!(body instanceof Buffer) || body.byteLength === 0) {
    throw new RequestError(400, 'invalid_json', 'The body is empty. Send JSON.')
  }
  let text: string
  try {
    text = utf8.decode(body)
  } catch {
    throw new RequestError(400, 'invalid_json', 'The body is not JSON: it is not text in UTF-8.')
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    // The parser quotes the place; its quote is short, but the body may hold anything.
    const reason = (error instanceof Error ? error.message : '').replaceAll(/\s+/g, ' ').slice(0, 160)
    throw new RequestError(400, 'invalid_json', `The body is not JSON. The parser says: ${reason}`)
  }
}
