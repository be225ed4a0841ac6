import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase, type DatabaseHandle } from '../../drizzle/client.ts'
import type { DocumentNode, PipelineDocument } from '../../nodes/graph/document.ts'
import { emptyDocument } from '../../nodes/graph/document.ts'
import { createPipeline } from '../../server/pipelines/pipelines.ts'
import { getRun } from '../../server/runs/runs.ts'
import { isFinishedRun } from '../../server/runs/node-runs.ts'
import { startRun } from '../../server/runs/start-run.ts'
import { type FolderStore, openFolderStore } from '../../server/storage/folder-store.ts'
import type { RunDetail } from '../../server/views.ts'
import { connectWorkflows, type WorkflowClient } from '../../workflows/client.ts'
import type { TestStack } from './services.ts'

/** A drawing in few words: nodes by id, wires as `from.port > to.port`. */
export function drawing(
  nodes: Readonly<Record<string, [type: string, params?: DocumentNode['params']]>>,
  wires: readonly string[],
): PipelineDocument {
  const end = (text: string) => {
    const [node = '', port = ''] = text.trim().split('.')
    return { node, port }
  }
  return {
    ...emptyDocument(),
    nodes: Object.entries(nodes).map(([id, [type, params = {}]], index) => ({
      id,
      type,
      version: 1,
      params,
      position: { x: index * 240, y: 0 },
    })),
    edges: wires.map((wire) => {
      const [from = '', to = ''] = wire.split('>')
      return { from: end(from), to: end(to) }
    }),
  }
}

export interface TestServer extends AsyncDisposable, Pick<DatabaseHandle, 'db' | 'sql'> {
  workflows: WorkflowClient
  store: FolderStore
  /** Starts a drawing as a pipeline of its own. */
  start(document: PipelineDocument, options?: { fresh?: boolean }): Promise<string>
  /** Waits until a run has ended. */
  finished(runId: string, timeoutMs?: number): Promise<RunDetail>
  /** Waits until something of a run is so; tells what it last saw if it never is. */
  until(runId: string, isSo: (run: RunDetail) => boolean, timeoutMs?: number): Promise<RunDetail>
}

/** The server's domain on the services of a test stack: what the pages and the API call. */
export async function openTestServer(stack: TestStack): Promise<TestServer> {
  const { config } = stack
  const database = openDatabase(config.databaseUrl)
  const workflows = await connectWorkflows({
    address: config.temporalAddress,
    namespace: config.temporalNamespace,
  })
  const { db, sql } = database
  const until: TestServer['until'] = async (runId, isSo, timeoutMs = 400_000) => {
    const deadline = Date.now() + timeoutMs
    for (;;) {
      const run = await getRun(db, runId)
      if (isSo(run)) return run
      if (Date.now() > deadline) {
        const nodes = Object.values(run.nodes).map(({ nodeId, state, attempt, error }) => ({
          nodeId,
          state,
          attempt,
          error: error?.message,
        }))
        throw new Error(`Still not so after ${timeoutMs} ms: ${run.state} ${JSON.stringify(nodes)}`)
      }
      await sleep(25)
    }
  }
  return {
    db,
    sql,
    workflows,
    store: openFolderStore(join(config.dataDir, 'blobs')),
    async start(document, options = {}) {
      const { id } = await createPipeline(db, { name: 'Test', document })
      const { runId } = await startRun({ db, workflows }, { pipelineId: id, trigger: 'api', ...options })
      return runId
    },
    finished: (runId, timeoutMs) => until(runId, (run) => isFinishedRun(run.state), timeoutMs),
    until,
    async [Symbol.asyncDispose]() {
      await workflows[Symbol.asyncDispose]()
      await database.close()
    },
  }
}

/** Digits through a net whose epochs take long enough to be interrupted between two of them. */
export const slowTraining = (epochs: number): PipelineDocument =>
  drawing(
    {
      data: ['data.builtin', { dataset: 'digits' }],
      split: ['split.split', { method: 'stratified' }],
      network: [
        'models.mlp',
        {
          layers: [
            { units: 256, activation: 'relu' },
            { units: 128, activation: 'relu' },
          ],
          dropout: 0.2,
          batchSize: 8,
          learningRate: 0.001,
          epochs,
          earlyStopping: false,
        },
      ],
      train: ['train.train'],
    },
    ['data.table > split.table', 'split.table > train.table', 'network.blueprint > train.blueprint'],
  )
