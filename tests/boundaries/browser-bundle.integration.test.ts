import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { buildWeb, packageRoot } from '../../server/stack/builds.ts'
import { createTestFolder } from '../kit/test-folder.ts'

/** Words that only a package's own code holds, and a file of it that does. */
const marks = [
  { owner: 'TensorFlow.js', word: 'UnsortedSegmentSum', file: '@tensorflow/tfjs-core/dist/kernel_names.js' },
  { owner: 'DuckDB', word: 'fetch_chunk', file: '@duckdb/node-api/lib/DuckDBResult.js' },
  { owner: 'Temporal', word: 'WorkflowService', file: '@temporalio/client/lib/connection.js' },
  { owner: 'drizzle', word: 'drizzle:entityKind', file: 'drizzle-orm/entity.js' },
] as const

const chunks: string[] = []

beforeAll(async () => {
  using folder = createTestFolder()
  await buildWeb({ logDir: folder.path, signal: new AbortController().signal, onBuild: () => {} })
  const statics = join(packageRoot, '.next', 'static')
  for (const name of readdirSync(statics, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.js')) chunks.push(readFileSync(join(statics, name), 'utf8'))
  }
})

test('the bundle is read', () => {
  expect(chunks.length).toBeGreaterThan(5)
  expect(chunks.join('')).toContain('react')
})

test.each(marks)('the browser is sent nothing of $owner', ({ word, file }) => {
  // The mark is still a mark.
  expect(readFileSync(join(packageRoot, 'node_modules', file), 'utf8')).toContain(word)
  expect(chunks.filter((chunk) => chunk.includes(word))).toHaveLength(0)
})
