import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findByEnvironment, isRunning, type ProcessIdentity } from '../../server/stack/processes.ts'
import { loadState } from '../../server/stack/state.ts'
import type { Client } from '../../sdk/client.ts'
import { ApiError } from '../../sdk/client.ts'
import type { RunDetail, RunEventView } from '../../server/views.ts'
import type { PipelineDocument } from '../../nodes/graph/document.ts'
import type { PortValue } from '../../nodes/kit/values.ts'
import type { MetricsEvent } from '../../drizzle/schema/runs.ts'
import { drawing } from './pipelines.ts'
import type { RunningStack } from './stack.ts'

export const victims = ['worker', 'compute', 'web', 'serving', 'temporal', 'postgres'] as const
export type Victim = (typeof victims)[number]

/** So many that a training is still under way when a busy machine gets to the kill. */
const EPOCHS = 12

/** Those of a trial, and how many there are. */
const TRIAL_EPOCHS = 8
export const TRIALS = 12

/**
 * A small training with all that comes after it. Its epochs take longer than the tenth of a second within which
 * epochs share a checkpoint, so that a kill may cost one of them and no more.
 */
export const soakDrawing = (): PipelineDocument =>
  drawing(
    {
      data: ['data.builtin', { dataset: 'digits' }],
      split: ['split.split', { method: 'stratified' }],
      scale: ['features.scale', { method: 'minmax' }],
      network: [
        'models.mlp',
        {
          layers: [
            { units: 256, activation: 'relu' },
            { units: 128, activation: 'relu' },
          ],
          dropout: 0.1,
          batchSize: 8,
          learningRate: 0.001,
          epochs: EPOCHS,
          earlyStopping: false,
        },
      ],
      train: ['train.train'],
      evaluate: ['evaluate.evaluate'],
      predict: ['deploy.predict', { on: 'test' }],
      batch: ['deploy.batch', { format: 'jsonl' }],
    },
    [
      'data.table > split.table',
      'split.table > scale.table',
      'scale.table > train.table',
      'network.blueprint > train.blueprint',
      'train.model > evaluate.model',
      'scale.table > evaluate.table',
      'train.model > predict.model',
      'scale.table > predict.table',
      'train.model > batch.model',
      'scale.table > batch.table',
    ],
  )

/** A search of a setting, whose trials take about as long as a kill takes to be noticed. */
export const tunedDrawing = (): PipelineDocument =>
  drawing(
    {
      data: ['data.builtin', { dataset: 'digits' }],
      split: ['split.split', { method: 'stratified' }],
      network: [
        'models.mlp',
        {
          layers: [{ units: 64, activation: 'relu' }],
          learningRate: { search: { kind: 'log', min: 0.0005, max: 0.05 } },
          epochs: TRIAL_EPOCHS,
          earlyStopping: false,
        },
      ],
      train: ['train.train'],
      tune: ['train.tune', { trials: TRIALS, parallel: 2 }],
      evaluate: ['evaluate.evaluate'],
    },
    [
      'data.table > split.table',
      'split.table > train.table',
      'network.blueprint > train.blueprint',
      'train.model > tune.model',
      'tune.model > evaluate.model',
      'split.table > evaluate.table',
    ],
  )

function readPid(stack: RunningStack, name: string): number | null {
  try {
    const text = readFileSync(join(stack.dataDir, 'run', `${name}.pid.json`), 'utf8')
    return (JSON.parse(text) as { pid: number }).pid
  } catch {
    return null
  }
}

const commandOf = ({ pid }: ProcessIdentity): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

/** Kills one kind of process with SIGKILL; false where none of it runs at this moment. */
export function killOne(stack: RunningStack, victim: Victim): boolean {
  if (victim !== 'compute') {
    const pid = readPid(stack, victim)
    return pid !== null && kill(pid)
  }
  const marker = `MILLRACE_STACK_ID=${loadState(stack.dataDir).id}`
  const children = findByEnvironment(marker).filter((found) => commandOf(found).includes('compute/child'))
  return children.filter((child) => isRunning(child) && kill(child.pid)).length > 0
}

function kill(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL')
    return true
  } catch {
    return false
  }
}

const isAway = (error: unknown): boolean =>
  error instanceof ApiError && (error.code === 'unreachable' || error.status >= 500)

/** Repeats a question until somebody answers it: what was killed comes back. */
export async function persist<T>(ask: () => Promise<T>, limitMs: number): Promise<T> {
  const deadline = Date.now() + limitMs
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      // A connection cut in mid-answer is no ApiError.
      if ((error instanceof ApiError && !isAway(error)) || Date.now() > deadline) throw error
      await sleep(200)
    }
  }
}

/** Waits until a run has ended, whoever is away in the meantime. */
export async function awaitRun(client: Client, runId: string, limitMs: number): Promise<RunDetail> {
  const deadline = Date.now() + limitMs
  for (;;) {
    const run = await persist(() => client.runs.get(runId), limitMs)
    if (run.state !== 'queued' && run.state !== 'running') return run
    if (Date.now() > deadline) {
      const states = Object.values(run.nodes).map(
        ({ nodeId, state, attempt }) => `${nodeId} ${state} ${attempt}`,
      )
      throw new Error(
        `run ${run.number} is still ${run.state} after ${limitMs / 1000} s: ${states.join(', ')}`,
      )
    }
    await sleep(150)
  }
}

/** A list of trials says how long each took. */
const isTimed = (value: PortValue): boolean => value.port === 'report' && value.kind === 'tuning'

/** The content of everything that a run made, but for what tells times: `train.model` → digest. */
export const digestsOf = (run: RunDetail): Record<string, string> =>
  Object.fromEntries(
    Object.values(run.nodes)
      .flatMap(({ nodeId, outputs }) =>
        Object.entries(outputs ?? {})
          .filter(([, value]) => !isTimed(value))
          .map(([port, { digest }]) => [`${nodeId}.${port}`, digest] as const),
      )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )

/** Epochs in the order in which they were trained, over all attempts. */
export async function trainedEpochs(url: string, runId: string): Promise<number[]> {
  const response = await fetch(`${url}/api/v1/runs/${runId}/events?node=train&kind=metrics`)
  if (!response.ok) throw new ApiError(response.status, 'failed', `Status ${response.status}`)
  const events = (await response.json()) as RunEventView[]
  return events.map((event) => (event.data as MetricsEvent).epoch)
}

/** What is wrong with a run that has been disturbed, held against an undisturbed one. */
export async function findRunFaults(
  stack: RunningStack,
  run: RunDetail,
  undisturbed: Readonly<Record<string, string>>,
): Promise<string[]> {
  if (run.state !== 'succeeded') return [`it ${run.state}: ${run.error?.message ?? 'no reason given'}`]
  const faults: string[] = []
  const digests = digestsOf(run)
  for (const at of new Set([...Object.keys(undisturbed), ...Object.keys(digests)])) {
    if (digests[at] !== undisturbed[at]) faults.push(`${at} has another content`)
  }
  const epochs = await persist(() => trainedEpochs(stack.url, run.id), 60_000)
  // Events are best effort, so one may be missing; none may be there twice but that of the epoch cut short.
  const repeated = epochs.length - new Set(epochs).size
  const attempts = run.nodes['train']?.attempt ?? 1
  if (repeated > Math.max(0, attempts - 1))
    faults.push(`${repeated} epochs were trained again in ${attempts} attempts`)
  return faults
}
