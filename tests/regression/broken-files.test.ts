import { afterAll, beforeAll, expect, test } from 'vitest'
import { brokenFile, brokenKinds, type ParquetSamples } from '../kit/broken-files.ts'
import { findFault, type Importer, makeParquetSamples, openImporter } from '../kit/importer.ts'
import { createTestFolder } from '../kit/test-folder.ts'

/** Six of each kind; `npm run soak` goes through a thousand. */
const COUNT = 6 * brokenKinds

const folder = createTestFolder()
let importer: Importer
let samples: ParquetSamples
beforeAll(async () => {
  samples = await makeParquetSamples(folder.path)
  importer = openImporter(folder.path)
})
afterAll(async () => {
  await importer?.[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

test('a broken file is refused in plain words or read right, and never crashes the reader', async () => {
  const outcomes = { read: 0, refused: 0 }
  const faults: string[] = []
  for (let seed = 0; seed < COUNT; seed++) {
    const file = brokenFile(seed, samples)
    const answer = await importer.read(file)
    const fault = findFault(file, answer)
    if (fault !== null) faults.push(`seed ${seed}, ${file.kind}: ${fault}`)
    if (answer.kind === 'read' || answer.kind === 'refused') outcomes[answer.kind]++
  }
  expect(faults).toEqual([])
  // Refusing everything, or nothing, would be no reader at all.
  expect(outcomes.read).toBeGreaterThan(COUNT / 5)
  expect(outcomes.refused).toBeGreaterThan(COUNT / 5)
})
