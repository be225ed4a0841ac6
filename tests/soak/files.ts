import { brokenFile } from '../kit/broken-files.ts'
import { findFault, makeParquetSamples, openImporter } from '../kit/importer.ts'
import { createTestFolder } from '../kit/test-folder.ts'
import type { Report, Soak } from './soak.ts'

/** R4: each broken file is refused in plain words or read right; none crashes or hangs the reader. */
export async function soakFiles({ count, seed, say }: Soak): Promise<Report> {
  using folder = createTestFolder()
  const samples = await makeParquetSamples(folder.path)
  await using importer = openImporter(folder.path)
  const faults: string[] = []
  let read = 0
  let slowest = { ms: 0, name: '' }
  for (let at = 0; at < count; at++) {
    const file = brokenFile(seed + at, samples)
    const since = performance.now()
    const answer = await importer.read(file)
    const ms = performance.now() - since
    const name = `seed ${file.seed}, ${file.kind}`
    if (ms > slowest.ms) slowest = { ms, name }
    if (answer.kind === 'read') read++
    const fault = findFault(file, answer)
    if (fault !== null) {
      faults.push(`${name}: ${fault}`)
      say(faults.at(-1) ?? '')
    }
    if ((at + 1) % 100 === 0) say(`${at + 1} of ${count} files`)
  }
  const slow = `the slowest, ${slowest.name}, took ${(slowest.ms / 1000).toFixed(1)} s`
  return { faults, summary: `${count} files, ${read} read, ${count - read} refused; ${slow}` }
}
