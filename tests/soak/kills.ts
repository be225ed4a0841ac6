import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '../../sdk/client.ts'
import {
  awaitRun,
  digestsOf,
  findRunFaults,
  killOne,
  persist,
  soakDrawing,
  type Victim,
  victims,
} from '../kit/kills.ts'
import { seeded } from '../kit/seeded.ts'
import { startStack } from '../kit/stack.ts'
import { createTestFolder } from '../kit/test-folder.ts'
import type { Report, Soak } from './soak.ts'

/** How long a disturbed run may take: what is killed often is started again later and later, up to half a minute. */
const LIMIT_MS = 240_000

interface Kill {
  victim: Victim
  /** Part of an undisturbed run's time at which it falls; below zero while the run is being started. */
  at: number
}

/** The same list for the same seed; every kind of process has its turn. */
function planKills(count: number, seed: number): Kill[] {
  const random = seeded(seed)
  return Array.from({ length: count }, (_, index) => ({
    victim: victims[index % victims.length] ?? 'worker',
    at: random.below(125) / 100 - 0.15,
  }))
}

/** R1: each run has one process killed under it and must end as an undisturbed one does. */
export async function soakKills({ count, seed, say }: Soak): Promise<Report> {
  using folder = createTestFolder()
  await using stack = await startStack({ dataDir: join(folder.path, 'data') })
  const client = createClient({ url: stack.url })
  const { id: pipelineId } = await client.pipelines.create({ name: 'Soak', document: soakDrawing() })
  const start = () => client.runs.start({ pipelineId, fresh: true })
  const finish = async (runId: string) => awaitRun(client, runId, LIMIT_MS)
  await finish((await start()).runId)
  const since = performance.now()
  const undisturbed = digestsOf(await finish((await start()).runId))
  const usualMs = performance.now() - since
  say(
    `an undisturbed run takes ${(usualMs / 1000).toFixed(1)} s and makes ${Object.keys(undisturbed).length} outputs`,
  )

  const faults: string[] = []
  let missed = 0
  for (const [index, { victim, at }] of planKills(count, seed).entries()) {
    const name = `kill ${index + 1} of ${count}, ${victim} at ${Math.round(at * 100)} %`
    const started = performance.now()
    try {
      // Below zero, the request itself is under way when the process dies.
      const asked = at < 0 ? start().catch(() => null) : persist(start, LIMIT_MS)
      if (at < 0) await sleep(Math.abs(at) * 1_000)
      const early = at < 0 ? null : await asked
      if (at >= 0) await sleep(usualMs * at)
      const isKilled = killOne(stack, victim)
      const killedAt = Date.now()
      const run = early ?? (await asked) ?? (await persist(start, LIMIT_MS))
      const finished = await finish(run.runId)
      if (!isKilled || Date.parse(finished.finishedAt ?? '') < killedAt) missed++
      const found = await findRunFaults(stack, finished, undisturbed)
      faults.push(...found.map((fault) => `${name}: ${fault}`))
      say(
        `${name}: ${found.length === 0 ? 'as if nothing had happened' : found.join('; ')} (${((performance.now() - started) / 1000).toFixed(1)} s)`,
      )
    } catch (error) {
      faults.push(`${name}: ${error instanceof Error ? error.message : String(error)}`)
      say(faults.at(-1) ?? '')
    }
  }
  // A request that was cut off leaves a run that is started later, not one that waits for good.
  for (const { id, number, state } of await persist(() => client.runs.list({ pipelineId }), LIMIT_MS)) {
    if (state !== 'queued' && state !== 'running') continue
    say(`waiting for run ${number}, which is ${state}`)
    await finish(id).catch((error: unknown) => faults.push(String(error)))
  }
  return { faults, summary: `${count} runs, ${count - missed} of them cut into by a kill` }
}
