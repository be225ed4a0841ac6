import { createHash } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { sampleColumn } from '../../nodes/kit/samples.ts'
import type { BlobRef } from '../../nodes/kit/values.ts'
import { initBackend } from '../backend/init-backend.ts'
import type { ColumnBatch } from '../tables/column-batch.ts'
import type { CompositeManifest } from './composite-manifest.ts'
import { loadModel } from './load-model.ts'
import type { LinearManifest, MlpManifest } from './manifest.ts'
import { buildMlp } from './network.ts'
import { quantiseManifest } from './quantise.ts'
import { saveNetwork } from './weights.ts'

beforeAll(async () => {
  await initBackend()
})

const blobs = new Map<string, Uint8Array>()
const store = {
  async getBytes({ sha256 }: Pick<BlobRef, 'sha256'>) {
    const bytes = blobs.get(sha256)
    if (!bytes) throw new Error(`no blob ${sha256}`)
    return bytes
  },
  async putBytes(bytes: Uint8Array, mediaType: string): Promise<BlobRef> {
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    blobs.set(sha256, bytes)
    return { sha256, sizeBytes: bytes.byteLength, mediaType }
  },
}

const columns = ['a', 'b', 'c'].map((name) => sampleColumn(name, 'number'))
const target = sampleColumn('y', 'category', { role: 'target', categories: ['n', 'p'] })
const classes = ['n', 'p']

async function networkOf(inputs: readonly string[], units: readonly number[], seed: number) {
  const layers = units.map((count) => ({ units: count, activation: 'relu' as const }))
  const network = buildMlp({
    blueprint: { layers, dropout: 0, l2: 0 },
    inputs: inputs.length,
    task: 'binary',
    classes: 2,
    seed,
  })
  const { artifact, weights } = await saveNetwork(network.model)
  const parameters = network.variables.reduce((sum, { size }) => sum + size, 0)
  network.dispose()
  return {
    version: 1 as const,
    task: 'binary' as const,
    target,
    classes,
    inputs: inputs.map((name) => sampleColumn(name, 'number')),
    encoder: inputs.map((column) => ({ column, as: 'number' as const, missing: 0 })),
    layers: [...layers, { units: 1, activation: 'linear' as const }],
    network: artifact,
    weights: await store.putBytes(weights, 'x'),
    parameters,
    seed,
    backend: { name: 'wasm', version: 'test' },
    training: { rows: { train: 1, validation: 0 }, classCounts: [1, 1] } as never,
  }
}

const mlpOf = async (...call: Parameters<typeof networkOf>): Promise<MlpManifest> => ({
  ...(await networkOf(...call)),
  family: 'mlp',
})

const batch: ColumnBatch = {
  rows: 50,
  columns: Object.fromEntries(
    columns.map(({ name }, k) => [
      name,
      Float64Array.from({ length: 50 }, (_, row) => Math.sin(row * (k + 2))),
    ]),
  ),
}
async function answersOf(manifest: unknown): Promise<number[]> {
  const json: unknown = JSON.parse(JSON.stringify(manifest))
  const model = await loadModel(json, (blob) => store.getBytes(blob))
  const answers = [...model.answers(batch)]
  model.dispose()
  return answers
}

test('every part of a composite is quantised, at any depth, and so is what combines them', async () => {
  const common = { version: 1 as const, task: 'binary' as const, target, classes, inputs: columns }
  const prior = { classCounts: [1, 1], mean: 0 }
  const [first, second, third] = [
    await mlpOf(['a', 'b'], [40, 40], 1),
    await mlpOf(['b', 'c'], [40], 2),
    await mlpOf(['a', 'b', 'c'], [64], 3),
  ]
  const partOf = <M>(title: string, manifest: M) => ({ title, manifest, steps: [] })
  const inner: CompositeManifest = {
    ...common,
    family: 'composite',
    method: 'soft',
    parts: [partOf('first', first), partOf('second', second)],
    parameters: first.parameters + second.parameters,
    prior,
  }
  const outer: CompositeManifest = {
    ...inner,
    method: 'weighted',
    weights: [0.75, 0.25],
    parts: [partOf('both', inner), partOf('third', third)],
  }
  const { manifest, replaced, bytes } = await quantiseManifest(outer, store, 'int8')
  const before = [first, second, third].map(({ weights }) => weights)
  expect([...replaced.keys()]).toEqual(before.map(({ sha256 }) => sha256))
  expect(bytes.before).toBe(before.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0))
  expect(bytes.after).toBe([...replaced.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0))
  expect(bytes.after / bytes.before).toBeLessThan(0.35)

  // The composite answers as one that was put together from its quantised parts.
  const single = async (part: MlpManifest) => (await quantiseManifest(part, store, 'int8')).manifest
  const expected = {
    ...outer,
    parts: [
      partOf('both', {
        ...inner,
        parts: [partOf('first', await single(first)), partOf('second', await single(second))],
      }),
      partOf('third', await single(third)),
    ],
  }
  const answers = await answersOf(manifest)
  expect(answers).toEqual(await answersOf(expected))
  const float32 = await answersOf(outer)
  expect(answers).not.toEqual(float32)
  answers.forEach((p, at) => expect(p).toBeCloseTo(float32[at] as number, 1))
})

test('the model that combines the parts of a stack is quantised too', async () => {
  const part = await mlpOf(['a', 'b'], [40, 40], 4)
  const meta = { ...(await networkOf(['x'], [], 5)), family: 'linear' } as LinearManifest
  const stack = {
    version: 1,
    family: 'composite',
    task: 'binary',
    target,
    classes,
    inputs: columns,
    method: 'stacking',
    parts: [{ title: 'part', manifest: part, steps: [] }],
    meta,
    parameters: part.parameters,
    prior: { classCounts: [1, 1], mean: 0 },
  }
  const { replaced } = await quantiseManifest(stack, store, 'float16')
  expect([...replaced.keys()]).toEqual([part.weights.sha256, meta.weights.sha256])
})

test('what is no model is refused in words', async () => {
  await expect(quantiseManifest({ version: 9 }, store, 'int8')).rejects.toMatchObject({
    code: 'model_unreadable',
  })
})
