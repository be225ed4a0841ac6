import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode } from '@temporalio/worker'

export const workflowsPath = fileURLToPath(new URL('./workflows.ts', import.meta.url))

/** Bundles the sandbox code ahead into one file, so that a worker starts without webpack. */
export async function writeWorkflowBundle(file: string): Promise<void> {
  const { code } = await bundleWorkflowCode({ workflowsPath })
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, code)
}
