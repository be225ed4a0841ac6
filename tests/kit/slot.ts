import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../server/stack/builds.ts'
import { acquireLock, type Lock } from '../../server/stack/lock.ts'
import { stopLeftovers } from '../../server/stack/pid-files.ts'

export interface Slot {
  folder: string
  runDir: string
  logDir: string
  /** Marks the processes of this slot. */
  stackId: string
  lock: Lock
}

const SLOTS = 16

/**
 * A folder that test runs use one after another: what an earlier run that was killed has left running is stopped
 * here, and Postgres need not be initialised each time. Runs at the same time take different ones.
 */
export async function takeSlot(purpose: string): Promise<Slot> {
  const user = createHash('sha256').update(`${userInfo().username}:${packageRoot}`).digest('hex').slice(0, 8)
  for (let index = 0; index < SLOTS; index += 1) {
    const folder = join(tmpdir(), `millrace-tests-${user}`, `${purpose}-${index}`)
    const runDir = join(folder, 'run')
    mkdirSync(folder, { recursive: true, mode: 0o711 })
    let lock: Lock
    try {
      lock = acquireLock(join(runDir, 'supervisor.json'), folder)
    } catch {
      continue
    }
    const stackId = `tests-${user}-${purpose}-${index}`
    await stopLeftovers(runDir, { marker: `MILLRACE_STACK_ID=${stackId}`, graceMs: 3_000 })
    return { folder, runDir, logDir: join(folder, 'logs'), stackId, lock }
  }
  throw new Error(`all ${SLOTS} test slots are taken: too many test runs at once`)
}
