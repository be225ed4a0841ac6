import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PipelineDocument } from '../../nodes/graph/document.ts'
import { type Client, createClient } from '../../sdk/client.ts'
import type { RunDetail } from '../../server/views.ts'
import { type RunningStack, startStack } from '../kit/stack.ts'
import { createTestFolder } from '../kit/test-folder.ts'

/** A whole Millrace of its own, with its client. */
export interface BenchStack {
  stack: RunningStack
  client: Client
}

export interface BenchContext extends AsyncDisposable {
  /** How often each figure is measured; the median counts. */
  rounds: number
  /** A Millrace for all benches that do not ask for their own; started when it is first wanted. */
  shared(): Promise<BenchStack>
  /** Tells how far a bench has come. */
  say: (text: string) => void
}

export function createContext(rounds: number): BenchContext {
  const folder = createTestFolder()
  let started: Promise<BenchStack> | undefined
  const start = async (): Promise<BenchStack> => {
    // As many compute children as a plain `npm start` gives this machine.
    const stack = await startStack({
      dataDir: join(folder.path, 'data'),
      env: { MILLRACE_COMPUTE_CHILDREN: '' },
    })
    return { stack, client: createClient({ url: stack.url }) }
  }
  return {
    rounds,
    shared() {
      started ??= start()
      return started
    },
    say: (text) => console.error(`  ${text}`),
    async [Symbol.asyncDispose]() {
      const running = await started?.catch(() => undefined)
      await running?.stack[Symbol.asyncDispose]()
      folder[Symbol.dispose]()
    },
  }
}

/**
 * Starts a pipeline's newest drawing and waits until it has ended.
 * @throws where it does not succeed.
 */
export async function runToEnd(
  client: Client,
  pipelineId: string,
  options: { fresh?: boolean; until?: string } = {},
): Promise<RunDetail> {
  const { runId } = await client.runs.start({ pipelineId, ...options })
  let waitMs = 50
  for (;;) {
    await sleep(waitMs)
    const run = await client.runs.get(runId)
    if (run.state === 'succeeded') return run
    if (run.state !== 'queued' && run.state !== 'running')
      throw new Error(`Run ${run.number} of ${run.pipelineName} ${run.state}: ${run.error?.message ?? ''}`)
    // Asking costs this machine a little too.
    waitMs = Math.min(500, waitMs * 1.5)
  }
}

export const createFrom = async (client: Client, name: string, document: PipelineDocument): Promise<string> =>
  (await client.pipelines.create({ name, document })).id

/** Milliseconds from one moment of a run to another. */
export function between(from: string | null, to: string | null): number {
  if (from === null || to === null) throw new Error('the run has not been there yet')
  return Date.parse(to) - Date.parse(from)
}
