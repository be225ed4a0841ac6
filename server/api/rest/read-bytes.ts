import { UserError } from '../../../nodes/kit/errors.ts'

/** The bytes of a request’s body. Throws UserError `empty_body`, and `too_large` past `maxBytes` without reading on. */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (!request.body) throw new UserError('empty_body', 'The request has no body: send the file’s bytes.')
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    sizeBytes += chunk.byteLength
    if (sizeBytes > maxBytes)
      throw new UserError(
        'too_large',
        `The file is larger than ${Math.floor(maxBytes / 2 ** 20)} MB, the limit of this server.`,
      )
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
