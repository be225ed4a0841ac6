import { createHash } from 'node:crypto'
import { openEngine, type Engine } from '../../ml/tables/engine.ts'
import { compileSlice } from '../../ml/transforms/slice.ts'
import { loadLineage } from '../../nodes/kit/lineage.ts'
import type { Column } from '../../nodes/kit/columns.ts'
import { tableDigest } from '../../ml/tables/digest.ts'
import { parquet } from '../../ml/tables/sql.ts'
import { profileTable, type TableProfile } from '../../ml/tables/profile.ts'
import { canonicalJson } from '../../nodes/graph/canonical-json.ts'
import type { ServeMode } from '../../nodes/kit/values.ts'
import type { BlobRef, PortValue, StoredLineageStep, TableValue } from '../../nodes/kit/values.ts'
import { UnexpectedError } from '../../nodes/kit/errors.ts'
import type { ModelSchema, PortType } from '../../nodes/kit/ports.ts'
import type { BlobStore, OutputDrafts, RunContext } from '../../nodes/kit/runner.ts'

interface NodeFacts {
  id: string
  type: string
  version: number
  params: unknown
  serve: ServeMode
  outputs: Readonly<Record<string, { type: PortType }>>
}

const PARQUET = 'application/vnd.apache.parquet'

type Draft = OutputDrafts[PortType]

const textBytes = (text: string) => new TextEncoder().encode(text)

const digestOf = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex')

async function putJson(store: BlobStore, value: unknown): Promise<BlobRef> {
  return store.putBytes(textBytes(JSON.stringify(value)), 'application/json')
}

/**
 * The raw columns that an endpoint of the model will need: those that its inputs come from, known exactly now that
 * everything upstream is fitted.
 */
async function requestOf(
  store: BlobStore,
  head: BlobRef,
  { inputs }: ModelSchema,
): Promise<readonly Column[]> {
  const lineage = await loadLineage(store, head)
  const load = async (ref: BlobRef): Promise<unknown> =>
    JSON.parse(new TextDecoder().decode(await store.getBytes(ref)))
  const { request } = await compileSlice(lineage, load, { needed: inputs.map(({ name }) => name) })
  return request
}

const isTable = (value: PortValue): value is TableValue => value.port === 'table'

/** Profiles of the tables that arrive. They only save work, so one that is not to be had is done without. */
async function loadProfiles(store: BlobStore, tables: readonly TableValue[]): Promise<TableProfile[]> {
  const profiles = await Promise.all(
    tables.map(async ({ profile }) => {
      const bytes = await store.getBytes(profile).catch(() => null)
      return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as TableProfile | null)
    }),
  )
  return profiles.filter((profile) => profile !== null)
}

/**
 * Stores what a runner handed back and gives every output its canonical digest, its lineage and, for tables, its
 * profile. A table passed on as it came keeps its bytes, digest and profile; of another, only the columns that say
 * something new are measured. One that is only `passing` through a refit is
 * known by the digest of its bytes and has no profile: nobody looks at it.
 */
export async function storeOutputs(
  node: NodeFacts,
  inputs: Readonly<Record<string, PortValue>>,
  drafts: Readonly<Record<string, Draft>>,
  ctx: Pick<RunContext, 'store' | 'limits' | 'tempDir'>,
  { passing = false }: { passing?: boolean } = {},
): Promise<Record<string, PortValue>> {
  const { store } = ctx
  const tables = Object.values(inputs).filter(isTable)
  let opened: Engine | null = null
  const getEngine = async () => (opened ??= await openEngine({ ...ctx.limits, tempDir: ctx.tempDir }))
  let known: Promise<TableProfile[]> | null = null
  const getKnown = () => (known ??= loadProfiles(store, tables))

  const storeTable = async (draft: OutputDrafts['table']): Promise<TableValue> => {
    const transform = draft.transform === undefined ? null : await putJson(store, draft.transform)
    const step: StoredLineageStep = {
      nodeId: node.id,
      nodeType: node.type,
      nodeVersion: node.version,
      params: node.params,
      serve: node.serve,
      inputs: Object.fromEntries(
        Object.entries(inputs).flatMap(([port, value]) => (isTable(value) ? [[port, value.lineage]] : [])),
      ),
      transform,
      schema: draft.schema,
    }
    const lineage = await putJson(store, step)
    const paths = await Promise.all(tables.map((input) => store.pathOf(input.blob)))
    const source = tables.find((_, index) => paths[index] === draft.path)
    const blobs = transform ? [transform] : []
    if (source && canonicalJson(draft.schema) === canonicalJson(source.schema))
      return { ...source, lineage, blobs }
    const putTable = async () => source?.blob ?? (await store.putFile(draft.path, PARQUET))
    const engine = await getEngine()
    if (passing) {
      const { rows } = await engine.row(`SELECT count(*)::DOUBLE AS rows FROM ${parquet(draft.path)}`)
      const blob = await putTable()
      return {
        port: 'table',
        digest: blob.sha256,
        blob,
        blobs,
        rows: Number(rows),
        schema: draft.schema,
        lineage,
        profile: await putJson(store, null),
      }
    }
    const known = await getKnown()
    const { profile, content } = await profileTable(engine, { ...draft, known })
    return {
      port: 'table',
      digest: tableDigest(draft.schema, content),
      blob: await putTable(),
      blobs,
      rows: profile.rows,
      schema: draft.schema,
      lineage,
      profile: await putJson(store, profile),
    }
  }

  const storeOne = async (type: PortType, draft: Draft): Promise<PortValue> => {
    switch (type) {
      case 'table':
        return storeTable(draft as OutputDrafts['table'])
      case 'transform': {
        const { transform } = draft as OutputDrafts['transform']
        return {
          port: 'transform',
          digest: digestOf(transform),
          blob: await putJson(store, transform),
          blobs: [],
        }
      }
      case 'blueprint': {
        const { blueprint, family } = draft as OutputDrafts['blueprint']
        const blob = await putJson(store, blueprint)
        return { port: 'blueprint', digest: digestOf(blueprint), blob, blobs: [], family }
      }
      case 'model': {
        const made = draft as OutputDrafts['model']
        if (made.same) return made.same
        const { manifest, blobs, schema, metrics } = made
        const training = inputs.table
        const lineage = made.lineage ?? (training && isTable(training) ? training.lineage : undefined)
        if (!lineage)
          throw new UnexpectedError('model_without_table', `${node.type} makes a model from no table`)
        const blob = await putJson(store, manifest)
        return {
          port: 'model',
          digest: digestOf({ manifest, lineage: lineage.sha256 }),
          blob,
          blobs,
          schema: { ...schema, request: await requestOf(store, lineage, schema) },
          lineage,
          metrics,
        }
      }
      case 'report': {
        const { report, kind, metrics, blobs = [] } = draft as OutputDrafts['report']
        return {
          port: 'report',
          digest: digestOf(report),
          blob: await putJson(store, report),
          blobs,
          kind,
          metrics,
        }
      }
      case 'signal':
        return { port: 'signal', digest: digestOf({}), blob: await putJson(store, {}), blobs: [] }
    }
  }

  try {
    const outputs: Record<string, PortValue> = {}
    for (const [name, { type }] of Object.entries(node.outputs)) {
      const draft = drafts[name]
      // A signal that is not given.
      if (draft === undefined && type === 'signal') continue
      if (draft === undefined)
        throw new UnexpectedError('output_missing', `${node.type} returned nothing for its output ${name}`)
      outputs[name] = await storeOne(type, draft)
    }
    return outputs
  } finally {
    ;(opened as Engine | null)?.close()
  }
}
