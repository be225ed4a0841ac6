import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withEngine } from '../../ml/tables/engine.ts'
import type { TableProfile } from '../../ml/tables/profile.ts'
import { quotePath } from '../../ml/tables/sql.ts'
import type { TableSchema } from '../../nodes/kit/columns.ts'
import { sampleColumn } from '../../nodes/kit/samples.ts'
import type { TableValue } from '../../nodes/kit/values.ts'
import { openFolderStore } from '../../server/storage/folder-store.ts'
import { createTestFolder } from '../../tests/kit/test-folder.ts'
import { storeOutputs } from './store-outputs.ts'

const schema: TableSchema = {
  open: false,
  columns: [sampleColumn('x', 'number'), sampleColumn('y', 'number')],
}
const relabelled: TableSchema = {
  ...schema,
  columns: schema.columns.with(1, { ...schema.columns[1]!, role: 'target' }),
}
const node = {
  id: 'n',
  type: 'clean.columns',
  version: 1,
  params: {},
  serve: 'map',
  outputs: { table: { type: 'table' } },
} as const

async function openBench(folder: string) {
  const store = openFolderStore(join(folder, 'blobs'))
  const ctx = { store, tempDir: join(folder, 'temp'), limits: { threads: 1, memoryMb: 128 } }
  const write = async (name: string, x: string): Promise<string> => {
    const path = join(folder, name)
    await withEngine(ctx, (engine) =>
      engine.run(
        `COPY (SELECT range AS _row, ${x}::DOUBLE AS x, range * 2e0 AS y FROM range(100)) TO ${quotePath(path)} (FORMAT parquet)`,
      ),
    )
    return path
  }
  const put = async (path: string, of: TableSchema, inputs: Record<string, TableValue> = {}) =>
    (await storeOutputs(node, inputs, { table: { path, schema: of } }, ctx)).table as TableValue
  const profileOf = async (value: TableValue) =>
    JSON.parse(new TextDecoder().decode(await store.getBytes(value.profile))) as TableProfile
  return { store, write, put, profileOf }
}

test('a table given other roles keeps its bytes and figures, and has a digest of its own', async () => {
  using folder = createTestFolder()
  const { store, write, put, profileOf } = await openBench(folder.path)
  const before = await put(await write('a.parquet', 'range'), schema)
  const after = await put(await store.pathOf(before.blob), relabelled, { table: before })
  expect(after.blob).toEqual(before.blob)
  expect(after.profile).toEqual(before.profile)
  expect(after.digest).not.toBe(before.digest)
  expect((await profileOf(after)).columns[1]?.number?.mean).toBe(99)
})

test('what a table says decides its digest and profile, not what it was made from', async () => {
  using folder = createTestFolder()
  const { store, write, put, profileOf } = await openBench(folder.path)
  const before = await put(await write('a.parquet', 'range'), schema)
  const path = await write('b.parquet', 'range * range')
  const alone = await put(path, schema)
  const made = await put(path, schema, { table: before })
  expect([made.digest, await profileOf(made)]).toEqual([alone.digest, await profileOf(alone)])
  expect((await profileOf(made)).columns[1]).toEqual((await profileOf(before)).columns[1])
  await rm(await store.pathOf(before.profile))
  expect((await put(path, schema, { table: before })).digest).toBe(alone.digest)
})
