import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder for one test, removed after it: `using folder = createTestFolder()`. */
export function createTestFolder(): { path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'millrace-test-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}
