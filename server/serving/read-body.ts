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

/**
 * Reads a body of JSON as it is. Hands over RequestError `body_too_large` once the rest was taken in and dropped (so
 * far as that is reasonable), `wrong_encoding`, and what `onBytes` throws when told of bytes that no length announced.
 */
export function readBody(
  request: { stream: Readable; headers: IncomingHttpHeaders; onBytes?: (bytes: number) => void },
  limits: Pick<ServingLimits, 'bodyBytes'>,
  done: (error: Error | null, body?: Buffer) => void,
): void {
  const { stream, headers, onBytes } = request
  const isAnnounced = headers['content-length'] !== undefined
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity') {
    done(
      new RequestError(
        415,
        'wrong_encoding',
        `The body is compressed (“${encoding.slice(0, 32)}”). Send it as plain JSON.`,
      ),
    )
    return
  }
  let chunks: Buffer[] = []
  let bytes = 0
  let dropping: NodeJS.Timeout | undefined
  const finish = (error: Error | null, body?: Buffer) => {
    clearTimeout(dropping)
    stream.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose)
    done(error, body)
  }
  const refuse = () => {
    stream.pause()
    finish(tooLarge(limits.bodyBytes))
  }
  const beginDropping = () => {
    chunks = []
    dropping ??= setTimeout(refuse, DROPPING_MS)
  }
  const onData = (chunk: Buffer) => {
    bytes += chunk.byteLength
    if (bytes > limits.bodyBytes) beginDropping()
    if (dropping !== undefined) {
      if (bytes > limits.bodyBytes + DROPPED_BYTES) refuse()
      return
    }
    chunks.push(chunk)
    if (isAnnounced || onBytes === undefined) return
    try {
      onBytes(chunk.byteLength)
    } catch (error) {
      stream.pause()
      finish(error as Error)
    }
  }
  const onEnd = () => {
    if (dropping !== undefined) refuse()
    else finish(null, chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, bytes))
  }
  const onError = (error: Error) => finish(error)
  const onClose = () =>
    finish(new RequestError(400, 'incomplete', 'The body ended before its length was reached.'))
  if (Number(headers['content-length']) > limits.bodyBytes) beginDropping()
  stream.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose)
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
