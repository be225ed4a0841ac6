import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import {
  loopedDocument,
  refittedDocument,
  tidyDocument,
  wildDocument,
} from '../../nodes/graph/arbitraries.ts'
import type { PipelineDocument } from '../../nodes/graph/document.ts'
import { type Client, createClient } from '../../sdk/client.ts'
import { findDrawingFault } from '../kit/drawing-faults.ts'
import { awaitRun } from '../kit/kills.ts'
import { startStack } from '../kit/stack.ts'
import { createTestFolder } from '../kit/test-folder.ts'
import type { Report, Soak } from './soak.ts'

const LIMIT_MS = 240_000
/** One accepted drawing in so many is run to its end. */
const RUN_ONE_IN = 250
const BLOCK = 500

/** R3: each random drawing is refused with a reason on the right node, or planned soundly; some are run. */
export async function soakDrawings({ count, seed, say }: Soak): Promise<Report> {
  const faults: string[] = []
  const planned: PipelineDocument[] = []
  for (let from = 0; from < count; from += BLOCK) {
    const numRuns = Math.min(BLOCK, count - from)
    const drawings = fc.sample(fc.oneof(wildDocument, tidyDocument, refittedDocument, loopedDocument), {
      numRuns,
      seed: seed + from,
    })
    for (const [at, document] of drawings.entries()) {
      const { fault, plan } = findDrawingFault(document)
      if (fault !== null) faults.push(`seed ${seed + from}, drawing ${at}: ${fault}`)
      if (plan) planned.push(document)
    }
  }
  say(`${planned.length} of ${count} drawings are planned`)
  const chosen = planned.filter((_, at) => at % RUN_ONE_IN === 0)
  faults.push(...(await runAll(chosen, say)))
  return { faults, summary: `${count} drawings, ${planned.length} planned, ${chosen.length} of them run` }
}

/** A wait that is drawn as it is by itself takes minutes. */
const withShortWaits = (document: PipelineDocument): PipelineDocument => ({
  ...document,
  nodes: document.nodes.map((node) =>
    node.type === 'control.wait' ? { ...node, params: { amount: 1, unit: 'seconds' } } : node,
  ),
})

/** Says yes to whatever a run asks, until it has ended. */
async function approveAll(client: Client, runId: string, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    for (const { nodeId, state } of await client.approvals.list(runId)) {
      if (state === 'open') await client.approvals.decide(runId, nodeId, { decision: 'approved' })
    }
    await sleep(500)
  }
}

/** A run may end in a failure that tells its person what to do; not in one of ours, and not never. */
async function runAll(documents: readonly PipelineDocument[], say: Soak['say']): Promise<string[]> {
  if (documents.length === 0) return []
  using folder = createTestFolder()
  await using stack = await startStack({ dataDir: join(folder.path, 'data') })
  const client = createClient({ url: stack.url })
  const faults: string[] = []
  for (const [at, document] of documents.entries()) {
    try {
      const { id: pipelineId } = await client.pipelines.create({
        name: `Random ${at}`,
        document: withShortWaits(document),
      })
      const { runId } = await client.runs.start({ pipelineId })
      const ended = new AbortController()
      const [run] = await Promise.all([
        awaitRun(client, runId, LIMIT_MS).finally(() => ended.abort()),
        approveAll(client, runId, ended.signal),
      ])
      // A compute process that keeps dying is a person's matter in the end, but not here.
      const failures = Object.values(run.nodes).filter(
        ({ error }) => error !== null && (error.kind !== 'user' || error.code.startsWith('compute_')),
      )
      if (run.state !== 'succeeded' && run.state !== 'failed') faults.push(`run ${at}: it ${run.state}`)
      faults.push(...failures.map(({ nodeId, error }) => `run ${at}, ${nodeId}: ${error?.message}`))
      say(`run ${at + 1} of ${documents.length}: ${run.nodesTotal} nodes, ${run.state}`)
    } catch (error) {
      faults.push(`run ${at}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return faults
}
