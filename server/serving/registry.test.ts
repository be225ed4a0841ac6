import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { ModelValue } from '../../nodes/kit/values.ts'
import { defaultLimits } from './limits.ts'
import { createRegistry, type EndpointRecord } from './registry.ts'
import { createTestModel } from './test-model.ts'

const record = (version: number, versions: Record<number, string>, more: Partial<EndpointRecord> = {}) => ({
  name: 'penguins',
  version,
  enabled: true,
  versions: new Map(Object.entries(versions).map(([key, id]) => [Number(key), id])),
  ...more,
})

const row = {
  rows: 1,
  columns: { mass: Float64Array.of(20), island: ['Dream'], seen: Float64Array.of(0), ringed: [null] },
}

/** A registry whose models load when told to. */
function setUp() {
  const models = new Map<string, ReturnType<typeof createTestModel>>()
  const gates = new Map<string, Promise<void>>()
  const loads: string[] = []
  let brokenId: string | undefined
  const registry = createRegistry({
    limits: { ...defaultLimits, spareVersions: 1 },
    log: () => {},
    readModel: async (id) => ({ digest: id }) as ModelValue,
    async load({ digest }) {
      loads.push(digest)
      await gates.get(digest)
      if (digest === brokenId)
        throw Object.assign(new Error('Artifact abc is not in the store.'), {
          kind: 'operational',
          code: 'blob_missing',
        })
      const model = createTestModel()
      models.set(digest, model)
      return model
    },
  })
  const hold = (id: string) => {
    let release = () => {}
    gates.set(id, new Promise((resolve) => (release = resolve)))
    return () => release()
  }
  const breakModel = (id: string) => {
    brokenId = id
  }
  return { registry, models, loads, hold, breakModel }
}

test('loads what should answer, and answers', async () => {
  const { registry } = setUp()
  registry.apply([record(2, { 1: 'a', 2: 'b' })])
  expect(registry.status()).toMatchObject([{ state: 'loading', answering: undefined }])
  await registry.settled()
  expect(registry.status()).toMatchObject([{ state: 'ready', answering: 2 }])
  const deployment = await registry.find('penguins')
  expect(deployment.version).toBe(2)
  expect((await deployment.batcher.submit(row, { bytes: 1 })).columns.prediction).toEqual(['B'])
  expect(registry.versionsOf('penguins')).toEqual([1, 2])
})

test('answers a request that comes while its model is being loaded', async () => {
  const { registry, hold } = setUp()
  const release = hold('a')
  registry.apply([record(1, { 1: 'a' })])
  const found = registry.find('penguins')
  release()
  expect((await found).version).toBe(1)
})

test('goes on answering by the old model until the new one is loaded, then disposes of it', async () => {
  const { registry, models, hold } = setUp()
  registry.apply([record(1, { 1: 'a' })])
  await registry.settled()
  const release = hold('b')
  registry.apply([record(2, { 1: 'a', 2: 'b' })])
  const old = await registry.find('penguins')
  expect(old.version).toBe(1)
  const answer = old.batcher.submit(row, { bytes: 1 })
  release()
  await registry.settled()
  expect((await registry.find('penguins')).version).toBe(2)
  expect((await answer).columns.prediction).toEqual(['B'])
  expect(models.get('a')!.disposed).toBe(true)
  expect(models.get('b')!.disposed).toBe(false)
})

test('never disposes of a model before the work in hand is done', async () => {
  const { registry, models } = setUp()
  registry.apply([record(1, { 1: 'a' })])
  await registry.settled()
  const model = models.get('a')!
  let disposedDuring = false
  const predict = model.predict.bind(model)
  model.predict = async (batch) => {
    await sleep(20)
    disposedDuring ||= model.disposed
    return predict(batch)
  }
  const deployment = await registry.find('penguins')
  const answers = Array.from({ length: 100 }, () => deployment.batcher.submit(row, { bytes: 1 }))
  registry.apply([])
  await Promise.all(answers)
  await registry.settled()
  expect(disposedDuring).toBe(false)
  expect(model.disposed).toBe(true)
})

test('keeps the old version where the new one cannot be loaded', async () => {
  const { registry, breakModel } = setUp()
  registry.apply([record(1, { 1: 'a' })])
  await registry.settled()
  breakModel('b')
  registry.apply([record(2, { 1: 'a', 2: 'b' })])
  await registry.settled()
  expect((await registry.find('penguins')).version).toBe(1)
  await expect(registry.find('penguins', '2')).rejects.toMatchObject({
    status: 503,
    code: 'model_unavailable',
    message: expect.stringContaining('Artifact abc is not in the store.'),
  })
})

test('goes back to a version without loading what is there already', async () => {
  const { registry, loads, hold } = setUp()
  registry.apply([record(1, { 1: 'a' })])
  await registry.settled()
  const release = hold('b')
  registry.apply([record(2, { 1: 'a', 2: 'b' })])
  registry.apply([record(1, { 1: 'a', 2: 'b' })])
  release()
  await registry.settled()
  expect((await registry.find('penguins')).version).toBe(1)
  expect(loads).toEqual(['a', 'b'])
})

test('loads a version called by its number, and keeps only so many of them', async () => {
  const { registry, models } = setUp()
  registry.apply([record(3, { 1: 'a', 2: 'b', 3: 'c' })])
  await registry.settled()
  expect((await registry.find('penguins', '1')).version).toBe(1)
  expect((await registry.find('penguins', '2')).version).toBe(2)
  await registry.settled()
  expect([...models].map(([id, { disposed }]) => [id, disposed])).toEqual([
    ['c', false],
    ['a', true],
    ['b', false],
  ])
})

test('shares a model between endpoints and disposes of it with the last', async () => {
  const { registry, models, loads } = setUp()
  const twin = record(1, { 1: 'a' }, { name: 'twin' })
  registry.apply([record(1, { 1: 'a' }), twin])
  await registry.settled()
  expect(loads).toEqual(['a'])
  registry.apply([twin])
  await registry.settled()
  expect(models.get('a')!.disposed).toBe(false)
  await registry.close()
  expect(models.get('a')!.disposed).toBe(true)
})

test.each([
  ['missing', undefined, 404, 'endpoint_not_found'],
  ['penguins', '9', 404, 'version_not_found'],
  ['penguins', '1.0', 404, 'version_not_found'],
  ['penguins', '__proto__', 404, 'version_not_found'],
  ['off', undefined, 503, 'endpoint_disabled'],
])('says why %s/%s does not answer', async (name, version, status, code) => {
  const { registry } = setUp()
  registry.apply([record(1, { 1: 'a' }), record(1, { 1: 'a' }, { name: 'off', enabled: false })])
  await expect(registry.find(name, version)).rejects.toMatchObject({ status, code })
})

test('answers again after being switched off and on', async () => {
  const { registry, models } = setUp()
  registry.apply([record(1, { 1: 'a' })])
  await registry.settled()
  registry.apply([record(1, { 1: 'a' }, { enabled: false })])
  await registry.settled()
  expect(models.get('a')!.disposed).toBe(true)
  registry.apply([record(1, { 1: 'a' })])
  expect((await registry.find('penguins')).version).toBe(1)
})
