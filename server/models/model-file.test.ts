import { createHash } from 'node:crypto'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { canonicalJson } from '../../nodes/graph/canonical-json.ts'
import { emptyDocument } from '../../nodes/graph/document.ts'
import { type ModelFacts, packModel, unpackModel } from './model-file.ts'

const sha256Of = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')
const store = new Map<string, Uint8Array>()
const put = (bytes: Uint8Array, mediaType: string) => {
  const sha256 = sha256Of(bytes)
  store.set(sha256, bytes)
  return { sha256, sizeBytes: bytes.byteLength, mediaType }
}
const putJson = (value: unknown) => put(strToU8(JSON.stringify(value)), 'application/json')

const weights = put(new Uint8Array([1, 2, 3, 4]), 'application/octet-stream')
const fitted = putJson({ kind: 'scale', means: [1.5] })
const first = putJson({ nodeId: 'data', nodeType: 'data.builtin', inputs: {}, transform: null })
const second = putJson({ nodeId: 'scale', inputs: { table: first }, transform: fitted })
const manifest = { family: 'linear', weights, parameters: 2 }
const column = { id: 'x', name: 'x', storage: 'double', kind: 'number', role: 'feature' } as const
const facts: ModelFacts = {
  name: 'Numbers · Train',
  version: 3,
  createdAt: '2026-01-02T03:04:05.000Z',
  tags: ['spring'],
  notes: { Limits: 'Small numbers.' },
  pipeline: { id: 'p', name: 'Numbers' },
  nodeId: 'train',
  runId: 'r',
  value: {
    port: 'model',
    digest: sha256Of(canonicalJson({ manifest, lineage: second.sha256 })),
    blob: putJson(manifest),
    blobs: [weights],
    lineage: second,
    metrics: { val_loss: 0.5 },
    schema: {
      task: 'regression',
      target: { ...column, id: 'y', name: 'y' },
      inputs: [column],
      request: [column],
    },
  },
  card: {
    data: [{ title: 'numbers.csv', version: 'v1', gone: false }],
    rows: 60,
    steps: [{ title: 'Scale', type: 'features.scale', params: { method: 'standard' } }],
    measured: [{ where: 'Evaluate', metrics: { rmse: 1 } }],
    pipelineVersion: 2,
    backend: 'wasm 4.22.0',
    sizeBytes: 100,
  },
  document: emptyDocument(),
}

const MAX = 2 ** 20
const read = async (sha256: string): Promise<Uint8Array> => {
  const bytes = store.get(sha256)
  if (!bytes) throw new Error(`no ${sha256}`)
  return bytes
}
const packed = () => packModel(facts, '# Card', { read, maxBytes: MAX })
const changed = async (change: (files: Record<string, Uint8Array>) => void): Promise<Uint8Array> => {
  const files = unzipSync(await packed())
  change(files)
  return zipSync(files, { level: 0 })
}
const describedAs = (change: (json: Record<string, unknown>) => void) =>
  changed((files) => {
    const json = JSON.parse(strFromU8(files['model.json'] ?? new Uint8Array())) as Record<string, unknown>
    change(json)
    // As somebody would write it who knows how.
    const { format, formatVersion, sha256: _, ...rest } = json
    files['model.json'] = strToU8(
      JSON.stringify({ format, formatVersion, sha256: sha256Of(canonicalJson(rest)), ...rest }),
    )
  })
const inText = (from: string, to: string) =>
  changed((files) => {
    const text = strFromU8(files['model.json'] ?? new Uint8Array())
    expect(text).toContain(from)
    files['model.json'] = strToU8(text.replace(from, to))
  })

test('what is packed comes out, with all that the model needs', async () => {
  const { facts: same, blobs } = await unpackModel(await packed(), MAX)
  expect(same).toEqual(facts)
  expect(new Set(blobs.keys())).toEqual(
    new Set([weights, fitted, first, second, facts.value.blob].map(({ sha256 }) => sha256)),
  )
  expect(blobs.get(weights.sha256)).toEqual(new Uint8Array([1, 2, 3, 4]))
  expect(Object.keys(unzipSync(await packed()))).toContain('card.md')
})

test('what else lies in the file is left there', async () => {
  const file = await changed((files) => {
    files['blobs/../../evil'] = strToU8('x')
    delete files['blobs/../../evil']
    files['other.txt'] = strToU8('x')
    const more = strToU8('nobody points here')
    files[`blobs/${sha256Of(more)}`] = more
  })
  expect((await unpackModel(file, MAX)).blobs.size).toBe(5)
})

test('a file that was changed or cut is refused', async () => {
  const other = strToU8('{}')
  const files: Promise<Uint8Array>[] = [
    changed((entries) => (entries[`blobs/${weights.sha256}`] = new Uint8Array([1, 2, 3, 5]))),
    changed((entries) => delete entries[`blobs/${weights.sha256}`]),
    changed((entries) => delete entries[`blobs/${fitted.sha256}`]),
    changed((entries) => (entries['blobs/../../evil'] = other)),
    describedAs((json) => ((json['value'] as { digest: string }).digest = 'f'.repeat(64))),
    describedAs((json) => ((json['value'] as { lineage: unknown }).lineage = first)),
    describedAs((json) => delete json['nodeId']),
    describedAs((json) => (json['version'] = 2 ** 40)),
    inText('"rmse":1', '"rmse":2'),
    inText('Small numbers.', 'All numbers.'),
    // Steps behind a blob that is said to be no JSON would be left behind.
    describedAs((json) => {
      const value = json['value'] as { lineage: object }
      value.lineage = { ...value.lineage, mediaType: 'text/plain' }
    }),
    // Nested deeper than anybody means.
    changed((entries) => {
      const deep = `{"format":"millrace-model","formatVersion":1,"sha256":"","document":${'['.repeat(50_000)}${']'.repeat(50_000)}}`
      entries['model.json'] = strToU8(deep)
    }),
  ]
  for (const file of files)
    await expect(unpackModel(await file, MAX)).rejects.toMatchObject({ code: 'damaged_model_file' })
})

test('a part whose manifest is no JSON is refused, whatever its digest says', async () => {
  const noJson = put(strToU8('weights'), 'application/json')
  const file = await describedAs((json) => ((json['value'] as { blob: unknown }).blob = noJson))
  const files = { ...unzipSync(file), [`blobs/${noJson.sha256}`]: strToU8('weights') }
  await expect(unpackModel(zipSync(files, { level: 0 }), MAX)).rejects.toMatchObject({
    code: 'damaged_model_file',
  })
})

test('a file that would grow is refused before it does', async () => {
  const files = unzipSync(await packed())
  const bomb = new Uint8Array(8 * 2 ** 20)
  const grown = zipSync({ ...files, [`blobs/${sha256Of(bomb)}`]: [bomb, { level: 9 }] }, { level: 0 })
  expect(grown.byteLength).toBeLessThan(MAX)
  await expect(unpackModel(grown, MAX)).rejects.toMatchObject({ code: 'packed_anew' })

  // Many entries that share one part: each says that it is empty, or all say the truth.
  const shared = `blobs/${sha256Of(new Uint8Array(2 ** 16))}`
  const overlapping = zipSync({ [shared]: new Uint8Array(2 ** 16) }, { level: 0 })
  const many = repeatEntry(overlapping, 40)
  await expect(unpackModel(many, MAX)).rejects.toMatchObject({ code: 'too_large' })
  await expect(unpackModel(repeatEntry(overlapping, 40, 0), MAX)).rejects.toMatchObject({
    code: 'damaged_model_file',
  })
  const empty = zipSync({ 'model.json': new Uint8Array() }, { level: 0 })
  await expect(unpackModel(repeatEntry(empty, 30_000), MAX)).rejects.toMatchObject({
    code: 'no_model_file',
  })
})

/** A zip of one part whose directory names it so many times; `size` is what it claims to hold. */
function repeatEntry(zip: Uint8Array, times: number, size?: number): Uint8Array {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength)
  const end = zip.byteLength - 22
  const start = view.getUint32(end + 16, true)
  const entry = zip.slice(start, end)
  if (size !== undefined) new DataView(entry.buffer).setUint32(24, size, true)
  const whole = new Uint8Array(start + entry.byteLength * times + 22)
  whole.set(zip.subarray(0, start))
  for (let at = 0; at < times; at++) whole.set(entry, start + at * entry.byteLength)
  const tail = start + entry.byteLength * times
  whole.set(zip.subarray(end), tail)
  const made = new DataView(whole.buffer)
  made.setUint16(tail + 8, times, true)
  made.setUint16(tail + 10, times, true)
  return whole
}

test('what is no model file, newer, or too large is refused', async () => {
  const strangers = [
    strToU8('hello'),
    zipSync({ 'a.txt': strToU8('x') }),
    zipSync({ 'model.json': strToU8('{') }, { level: 0 }),
  ]
  for (const file of strangers)
    await expect(unpackModel(file, MAX)).rejects.toMatchObject({ code: 'no_model_file' })
  await expect(
    unpackModel(await describedAs((json) => (json['formatVersion'] = 2)), MAX),
  ).rejects.toMatchObject({ code: 'newer_model_file' })
  await expect(unpackModel(await packed(), 100)).rejects.toMatchObject({ code: 'too_large' })
  await expect(packModel(facts, '', { read, maxBytes: 3 })).rejects.toMatchObject({ code: 'too_large' })
})
