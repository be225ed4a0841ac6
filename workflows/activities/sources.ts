import { eq } from 'drizzle-orm'
import { datasetVersions } from '../../drizzle/schema.ts'
import type { OpenConnection } from '../../nodes/kit/connections.ts'
import { isFileReader } from '../../nodes/data/file/source-key.ts'
import { jsonDigest } from '../../nodes/graph/cache-key.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import { LOOP_BEGIN, type LoopFile } from '../../nodes/kit/loops.ts'
import type { BlobRef } from '../../nodes/kit/values.ts'
import { findNewestFiles } from '../../server/datasets/matching-files.ts'
import { openConnection } from '../../server/connections/connections.ts'
import type { ActivityDeps } from './deps.ts'

/** What a node reads that is not an input. */
export interface Source {
  /** Bytes behind a file. */
  blob: BlobRef | null
  connection: OpenConnection | undefined
  /** Enters the cache key: what is read under the same text is the same. Null for a node that reads nothing. */
  freshness: string | null
  /** Whether a result may be used again by a later run. */
  isKept: boolean
  /** Files that the node goes through. */
  files?: readonly LoopFile[]
}

const nothing: Source = { blob: null, connection: undefined, freshness: null, isKept: true }

interface Asker {
  runId: string
  node: { type: string; params: Readonly<Record<string, unknown>> }
}

/** What stands behind a source; nothing behind any other node. */
export async function findSource(deps: ActivityDeps, { runId, node }: Asker): Promise<Source> {
  const { type, params } = node
  if (isFileReader(type)) {
    const [row] = await deps.db
      .select({ blob: datasetVersions.blob })
      .from(datasetVersions)
      .where(eq(datasetVersions.id, String(params.source)))
    if (!row)
      throw new UserError('source_missing', 'The file is not in this workspace. Choose or upload it again.', {
        field: 'source',
      })
    return { ...nothing, blob: row.blob, freshness: row.blob.sha256 }
  }
  if (type === 'data.postgres') {
    const { freshness, ...connection } = await openConnection(deps, String(params.connection))
    return params.refresh === 'keep'
      ? { ...nothing, connection, freshness }
      : { ...nothing, connection, freshness: `run ${runId}`, isKept: false }
  }
  if (type === 'data.contract') {
    // How old the newest row is depends on when it is asked.
    const ages = (params.rules as readonly { check: string }[]).some(({ check }) => check === 'fresh')
    return ages ? { ...nothing, freshness: `run ${runId}`, isKept: false } : nothing
  }
  if (type === LOOP_BEGIN && params.over === 'files') {
    const files = await findNewestFiles(deps.db, String(params.pattern))
    return { ...nothing, files, freshness: jsonDigest(files.map(({ name, blob }) => [name, blob.sha256])) }
  }
  return nothing
}
