import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

export interface Swept {
  /** Blobs that nothing points to and that are old enough to go. */
  blobs: number
  bytes: number
  /** What stays: pointed to, or young. */
  keptBlobs: number
  keptBytes: number
  /** Files that arrived in part and were given up. */
  partial: number
}

interface SweepOptions {
  /** Digests that something points to. */
  isReachable: (sha256: string) => boolean
  /** What was written or counted on since then stays. */
  olderThan: Date
  /** Only counts. */
  dryRun?: boolean
}

const listFolder = (path: string): Promise<string[]> => readdir(path).catch(() => [])
const statOf = (path: string) => stat(path).catch(() => null)

/**
 * Takes out of a folder store what nothing points to. A blob that somebody counts on while it goes is young by then
 * (the store says so of whatever is put again), and is put back.
 */
export async function sweepFolder(
  folder: string,
  { isReachable, olderThan, dryRun = false }: SweepOptions,
): Promise<Swept> {
  const swept: Swept = { blobs: 0, bytes: 0, keptBlobs: 0, keptBytes: 0, partial: 0 }
  const trash = join(folder, 'trash')
  const fileOf = (sha256: string) => join(folder, sha256.slice(0, 2), sha256.slice(2))
  const isOld = (facts: { mtime: Date }) => facts.mtime < olderThan

  /** Back from the trash where it is wanted after all. */
  const settle = async (sha256: string): Promise<boolean> => {
    const path = join(trash, sha256)
    const facts = await statOf(path)
    if (!facts) return false
    if (isOld(facts) && !isReachable(sha256)) {
      await rm(path, { force: true })
      return true
    }
    await mkdir(dirname(fileOf(sha256)), { recursive: true })
    await rename(path, fileOf(sha256))
    return false
  }

  if (!dryRun) {
    await mkdir(trash, { recursive: true })
    // Left by a sweep that was cut short.
    for (const sha256 of await listFolder(trash)) await settle(sha256)
  }
  for (const start of await listFolder(folder)) {
    if (!/^[0-9a-f]{2}$/.test(start)) continue
    for (const rest of await listFolder(join(folder, start))) {
      const sha256 = start + rest
      const facts = await statOf(fileOf(sha256))
      if (!facts) continue
      let gone = isOld(facts) && !isReachable(sha256)
      if (gone && !dryRun) {
        await rename(fileOf(sha256), join(trash, sha256))
        gone = await settle(sha256)
      }
      swept[gone ? 'blobs' : 'keptBlobs']++
      swept[gone ? 'bytes' : 'keptBytes'] += facts.size
    }
  }
  for (const name of await listFolder(join(folder, 'incoming'))) {
    const path = join(folder, 'incoming', name)
    const facts = await statOf(path)
    if (!facts || !isOld(facts)) continue
    swept.partial++
    if (!dryRun) await rm(path, { recursive: true, force: true })
  }
  return swept
}
