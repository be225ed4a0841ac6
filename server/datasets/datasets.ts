import { and, desc, eq, inArray, isNull, sql as raw } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Database } from '../../drizzle/client.ts'
import { datasetReadings, datasetVersions } from '../../drizzle/schema.ts'
import type { PipelineDocument } from '../../nodes/graph/document.ts'
import type { Expanded } from '../../nodes/graph/expand.ts'
import { forEach } from '../../nodes/control/for-each/definition.ts'
import { file } from '../../nodes/data/file/definition.ts'
import { fileSourceKey, isFileReader, readsFile } from '../../nodes/data/file/source-key.ts'
import { images } from '../../nodes/data/images/definition.ts'
import { resolveParams, type InputValues } from '../../nodes/graph/resolve-params.ts'
import type { TableSchema } from '../../nodes/kit/columns.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import type { BlobRef } from '../../nodes/kit/values.ts'
import type { WorkflowClient } from '../../workflows/client.ts'
import { findQuerySources } from '../connections/readings.ts'
import { DATA_CHANNEL } from '../runs/notify.ts'
import type { AddedDatasetView, DatasetReadingView, DatasetView } from '../views.ts'

const toView = (row: typeof datasetVersions.$inferSelect): DatasetView => ({
  id: row.id,
  name: row.name,
  version: row.version,
  sizeBytes: row.blob.sizeBytes,
  createdAt: row.createdAt.toISOString(),
})

/** Records an uploaded file as a version of the data set of its name; the same bytes are the same version. */
export async function addDataset(
  db: Database,
  upload: { name: string; blob: BlobRef },
): Promise<AddedDatasetView> {
  const name = upload.name.trim().slice(0, 200)
  if (!name) throw new UserError('name', 'The file needs a name.', { field: 'name' })
  return db.transaction(async (tx) => {
    // One upload of a name at a time: versions count up without gaps.
    const versions = await tx
      .select()
      .from(datasetVersions)
      .where(eq(datasetVersions.name, name))
      .orderBy(desc(datasetVersions.version))
      .for('update')
    const same = versions.find((version) => version.blob.sha256 === upload.blob.sha256)
    if (same) {
      // Uploading it again brings back what was deleted.
      if (same.deletedAt)
        await tx.update(datasetVersions).set({ deletedAt: null }).where(eq(datasetVersions.id, same.id))
      return { ...toView(same), isNew: same.deletedAt !== null }
    }
    const [row] = await tx
      .insert(datasetVersions)
      .values({
        id: crypto.randomUUID(),
        name,
        version: (versions[0]?.version ?? 0) + 1,
        blob: upload.blob,
      })
      .returning()
    if (!row) throw new Error('insert returned nothing')
    await tx.execute(raw`select pg_notify(${DATA_CHANNEL}, '')`)
    return { ...toView(row), isNew: true }
  })
}

/** Newest first. */
export async function listDatasets(db: Database): Promise<DatasetView[]> {
  const rows = await db
    .select()
    .from(datasetVersions)
    .where(isNull(datasetVersions.deletedAt))
    .orderBy(desc(datasetVersions.createdAt))
    .limit(500)
  return rows.map(toView)
}

export async function getDataset(db: Database, id: string): Promise<DatasetView> {
  const [row] = await db.select().from(datasetVersions).where(eq(datasetVersions.id, id))
  if (!row || row.deletedAt)
    throw new UserError('not_found', 'There is no such data set. Upload the file again.')
  return toView(row)
}

/** What a file looks like when it is read with these options; asks a worker where nobody has looked yet. */
export async function readDataset(
  { db, workflows }: { db: Database; workflows: WorkflowClient },
  request: { id: string; options: Readonly<Record<string, unknown>> },
): Promise<DatasetReadingView> {
  const { id } = request
  await getDataset(db, id)
  const options = file.params.parse({ ...request.options, source: id })
  const sourceKey = fileSourceKey(options)
  const known = await findReading(db, id, sourceKey)
  if (known) return known
  await workflows.inspectFile({ datasetId: id, sourceKey, options })
  const reading = await findReading(db, id, sourceKey)
  if (!reading) throw new UserError('not_found', 'The data set was removed while it was read.')
  return reading
}

async function findReading(
  db: Database,
  id: string,
  sourceKey: string,
): Promise<DatasetReadingView | undefined> {
  const [row] = await db
    .select()
    .from(datasetReadings)
    .where(and(eq(datasetReadings.datasetId, id), eq(datasetReadings.sourceKey, sourceKey)))
  if (!row) return undefined
  const { schema, rows, detected, preview, error } = row
  return { sourceKey, schema, rows, detected, preview, error }
}

/** Known schemas by source key. */
export async function listSources(
  db: Database,
  keys: readonly string[],
): Promise<Record<string, TableSchema>> {
  if (keys.length === 0) return {}
  const rows = await db
    .select({ key: datasetReadings.sourceKey, schema: datasetReadings.schema })
    .from(datasetReadings)
    .where(inArray(datasetReadings.sourceKey, [...keys]))
  return Object.fromEntries(rows.flatMap(({ key, schema }) => (schema ? [[key, schema]] : [])))
}

/** Nodes that read files, by type. */
const readers: Readonly<Record<string, typeof file | typeof images | typeof forEach>> = {
  [file.type]: file,
  [images.type]: images,
  [forEach.type]: forEach,
}

/** The schemas of what the files and queries of a drawing read. */
export async function findSources(
  db: Database,
  document: PipelineDocument,
): Promise<Record<string, TableSchema>> {
  const keys = document.nodes.flatMap((node) => {
    const params = readers[node.type]?.params.safeParse(node.params)
    return params?.success && readsFile(node.type, params.data) ? [fileSourceKey(params.data)] : []
  })
  return { ...(await listSources(db, keys)), ...(await findQuerySources(db, document)) }
}

/** What each *File* and *Images* that wants the newest version of its name reads as it is drawn: data set by node. */
export const newestFilesOf = (document: PipelineDocument, values: InputValues): Map<string, string> =>
  new Map(
    document.nodes.flatMap((node) => {
      const reader = isFileReader(node.type) ? readers[node.type] : undefined
      if (!reader) return []
      const { params } = resolveParams(node, reader, { declared: document.inputs, values })
      return params.version === 'newest' ? [[node.id, String(params.source)]] : []
    }),
  )

/** The drawing with each *File* and *Images* that wants the newest version of its name reading the one that is newest now. */
export async function withNewestFiles(
  db: Database,
  document: Expanded,
  values: InputValues,
): Promise<Expanded> {
  const chosen = newestFilesOf(document, values)
  if (chosen.size === 0) return document
  const old = alias(datasetVersions, 'old')
  const rows = await db
    .selectDistinctOn([old.id], { old: old.id, newest: datasetVersions.id })
    .from(old)
    .innerJoin(datasetVersions, and(eq(datasetVersions.name, old.name), isNull(datasetVersions.deletedAt)))
    .where(inArray(old.id, [...chosen.values()]))
    .orderBy(old.id, desc(datasetVersions.version))
  const newest = new Map(rows.map((row) => [row.old, row.newest]))
  return {
    ...document,
    nodes: document.nodes.map((node) => {
      const source = newest.get(chosen.get(node.id) ?? '')
      return source === undefined ? node : { ...node, params: { ...node.params, source } }
    }),
  }
}
