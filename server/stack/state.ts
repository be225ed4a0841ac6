import { randomUUID } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const stateSchema = z.object({
  version: z.literal(1),
  /** Marks every process that was started for this data folder. */
  id: z.string(),
  postgresPort: z.number().int().optional(),
  temporalPort: z.number().int().optional(),
  /** The version of the Temporal CLI that last wrote the file database. */
  temporalVersion: z.string().optional(),
})
/** What a stack remembers from one start to the next; losing it loses nothing but the choice of ports. */
export type StackState = z.infer<typeof stateSchema>

const pathOf = (dataDir: string): string => join(dataDir, 'stack.json')

export function loadState(dataDir: string): StackState {
  try {
    const parsed = stateSchema.safeParse(JSON.parse(readFileSync(pathOf(dataDir), 'utf8')))
    if (parsed.success) return parsed.data
  } catch {
    // None yet, or cut off by a full disk.
  }
  return { version: 1, id: randomUUID() }
}

export function saveState(dataDir: string, state: StackState): void {
  const path = pathOf(dataDir)
  writeFileSync(`${path}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}
