import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { ModelValue, PortValue, TableValue } from '../../nodes/kit/values.ts'
import { createTestFolder } from '../../tests/kit/test-folder.ts'
import { createNodeRunner } from '../../tests/kit/train-model.ts'
import { openFolderStore } from '../storage/folder-store.ts'
import { defaultLimits } from './limits.ts'
import { loadServedModel } from './load-served-model.ts'
import { decodeRows } from './rows-codec.ts'

/** An endpoint names a value that training rows lack whatever encodes its column, but for a hash, which knows none. */

const folder = createTestFolder()
const store = openFolderStore(join(folder.path, 'blobs'))
const run = createNodeRunner({ store, folder: folder.path })
afterAll(() => folder[Symbol.dispose]())

const table = async (type: Parameters<typeof run>[0], from: PortValue, params = {}): Promise<TableValue> =>
  (await run(type, params, { table: from })).table as TableValue

it.each([
  ['the model itself', 'clean.missing', {}, true],
  ['one-hot', 'features.one-hot', {}, true],
  ['one-hot, where most have no column', 'features.one-hot', { most: 1 }, true],
  ['ordinal', 'features.ordinal', {}, true],
  ['the target mean', 'features.encode', { method: 'target' }, true],
  ['the frequency', 'features.encode', { method: 'frequency' }, true],
  ['a hash', 'features.encode', { method: 'hash' }, false],
] as const)('is told of a value it never saw behind %s', async (_, type, params, warns) => {
  const source = (await run('data.builtin', { dataset: 'penguins', target: '' })).table as TableValue
  const filled = await table('clean.missing', await table('split.split', source), { numbers: 'median' })
  const encoded = await table(type, filled, params)
  const blueprint = (await run('models.linear', {})).blueprint as PortValue
  const model = (await run('train.train', {}, { table: encoded, blueprint })).model as ModelValue
  const served = await loadServedModel(store, model)
  const row = Object.fromEntries(served.request.map(({ name, kind }) => [name, kind === 'number' ? 1 : null]))
  const rows = ['Torgersen', 'Mars', null].map((island) => ({ ...row, island }))
  const { warnings } = decodeRows({ rows }, served, defaultLimits)
  expect(warnings.listed.map(({ row: at, column }) => [at, column])).toEqual(warns ? [[2, 'island']] : [])
  served.dispose()
})
