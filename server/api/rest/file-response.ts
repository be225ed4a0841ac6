import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import type { BlobRef } from '../../../nodes/kit/values.ts'

/** A name of any letters as a header takes it (RFC 8187). */
const encodeName = (name: string): string =>
  encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

/** The header that offers an answer as a download. The name is a suggestion to the client, never a path here. */
export const asDownload = (name: string): string =>
  `attachment; filename="${name.replace(/[^\w.-]+/g, '_')}"; filename*=UTF-8''${encodeName(name)}`

/** Streams a stored file as a download. */
export function fileResponse(path: string, file: { name: string; blob: BlobRef }): Response {
  const body = Readable.toWeb(createReadStream(path)) as unknown as ReadableStream<Uint8Array>
  return new Response(body, {
    headers: {
      'content-type': file.blob.mediaType,
      'content-length': String(file.blob.sizeBytes),
      'content-disposition': asDownload(file.name),
    },
  })
}
