import type { AddedDatasetView } from '../../../server/views.ts'
import { say } from '../../i18n/current.ts'

/** What the file dialog offers; the server looks at the bytes, not at the name. */
export const ACCEPTED = '.csv,.tsv,.txt,.json,.jsonl,.ndjson,.parquet,.zip'

const messageOf = (body: unknown): string | undefined => {
  if (typeof body !== 'object' || body === null || !('error' in body)) return undefined
  const { error } = body
  return typeof error === 'object' &&
    error !== null &&
    'message' in error &&
    typeof error.message === 'string'
    ? error.message
    : undefined
}

/**
 * Sends a file's bytes. `onProgress` gets the share sent, 0…1. Rejects with an Error whose message is for the person.
 * XMLHttpRequest, since fetch does not tell how far an upload is.
 */
export function uploadDataset(
  file: File,
  options: { onProgress?: (share: number) => void; signal?: AbortSignal } = {},
): Promise<AddedDatasetView> {
  const { onProgress, signal } = options
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/v1/datasets?name=${encodeURIComponent(file.name)}`)
    request.responseType = 'json'
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable && event.total > 0) onProgress?.(event.loaded / event.total)
    })
    request.addEventListener('load', () => {
      if (request.status >= 200 && request.status < 300) resolve(request.response as AddedDatasetView)
      else
        reject(
          new Error(
            messageOf(request.response) ??
              say('The upload was refused ({{status}}).', { status: request.status }),
          ),
        )
    })
    request.addEventListener('error', () =>
      reject(new Error(say('The upload broke off. Check that Millrace is still running, then try again.'))),
    )
    request.addEventListener('abort', () => reject(new DOMException('Cancelled', 'AbortError')))
    signal?.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}
