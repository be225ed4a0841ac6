import { sql as raw } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import type { BlobStore } from '../../nodes/kit/runner.ts'

type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0]

/** A blob by its digest, and whether it is JSON, which may point to others. */
interface Pointer {
  sha256: string
  isJson: boolean
}

/** Where the walk begins, as the database stood at one moment. */
export interface Roots {
  pointers: readonly Pointer[]
  /** Deleted versions of data sets with their blobs: kept as long as something reachable has read them. */
  deletedSources: ReadonlyMap<string, string>
}

/** Tables with JSON that never names a blob, and is large. */
const withoutBlobs = ['run_events', 'runs', 'pipelines', 'pipeline_versions', 'saved_templates', 'schedules']

const DIGEST = '^[0-9a-f]{64}$'
const isDigest = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
const isJsonType = (mediaType: unknown): boolean =>
  typeof mediaType === 'string' && mediaType.includes('json')

/**
 * Every blob that a row of the database names, wherever it stands in any table: what is added to the product later is
 * kept without being listed here. A deleted version of a data set names its blob only while a run that is there read it.
 */
export async function findRoots(tx: Transaction): Promise<Roots> {
  const columns = await tx.execute<{ table: string; column: string }>(raw`
    select table_name as table, column_name as column from information_schema.columns
    where table_schema = current_schema() and data_type = 'jsonb'`)
  const pointers: Pointer[] = []
  for (const { table, column } of columns) {
    if (withoutBlobs.includes(table)) continue
    const alive = table === 'dataset_versions' ? raw`where deleted_at is null` : raw``
    const path = `strict $.** ? (@.sha256 like_regex "${DIGEST}")`
    const found = await tx.execute<{ sha256: string; type: string | null }>(raw`
      select distinct named ->> 'sha256' as sha256, named ->> 'mediaType' as type
      from (select jsonb_path_query(${raw.identifier(column)}, ${path}::jsonpath) as named
            from ${raw.identifier(table)} ${alive}) as names`)
    pointers.push(...found.map(({ sha256, type }) => ({ sha256, isJson: isJsonType(type) })))
  }
  const deleted = await tx.execute<{ id: string; sha256: string; read: boolean }>(raw`
    select id, blob ->> 'sha256' as sha256,
      exists (select 1 from runs where position(dataset_versions.id in runs.plan::text) > 0) as read
    from dataset_versions where deleted_at is not null`)
  for (const { sha256, read } of deleted) if (read) pointers.push({ sha256, isJson: false })
  const unread = deleted.filter(({ read }) => !read)
  return { pointers, deletedSources: new Map(unread.map(({ id, sha256 }) => [id, sha256])) }
}

/** What a JSON blob points to, and which sources it says it was read from. */
interface Names {
  pointers: readonly Pointer[]
  sources: readonly string[]
}

function readNames(value: unknown, into: { pointers: Pointer[]; sources: string[] }): void {
  if (value === null || typeof value !== 'object') return
  const { sha256, mediaType, source } = value as Record<string, unknown>
  if (isDigest(sha256)) into.pointers.push({ sha256, isJson: isJsonType(mediaType) })
  if (typeof source === 'string') into.sources.push(source)
  for (const member of Object.values(value)) readNames(member, into)
}

/** What was read once need not be read again: blobs never change. */
const known = new Map<string, Names>()

async function namesIn(store: Pick<BlobStore, 'getBytes'>, sha256: string): Promise<Names> {
  const before = known.get(sha256)
  if (before) return before
  const names = { pointers: [] as Pointer[], sources: [] as string[] }
  const bytes = await store
    .getBytes({ sha256, sizeBytes: 0, mediaType: 'application/json' })
    .catch((error: unknown) => {
      // What is missing already points to nothing; what can't be read for another reason must not lose what it points to.
      if ((error as { code?: string }).code === 'blob_missing') return null
      throw error
    })
  if (bytes) {
    readNames(JSON.parse(new TextDecoder().decode(bytes)), names)
    known.set(sha256, names)
  }
  return names
}

/**
 * Digests of all that the roots lead to: through lineage to the steps before, through manifests to weights, through
 * every JSON blob to whatever it names.
 */
export async function walkBlobs(
  store: Pick<BlobStore, 'getBytes'>,
  { pointers, deletedSources }: Roots,
): Promise<ReadonlySet<string>> {
  const reached = new Set<string>()
  const walked = new Set<string>()
  const waiting = [...pointers]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    reached.add(next.sha256)
    if (!next.isJson || walked.has(next.sha256)) continue
    walked.add(next.sha256)
    const names = await namesIn(store, next.sha256)
    waiting.push(...names.pointers)
    for (const source of names.sources) {
      const sha256 = deletedSources.get(source)
      if (sha256 !== undefined) waiting.push({ sha256, isJson: false })
    }
  }
  for (const sha256 of known.keys()) if (!walked.has(sha256)) known.delete(sha256)
  return reached
}
