import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Client, createClient } from '../../sdk/client.ts'
import {
  awaitRun,
  digestsOf,
  findRunFaults,
  killOne,
  soakDrawing,
  TRIALS,
  tunedDrawing,
  type Victim,
} from '../kit/kills.ts'
import { type RunningStack, startStack } from '../kit/stack.ts'
import { createTestFolder } from '../kit/test-folder.ts'

/** A sample; `npm run soak` kills each kind of process many times, at random moments. */

const LIMIT_MS = 300_000

const folder = createTestFolder()
let stack: RunningStack
let client: Client
let pipelineId: string
let undisturbed: Record<string, string>

const start = async (id = pipelineId) => (await client.runs.start({ pipelineId: id, fresh: true })).runId

beforeAll(async () => {
  stack = await startStack({ dataDir: join(folder.path, 'data') })
  client = createClient({ url: stack.url })
  pipelineId = (await client.pipelines.create({ name: 'Killed', document: soakDrawing() })).id
  const run = await awaitRun(client, await start(), LIMIT_MS)
  expect(run.state).toBe('succeeded')
  undisturbed = digestsOf(run)
}, 3 * LIMIT_MS)

afterAll(async () => {
  await stack?.[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

test.each<Victim>(['postgres', 'temporal', 'worker'])(
  'a run survives kill -9 of %s while it trains and makes the same content',
  async (victim) => {
    const runId = await start()
    await vi.waitFor(
      async () => expect((await client.runs.get(runId)).nodes['train']?.progress?.epoch).toBeGreaterThan(1),
      { timeout: LIMIT_MS, interval: 50 },
    )
    expect(killOne(stack, victim)).toBe(true)
    const killedAt = Date.now()
    const run = await awaitRun(client, runId, LIMIT_MS)
    expect(Date.parse(run.finishedAt ?? '')).toBeGreaterThan(killedAt)
    expect(await findRunFaults(stack, run, undisturbed)).toEqual([])
  },
  3 * LIMIT_MS,
)

test(
  'a search survives kill -9 of everything in turn while its trials run, and finds the same',
  async () => {
    const { id } = await client.pipelines.create({ name: 'Searched', document: tunedDrawing() })
    const expected = await awaitRun(client, await start(id), LIMIT_MS)
    expect(expected.state).toBe('succeeded')
    const runId = await start(id)
    for (const [after, victim] of [
      [1, 'compute'],
      [2, 'worker'],
      [4, 'temporal'],
      [5, 'postgres'],
    ] as const) {
      await vi.waitFor(
        async () => {
          const { message } = (await client.runs.get(runId)).nodes['tune']?.progress ?? {}
          expect(Number(/Trial (\d+) of \d+/.exec(message ?? '')?.[1])).toBeGreaterThanOrEqual(after)
        },
        { timeout: LIMIT_MS, interval: 50 },
      )
      expect(killOne(stack, victim), victim).toBe(true)
    }
    const run = await awaitRun(client, runId, LIMIT_MS)
    expect(await findRunFaults(stack, run, digestsOf(expected))).toEqual([])
    const trials = run.nodes['tune']?.outputs?.['report']
    expect(trials).toMatchObject({ metrics: { trials: TRIALS, failedTrials: 0 } })
  },
  3 * LIMIT_MS,
)
