import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { createTestFolder } from '../kit/test-folder.ts'
import { findPathTo, nameOfPackage, readImportGraph } from './import-graph.ts'
import { findForbidden } from './rules.ts'

const write = (folder: string, files: Record<string, string>) => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

test('packages are named by their root', () => {
  expect(nameOfPackage('@tensorflow/tfjs/dist/x.js')).toBe('npm:@tensorflow/tfjs')
  expect(nameOfPackage('zod')).toBe('npm:zod')
  expect(nameOfPackage('fs/promises')).toBe('node:fs')
  expect(nameOfPackage('node:path')).toBe('node:path')
})

test('a leak through an innocent helper is found, with the way there', async () => {
  using folder = createTestFolder()
  write(folder.path, {
    'app/page.tsx':
      "import { helper } from '../server/helper.ts'\nexport default function Page() { return helper() }",
    'server/helper.ts': "import { load } from '../ml/tables.ts'\nexport const helper = () => load",
    'ml/tables.ts': "import { DuckDBInstance } from '@duckdb/node-api'\nexport const load = DuckDBInstance",
  })
  const graph = await readImportGraph(['app/page.tsx'], folder.path)
  expect(findPathTo(graph, 'app/page.tsx', (path) => path.startsWith('npm:@duckdb/'))).toEqual([
    'app/page.tsx',
    'server/helper.ts',
    'ml/tables.ts',
    'npm:@duckdb/node-api',
  ])
})

test('types cost nothing, dynamic imports and unused ones count', async () => {
  using folder = createTestFolder()
  write(folder.path, {
    'a.ts': [
      "import type { B } from './b.ts'",
      "import { c } from './c.ts'",
      "export const later = () => import('./d.ts')",
      'export type A = B',
    ].join('\n'),
    'b.ts': 'export type B = string',
    'c.ts': 'export const c = 1',
    'd.ts': "import 'node:fs'\nexport const d = 1",
  })
  const graph = await readImportGraph(['a.ts'], folder.path)
  expect(graph.get('a.ts')).toEqual(['c.ts', 'd.ts'])
  expect(graph.get('d.ts')).toEqual(['node:fs'])
})

test('each folder has its rule', () => {
  const imports = (path: string, ...targets: string[]) => findForbidden(path, targets)?.imports ?? []
  expect(
    imports(
      'nodes/train/train/run.ts',
      'ml/models/x.ts',
      'nodes/kit/ports.ts',
      'nodes/train/train/definition.ts',
    ),
  ).toEqual([])
  expect(imports('nodes/train/train/run.ts', 'nodes/models/mlp/run.ts', 'server/config.ts')).toHaveLength(2)
  expect(
    imports('nodes/train/train/definition.ts', 'npm:zod', 'node:fs', 'ml/models/x.ts', 'npm:react'),
  ).toHaveLength(3)
  expect(imports('ml/models/x.ts', 'nodes/kit/columns.ts')).toHaveLength(1)
  expect(imports('server/runs/start.ts', 'workflows/client.ts', 'drizzle/client.ts')).toEqual([])
  expect(
    imports('server/runs/start.ts', 'ml/tables.ts', 'nodes/runners.ts', 'app/x.ts', 'workflows/worker.ts'),
  ).toHaveLength(4)
  expect(imports('app/canvas/x.tsx', 'server/views.ts')).toHaveLength(1)
  expect(
    imports('workflows/run-pipeline.ts', 'node:crypto', 'npm:@temporalio/workflow', 'drizzle/client.ts'),
  ).toHaveLength(2)
})
