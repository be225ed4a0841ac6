import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A folder for one test, removed after it, be it that a process that was killed writes into it for a moment yet:
 * `using folder = createTestFolder()`.
 */
export function createTestFolder(): { path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'millrace-test-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 20 }) }
}
