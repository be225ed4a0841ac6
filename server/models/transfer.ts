import { and, desc, eq } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { modelVersions, pipelines, pipelineVersions, runs } from '../../drizzle/schema.ts'
import { emptyDocument } from '../../nodes/graph/document.ts'
import { parseDocument } from '../../nodes/graph/parse-document.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import { IMPORTED_CARD } from '../../nodes/kit/model-card.ts'
import type { BlobStore } from '../../nodes/kit/runner.ts'
import { TRAINING_STATE } from '../../nodes/kit/training-state.ts'
import type { ModelValue } from '../../nodes/kit/values.ts'
import { getModelCard } from './card.ts'
import { writeCard } from './card-text.ts'
import { type ModelFacts, packModel, unpackModel } from './model-file.ts'
import { getModel } from './models.ts'
import { changeNotes, readTags } from './registry.ts'

interface Deps {
  db: Database
  store: Pick<BlobStore, 'getBytes' | 'putBytes'>
}

/** A file is put together, and taken apart, in memory. */
export const MAX_MODEL_FILE = 512 * 2 ** 20

/** A model without what this Millrace keeps beside it for itself. */
const withoutOwn = (value: ModelValue): ModelValue => ({
  ...value,
  blobs: value.blobs.filter(({ mediaType }) => ![TRAINING_STATE, IMPORTED_CARD].includes(mediaType)),
})

/** The drawing that made a model, or where its run was deleted, the newest of its pipeline. */
async function drawingOf(db: Database, { pipelineId, runId }: { pipelineId: string; runId: string }) {
  const [made] = await db
    .select({ document: pipelineVersions.document })
    .from(runs)
    .innerJoin(pipelineVersions, eq(pipelineVersions.id, runs.versionId))
    .where(eq(runs.id, runId))
  if (made) return made.document
  const [newest] = await db
    .select({ document: pipelineVersions.document })
    .from(pipelineVersions)
    .where(eq(pipelineVersions.pipelineId, pipelineId))
    .orderBy(desc(pipelineVersions.version))
    .limit(1)
  return newest?.document ?? emptyDocument()
}

/**
 * A model version as one file, for another Millrace: see `packModel`. Aliases stay here.
 * @throws UserError `not_found`, `too_large` above 512 MB
 */
export async function exportModel(
  { db, store }: Deps,
  id: string,
): Promise<{ name: string; bytes: Uint8Array<ArrayBuffer> }> {
  const model = await getModel(db, id)
  const card = await getModelCard({ db, store }, id)
  const facts: ModelFacts = {
    name: model.name,
    version: model.version,
    createdAt: model.createdAt,
    tags: [...model.tags],
    notes: { ...model.notes },
    pipeline: { id: model.pipelineId, name: model.pipelineName },
    nodeId: model.nodeId,
    runId: model.runId,
    value: withoutOwn(model.value) as ModelFacts['value'],
    card: { ...card } as ModelFacts['card'],
    document: await drawingOf(db, model),
  }
  const bytes = await packModel(facts, writeCard(model, card), {
    read: (sha256) => store.getBytes({ sha256, sizeBytes: 0, mediaType: '' }),
    maxBytes: MAX_MODEL_FILE,
  })
  const words = model.name.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '')
  return { name: `${words || 'model'}-v${model.version}.zip`, bytes }
}

/**
 * Takes in a model that another Millrace exported, as a version of the same model: versions of one model that come one
 * after another stay together, under a pipeline with the drawing that made the first. The same model again is the
 * version that is there. The bytes come first, then all rows at once: of an import that fails, nothing is left but bytes
 * that nothing leads to, which garbage collection takes.
 * @throws UserError of `unpackModel`, `bad_drawing`, `bad_tags`, `bad_notes`
 */
export async function importModel(
  { db, store }: Deps,
  bytes: Uint8Array,
  maxBytes: number,
): Promise<{ id: string; isNew: boolean }> {
  const { facts, blobs } = await unpackModel(bytes, maxBytes)
  const { pipeline, nodeId } = facts
  const value = withoutOwn(facts.value)
  const parsed = parseDocument(facts.document)
  if (!parsed.ok) throw new UserError('bad_drawing', parsed.message)
  const tags = readTags(facts.tags)
  const notes = changeNotes({}, facts.notes)
  for (const blob of blobs.values()) await store.putBytes(blob, 'application/octet-stream')
  const card = await store.putBytes(Buffer.from(JSON.stringify(facts.card)), IMPORTED_CARD)

  return db.transaction(async (tx) => {
    const made = await tx
      .insert(pipelines)
      .values({ id: pipeline.id, name: pipeline.name, version: 1, template: null })
      .onConflictDoNothing({ target: pipelines.id })
      .returning({ id: pipelines.id })
    if (made.length > 0)
      await tx.insert(pipelineVersions).values({
        id: crypto.randomUUID(),
        pipelineId: pipeline.id,
        version: 1,
        document: parsed.document,
        label: null,
      })
    await tx.select({ id: pipelines.id }).from(pipelines).where(eq(pipelines.id, pipeline.id)).for('update')
    const known = await tx
      .select({ id: modelVersions.id, version: modelVersions.version, digest: modelVersions.digest })
      .from(modelVersions)
      .where(and(eq(modelVersions.pipelineId, pipeline.id), eq(modelVersions.nodeId, nodeId)))
      .orderBy(desc(modelVersions.version))
    const same = known.find((one) => one.digest === value.digest)
    if (same) return { id: same.id, isNew: false }
    const [run] = await tx.select({ id: runs.id }).from(runs).where(eq(runs.id, facts.runId))
    const isFree = known.every(({ version }) => version !== facts.version)
    const id = crypto.randomUUID()
    await tx.insert(modelVersions).values({
      id,
      name: facts.name,
      version: isFree ? facts.version : (known[0]?.version ?? 0) + 1,
      pipelineId: pipeline.id,
      runId: facts.runId,
      nodeId,
      digest: value.digest,
      value: run ? value : { ...value, blobs: [...value.blobs, card] },
      tags,
      notes,
      createdAt: new Date(facts.createdAt),
    })
    return { id, isNew: true }
  })
}
