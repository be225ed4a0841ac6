import { mkdir, rm } from 'node:fs/promises'
import { inspectFile } from '../../ml/tables/inspect.ts'
import { openEngine } from '../../ml/tables/engine.ts'
import { readRows } from '../../ml/tables/read-rows.ts'
import { findDefinition } from '../../nodes/definitions.ts'
import { gatherSlots } from '../../nodes/kit/many.ts'
import { toErrorReport, UnexpectedError } from '../../nodes/kit/errors.ts'
import type { RunContext } from '../../nodes/kit/runner.ts'
import type { PortValue } from '../../nodes/kit/values.ts'
import { loadRunner, describeBackend } from '../../nodes/runners.ts'
import { openFolderStore } from '../../server/storage/folder-store.ts'
import { makeTaskFolder } from '../../server/storage/task-folders.ts'
import { exitWithParent } from './parent-watch.ts'
import type { ComputeLimits, ComputeResults, ComputeTask, FromChild, ToChild } from './protocol.ts'
import { runSubplan } from './run-subplan.ts'
import { storeOutputs } from './store-outputs.ts'

/** The compute process: one task at a time, told by the worker over IPC. The only importer of runners. */

exitWithParent()

const store = openFolderStore(required('MILLRACE_BLOBS'))
const tempFolder = required('MILLRACE_COMPUTE_TEMP')

function required(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: compute processes are started by the worker`)
  return value
}

const send = (message: FromChild) => void process.send?.(message)

/** Of the task in hand. */
let stopRequested = false
let checkpointSeq = 0
const savedCheckpoints = new Map<number, () => void>()

type NodeTask = Extract<ComputeTask, { kind: 'node' }>

function contextOf(
  task: Pick<NodeTask, 'source' | 'checkpoint' | 'refits' | 'connection'> & {
    node: Pick<NodeTask['node'], 'seed'>
  },
  limits: ComputeLimits,
  tempDir: string,
): RunContext {
  return {
    seed: task.node.seed,
    // The worker ends a cancelled task by ending this process.
    signal: new AbortController().signal,
    store,
    tempDir,
    limits,
    source: task.source ?? undefined,
    connection: task.connection,
    progress: (update) => send({ type: 'progress', update }),
    log: (level, message) => send({ type: 'log', level, message }),
    refits: task.refits,
    loadCheckpoint: () => Promise.resolve(task.checkpoint),
    saveCheckpoint: async (checkpoint) => {
      const seq = ++checkpointSeq
      const saved = new Promise<void>((resolve) => savedCheckpoints.set(seq, resolve))
      send({ type: 'checkpoint', seq, checkpoint, backend: await describeBackend() })
      await saved
    },
    stopRequested: () => stopRequested,
  }
}

async function openDisposable(limits: ComputeLimits, tempDir: string) {
  const engine = await openEngine({ ...limits, tempDir })
  return Object.assign(engine, { [Symbol.dispose]: () => engine.close() })
}

async function execute(
  task: ComputeTask,
  limits: ComputeLimits,
  tempDir: string,
): Promise<ComputeResults[keyof ComputeResults]> {
  switch (task.kind) {
    case 'environment':
      return { numeric: await describeBackend() }
    case 'inspect': {
      using engine = await openDisposable(limits, tempDir)
      const found = await inspectFile(engine, await store.pathOf(task.blob), task.options)
      const { columns, rows, preview, ...detected } = found
      // The first column of the preview is the row id.
      const cells = preview.rows.map((row) => row.slice(1))
      return { schema: { columns, open: false }, rows, preview: cells, detected }
    }
    case 'rows': {
      using engine = await openDisposable(limits, tempDir)
      const { offset, limit, sort, schema } = task
      const table = { path: await store.pathOf(task.blob), schema }
      return await readRows(engine, table, { offset, limit, ...(sort ? { sort } : {}) })
    }
    case 'node': {
      const definition = findDefinition(task.node.type)
      const run = await loadRunner(task.node.type)
      if (!definition || !run)
        throw new UnexpectedError('no_runner', `No runner for the node type ${task.node.type}`)
      const ctx = contextOf(task, limits, tempDir)
      const { final } = task
      const refitted = final ? await runSubplan(final.subplan, final.given, ctx, { passing: false }) : {}
      const arriving = final
        ? { ...task.inputs, [final.port]: refitted[final.model] as PortValue }
        : task.inputs
      const inputs = gatherSlots(definition.inputs, arriving)
      const drafts = await run({ inputs, params: task.node.params, ctx })
      const facts = { ...task.node, serve: definition.serve, outputs: definition.outputs }
      return { outputs: await storeOutputs(facts, arriving, drafts, ctx), refitted }
    }
    case 'subplan': {
      const ctx = contextOf(
        { node: { seed: 0 }, source: null, checkpoint: null, refits: [] },
        limits,
        tempDir,
      )
      return { outputs: await runSubplan(task.subplan, task.given, ctx) }
    }
  }
}

async function perform(task: ComputeTask, limits: ComputeLimits): Promise<void> {
  await mkdir(tempFolder, { recursive: true })
  const tempDir = await makeTaskFolder(tempFolder)
  try {
    send({ type: 'done', result: await execute(task, limits, tempDir) })
  } catch (error) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
    send({ type: 'failed', error: toErrorReport(error), detail })
  } finally {
    await rm(tempDir, { recursive: true, force: true })
  }
}

process.on('message', (message: ToChild) => {
  switch (message.type) {
    case 'checkpointed':
      savedCheckpoints.get(message.seq)?.()
      savedCheckpoints.delete(message.seq)
      return
    case 'stop':
      stopRequested = true
      return
    case 'start':
      stopRequested = false
      void perform(message.task, message.limits)
  }
})
send({ type: 'ready' })
