import { createHash } from 'node:crypto'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { z } from 'zod'
import { canonicalJson } from '../../nodes/graph/canonical-json.ts'
import { columnSchema } from '../../nodes/kit/columns.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import type { ModelValue } from '../../nodes/kit/values.ts'
import { walkBlobs } from '../maintenance/reachable.ts'
import type { ModelCardView } from '../views.ts'

const FORMAT = 'millrace-model'
const FORMAT_VERSION = 1

const digest = z.string().regex(/^[0-9a-f]{64}$/)
const blobRef = z.object({
  sha256: digest,
  sizeBytes: z.number().int().nonnegative(),
  mediaType: z.string().max(200),
})
/** What these say leads to the other blobs. */
const jsonRef = blobRef.extend({ mediaType: z.string().max(200).includes('json') })

// A figure that is no number is null in JSON.
const figures = z
  .record(z.string(), z.number().nullable())
  .transform((given) =>
    Object.fromEntries(
      Object.entries(given).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
    ),
  )

const modelValue = z.object({
  port: z.literal('model'),
  digest,
  blob: jsonRef,
  blobs: z.array(blobRef).max(10_000),
  lineage: jsonRef,
  metrics: figures,
  schema: z.object({
    task: z.enum(['regression', 'binary', 'multiclass']).nullable(),
    target: columnSchema.nullable(),
    inputs: z.array(columnSchema),
    request: z.array(columnSchema),
  }),
}) satisfies z.ZodType<ModelValue>

export const cardSchema = z.object({
  data: z.array(z.object({ title: z.string(), version: z.string().nullable(), gone: z.boolean() })),
  rows: z.number().nullable(),
  steps: z.array(
    z.object({ title: z.string(), type: z.string(), params: z.record(z.string(), z.unknown()) }),
  ),
  measured: z.array(z.object({ where: z.string(), metrics: figures })),
  pipelineVersion: z.number().nullable(),
  backend: z.string().nullable(),
  sizeBytes: z.number(),
}) satisfies z.ZodType<ModelCardView>

const factsSchema = z.object({
  name: z.string().min(1).max(400),
  version: z.int32().positive(),
  createdAt: z.iso.datetime(),
  tags: z.array(z.string()),
  notes: z.record(z.string(), z.string()),
  pipeline: z.object({ id: z.string().min(1).max(100), name: z.string().min(1).max(200) }),
  nodeId: z.string().min(1).max(200),
  runId: z.string().min(1).max(100),
  value: modelValue,
  card: cardSchema,
  /** The drawing that made it. */
  document: z.unknown(),
})

/** What a model file says of the model; its bytes lie beside it. */
export type ModelFacts = z.infer<typeof factsSchema>

const head = z.object({
  format: z.literal(FORMAT),
  formatVersion: z.number().int().positive(),
  /** Of the rest, as canonical JSON: a figure that was changed is noticed like a byte of a blob. */
  sha256: z.string(),
})

const FACTS = 'model.json'
const CARD = 'card.md'
const blobPath = (sha256: string): string => `blobs/${sha256}`

type ReadBlob = (sha256: string) => Promise<Uint8Array>

/** Digests of all that a model needs: manifest, weights, the steps behind it with what they fitted. */
async function blobsOf({ blob, blobs, lineage }: ModelValue, read: ReadBlob): Promise<ReadonlySet<string>> {
  const pointers = [blob, ...blobs, lineage].map(({ sha256, mediaType }) => ({
    sha256,
    isJson: mediaType.includes('json'),
  }))
  return walkBlobs({ getBytes: ({ sha256 }) => read(sha256) }, { pointers, deletedSources: new Map() })
}

/** Most parts, and the largest description, that are taken for a model: what claims more is meant to do harm. */
const MOST_PARTS = 20_000
const MOST_FACTS_BYTES = 64 * 2 ** 20

/**
 * A zip of the facts as `model.json`, the card as `card.md`, and each blob under its SHA-256.
 * @throws UserError `too_large` past `maxBytes`
 */
export async function packModel(
  facts: ModelFacts,
  card: string,
  options: { read: ReadBlob; maxBytes: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const written: unknown = JSON.parse(JSON.stringify(facts))
  const described = {
    format: FORMAT,
    formatVersion: FORMAT_VERSION,
    sha256: sha256Of(canonicalJson(written)),
    ...facts,
  }
  const files: Record<string, Uint8Array> = {
    [FACTS]: strToU8(JSON.stringify(described)),
    [CARD]: strToU8(card),
  }
  let sizeBytes = 0
  for (const sha256 of await blobsOf(facts.value, options.read)) {
    const bytes = await options.read(sha256)
    sizeBytes += bytes.byteLength
    if (sizeBytes > options.maxBytes)
      throw new UserError(
        'too_large',
        `The model is larger than ${Math.floor(options.maxBytes / 2 ** 20)} MB, too large for one file.`,
      )
    files[blobPath(sha256)] = bytes
  }
  // Weights hardly shrink.
  return new Uint8Array(zipSync(files, { level: 0 }))
}

const notOne = (cause?: unknown) =>
  new UserError(
    'no_model_file',
    'This file is no model that Millrace has exported. Take one that was downloaded from the page of a model, or made by millrace model export.',
    { cause },
  )
const damaged = (cause?: unknown) =>
  new UserError(
    'damaged_model_file',
    'The file is damaged: a part of it is missing, or is not what it was. Export the model again.',
    { cause },
  )

const sha256Of = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

/**
 * The parts of a zip that are a model's. Nothing is unpacked before its size is known: parts are stored as they are, so
 * none can grow, and those that lie on one another in the file count each for itself.
 */
function unzip(bytes: Uint8Array, maxBytes: number): Record<string, Uint8Array> {
  let sizeBytes = 0
  let parts = 0
  try {
    return unzipSync(bytes, {
      filter: ({ name, size, originalSize, compression }) => {
        if (++parts > MOST_PARTS) throw notOne()
        if (name !== FACTS && !name.startsWith(blobPath(''))) return false
        if (compression !== 0)
          throw new UserError(
            'packed_anew',
            'The file was unpacked and packed again, and its parts are compressed. Import it as Millrace wrote it.',
          )
        if (size !== originalSize || (name === FACTS && size > MOST_FACTS_BYTES)) throw damaged()
        sizeBytes += size
        if (sizeBytes > maxBytes)
          throw new UserError(
            'too_large',
            `The file is larger than ${Math.floor(maxBytes / 2 ** 20)} MB, the limit of this server.`,
          )
        return true
      },
    })
  } catch (error) {
    throw error instanceof UserError ? error : notOne(error)
  }
}

/**
 * Reads what `packModel` wrote: every blob is what its name says, all that the model needs is there, and the model is
 * the one whose digest the file states.
 * @throws UserError `no_model_file`, `newer_model_file`, `damaged_model_file`, `packed_anew`, `too_large`
 */
export async function unpackModel(
  bytes: Uint8Array,
  maxBytes: number,
): Promise<{ facts: ModelFacts; blobs: ReadonlyMap<string, Uint8Array> }> {
  const files = unzip(bytes, maxBytes)
  const { [FACTS]: described, ...rest } = files
  if (!described) throw notOne()
  const facts = readFacts(described)
  const blobs = new Map(Object.entries(rest).map(([path, blob]) => [path.slice(blobPath('').length), blob]))
  for (const [sha256, blob] of blobs) if (sha256Of(blob) !== sha256) throw damaged()

  const read = (sha256: string): Uint8Array => {
    const blob = blobs.get(sha256)
    if (!blob) throw damaged()
    return blob
  }
  const { value } = facts
  const needed = await blobsOf(value, async (sha256) => read(sha256)).catch((error: unknown) => {
    throw damaged(error)
  })
  const sizes = new Map([value.blob, ...value.blobs, value.lineage].map((ref) => [ref.sha256, ref.sizeBytes]))
  for (const sha256 of needed)
    if (read(sha256).byteLength !== (sizes.get(sha256) ?? read(sha256).byteLength)) throw damaged()
  const manifest = readManifest(read(value.blob.sha256))
  if (digestOf({ manifest, lineage: value.lineage.sha256 }) !== value.digest) throw damaged()
  return { facts, blobs: new Map([...needed].map((sha256) => [sha256, read(sha256)])) }
}

/** Of a value as canonical JSON. Throws UserError `damaged_model_file` where it is nested too deep for one. */
function digestOf(value: unknown): string {
  try {
    return sha256Of(canonicalJson(value))
  } catch (error) {
    throw damaged(error)
  }
}

function readManifest(stored: Uint8Array): unknown {
  try {
    return JSON.parse(strFromU8(stored))
  } catch (error) {
    throw damaged(error)
  }
}

function readFacts(described: Uint8Array): ModelFacts {
  let json: unknown
  try {
    json = JSON.parse(strFromU8(described))
  } catch (error) {
    throw notOne(error)
  }
  const read = head.safeParse(json)
  if (!read.success) throw notOne(read.error)
  if (read.data.formatVersion > FORMAT_VERSION)
    throw new UserError(
      'newer_model_file',
      'The file was made by a newer Millrace than this one. Update this one, then import it.',
    )
  const { format: _, formatVersion: __, sha256, ...written } = json as z.infer<typeof head>
  if (digestOf(written) !== sha256) throw damaged()
  const facts = factsSchema.safeParse(written)
  if (!facts.success) throw damaged(facts.error)
  return facts.data
}
