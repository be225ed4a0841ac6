import type { Database } from '../../drizzle/client.ts'
import { OperationalError, UserError } from '../../nodes/kit/errors.ts'
import { openDownload, type Download } from '../net/download.ts'
import type { FolderStore } from '../storage/folder-store.ts'
import type { AddedDatasetView } from '../views.ts'
import { addDataset } from './datasets.ts'

const LIMIT_MS = 3_600_000

interface Deps {
  db: Database
  store: Pick<FolderStore, 'putStream'>
  config: { uploadLimitMb: number; allowPrivateAddresses: boolean }
}

/**
 * Fetches a file from an address of the web, as if it had been uploaded: its bytes are the next version of the data set
 * of its name, or the version that they are already.
 * @throws UserError `address`, `private_address`, `download_failed`, `web_page`, `too_large`
 */
export async function fetchDataset(
  { db, store, config }: Deps,
  { url, name }: { url: string; name?: string | undefined },
): Promise<AddedDatasetView> {
  const signal = AbortSignal.timeout(LIMIT_MS)
  const found = await openDownload(url.trim(), { allowPrivate: config.allowPrivateAddresses, signal })
  if (mediaTypeOf(found) === 'text/html') {
    found.body.destroy()
    const message =
      'At this address is a web page, not a file of data. Copy the address of the file itself (often behind “Download” or “Raw”).'
    throw new UserError('web_page', message, { field: 'url' })
  }
  const maxBytes = config.uploadLimitMb * 2 ** 20
  const blob = await store
    .putStream(found.body, 'application/octet-stream', maxBytes)
    .catch((error: unknown) => {
      if (error instanceof UserError || error instanceof OperationalError) throw error
      const message = 'The download broke off. Try again.'
      throw new UserError('download_failed', message, { cause: error, field: 'url' })
    })
  return addDataset(db, { name: name?.trim() || nameOf(found), blob })
}

const mediaTypeOf = ({ body }: Download): string =>
  (body.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()

const endings: Readonly<Record<string, string>> = {
  'text/csv': '.csv',
  'text/tab-separated-values': '.tsv',
  'application/json': '.json',
  'application/x-ndjson': '.jsonl',
  'application/vnd.apache.parquet': '.parquet',
  'application/zip': '.zip',
}

/** What a file is to be called: as its server says, else as the end of its address, with an ending that tells what it is. */
export function nameOf(found: Download): string {
  const said = /filename="?([^";]+)"?/i.exec(found.body.headers['content-disposition'] ?? '')?.[1]
  const name = lastOf(said ?? decoded(found.url.pathname)) || found.url.hostname
  return /\.[a-z0-9]{1,8}$/i.test(name) && name !== found.url.hostname
    ? name
    : `${name}${endings[mediaTypeOf(found)] ?? ''}`
}

const lastOf = (path: string): string =>
  path
    .split(/[/\\]/)
    .findLast((part) => part.trim() !== '')
    ?.trim() ?? ''

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
