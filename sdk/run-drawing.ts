import { openAsBlob } from 'node:fs'
import { access, constants, readFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import type { RunState } from '../drizzle/schema/runs.ts'
import type { RunDetail, RunUpdate } from '../server/views.ts'
import { ApiError, type Client } from './client.ts'
import { pipelineOfFile } from './pipeline-of-file.ts'
import { readInputs } from './read-inputs.ts'

interface DrawingNode {
  id: string
  type: string
  title?: string
  params?: Record<string, unknown>
}
interface Drawing {
  nodes: DrawingNode[]
  inputs?: Record<string, { type?: unknown }>
}

/** Reads a drawing. A parse error says where it is. */
async function readDrawing(file: string): Promise<Drawing> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const isGone = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    throw new ApiError(0, 'no_file', isGone ? `There is no file ${file}.` : `Can't read the file ${file}.`)
  })
  let drawing: unknown
  try {
    drawing = JSON.parse(text)
  } catch (cause) {
    throw new ApiError(0, 'bad_json', `${file} is not JSON: ${(cause as Error).message}`)
  }
  const { nodes, schemaVersion } = (drawing ?? {}) as { nodes?: unknown; schemaVersion?: unknown }
  const lacks = !Array.isArray(nodes)
    ? 'list “nodes”'
    : schemaVersion === undefined
      ? '“schemaVersion”'
      : null
  if (lacks !== null)
    throw new ApiError(0, 'bad_drawing', `${file} is no drawing of Millrace: it has no ${lacks}.`)
  return drawing as Drawing
}

async function openLocalFile(path: string, nodeId: string): Promise<Blob> {
  try {
    await access(path, constants.R_OK)
    return await openAsBlob(path)
  } catch (cause) {
    throw new ApiError(0, 'no_file', `Node ${nodeId}: can't read the file ${path}.`, [], { cause })
  }
}

/** Nodes that read an uploaded file. */
const readers: ReadonlySet<string | undefined> = new Set(['data.file', 'data.images'])

/**
 * Uploads what the drawing's file nodes name as `file:path` (relative to the drawing) and puts the uploaded versions in
 * place. Paths are read here, on the caller's machine: the server never sees one.
 */
async function uploadFiles(client: Client, drawing: Drawing, drawingFile: string): Promise<Drawing> {
  const nodes = await Promise.all(
    drawing.nodes.map(async (node) => {
      const source = node.params?.source
      if (!readers.has(node.type) || typeof source !== 'string' || !source.startsWith('file:')) return node
      const path = resolve(dirname(drawingFile), source.slice('file:'.length))
      const bytes = await openLocalFile(path, node.id)
      const dataset = await client.datasets.upload(basename(path), bytes)
      const params = { ...node.params, source: dataset.id }
      await client.datasets.read(dataset.id, node.type === 'data.file' ? params : {})
      return { ...node, params }
    }),
  )
  return { ...drawing, nodes }
}

/**
 * Puts the ids of connections in the place of names (`name:Shop`), which mean the same on every Millrace, and has the
 * columns of every query found out.
 */
async function describeQueries(client: Client, drawing: Drawing): Promise<Drawing> {
  if (!drawing.nodes.some(({ type }) => type === 'data.postgres')) return drawing
  const known = await client.connections.list()
  const nodes = await Promise.all(
    drawing.nodes.map(async (node) => {
      const { connection, query } = node.params ?? {}
      if (node.type !== 'data.postgres' || typeof connection !== 'string' || connection === '') return node
      const name = connection.startsWith('name:') ? connection.slice('name:'.length) : null
      const id = name === null ? connection : known.find((one) => one.name === name)?.id
      if (id === undefined)
        throw new ApiError(0, 'no_connection', `Node ${node.id}: there is no connection called “${name}”.`)
      if (typeof query === 'string' && query.trim() !== '') await client.connections.describe(id, query)
      return { ...node, params: { ...node.params, connection: id } }
    }),
  )
  return { ...drawing, nodes }
}

export interface RunReport {
  runId: string
  number: number
  state: RunState
}

/**
 * Runs a drawing from a file and tells the listener how it goes.
 * @returns how the run ended
 * @throws ApiError, with `problems` where the drawing was refused
 */
export async function runDrawing(
  client: Client,
  request: {
    file: string
    name?: string
    fresh?: boolean
    until?: string
    from?: string
    /** `name=value`, for parameters of the drawing. */
    input?: readonly string[]
    signal?: AbortSignal
  },
  listener: RunListener,
): Promise<RunReport> {
  const written = await readDrawing(request.file)
  const inputs = readInputs(request.input ?? [], written.inputs ?? {})
  const drawing = await describeQueries(client, await uploadFiles(client, written, request.file))
  const pipelines = await client.pipelines.list()
  // Running a file again goes on with the pipeline of that name, so that its runs stand together.
  const { name, existing } =
    request.name === undefined
      ? await pipelineOfFile(request.file, pipelines, async (pipelineId) => {
          const [run] = await client.runs.list({ pipelineId, trigger: 'cli', limit: 1 })
          return run !== undefined
        })
      : { name: request.name, existing: pipelines.find((pipeline) => pipeline.name === request.name) }
  const pipelineId = existing?.id ?? (await client.pipelines.create({ name, document: drawing })).id
  const version = existing
    ? (await client.pipelines.save(existing.id, drawing as never, existing.version)).version
    : undefined
  const { fresh, until, from } = request
  const started = await client.runs
    .start({ pipelineId, version, fresh, until, from, inputs, trigger: 'cli' })
    .catch(async (error: unknown) => {
      // A drawing that was refused leaves no pipeline behind.
      if (!existing) await client.pipelines.remove(pipelineId).catch(() => {})
      throw error
    })
  return followRun(client, started, listener, request.signal)
}

export interface RunListener {
  onStart(run: RunDetail): void
  onUpdate(update: RunUpdate): void
}

/** Follows a run until it has ended; the signal cancels it. */
export async function followRun(
  client: Client,
  { runId, number }: { runId: string; number: number },
  listener: RunListener,
  signal?: AbortSignal,
): Promise<RunReport> {
  signal?.addEventListener('abort', () => void client.runs.cancel(runId).catch(() => {}))
  listener.onStart(await client.runs.get(runId))
  let after = 0
  for (;;) {
    try {
      for await (const update of client.runs.watch(runId, after)) {
        if (update.type === 'event') after = update.event.id
        listener.onUpdate(update)
      }
    } catch (error) {
      if (error instanceof ApiError && error.code !== 'unreachable') throw error
      // The page's process went away for a moment: the run goes on without it.
      await new Promise((done) => setTimeout(done, 1_000))
    }
    const { state } = await client.runs.get(runId).catch(() => ({ state: 'running' as const }))
    if (state !== 'queued' && state !== 'running' && state !== 'paused') return { runId, number, state }
  }
}
