/** Global set-up of the end-to-end project: one whole Millrace, as `npm start` runs it, on an empty data folder. */
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { killMarked } from '../../server/stack/pid-files.ts'
import { loadState } from '../../server/stack/state.ts'
import { takeSlot } from './slot.ts'
import { startStack } from './stack.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Addresses of the pages and of the endpoints. */
    stack: { url: string; servingUrl: string }
  }
}

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const slot = await takeSlot('stack')
  const dataDir = join(slot.folder, 'data')
  try {
    if (existsSync(dataDir)) {
      // What a test run that was killed has left running, its supervisor first: it would start the others again.
      await killMarked(`MILLRACE_DATA=${dataDir}`)
      await killMarked(`MILLRACE_STACK_ID=${loadState(dataDir).id}`)
      rmSync(dataDir, { recursive: true, maxRetries: 20 })
    }
    const stack = await startStack({ dataDir })
    project.provide('stack', { url: stack.url, servingUrl: stack.servingUrl })
    return async () => {
      await stack[Symbol.asyncDispose]()
      slot.lock.release()
    }
  } catch (error) {
    slot.lock.release()
    throw error
  }
}
