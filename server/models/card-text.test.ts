import { expect, test } from 'vitest'
import type { ModelCardView, ModelVersionView } from '../views.ts'
import { writeCard } from './card-text.ts'

const blob = { sha256: 'a'.repeat(64), sizeBytes: 10, mediaType: 'application/json' }
const column = { id: 'c1', name: 'bill_length', kind: 'number' } as const
const model: ModelVersionView = {
  id: 'm',
  name: 'Penguins · Train',
  version: 3,
  pipelineId: 'p',
  pipelineName: 'Penguins',
  runId: 'r',
  runNumber: 12,
  nodeId: 'train',
  value: {
    port: 'model',
    digest: 'd1',
    blob,
    blobs: [],
    lineage: blob,
    metrics: { val_loss: 0.123_456_789 },
    schema: {
      task: 'multiclass',
      target: { id: 't', name: 'species', kind: 'category' },
      inputs: [column],
      request: [column],
    } as unknown as ModelVersionView['value']['schema'],
  },
  aliases: ['champion'],
  tags: ['spring'],
  notes: { Limits: 'Only *adults*.', Owner: 'The harbour.' },
  endpoints: [],
  createdAt: '2026-01-02T03:04:05.000Z',
}
const card: ModelCardView = {
  data: [{ title: 'a|b.csv', version: 'v2', gone: true }],
  rows: 240,
  steps: [
    { title: 'Scale', type: 'features.scale', params: { method: 'standard', columns: [], note: null } },
    { title: 'Learn', type: 'train.train', params: { epochs: 20 } },
  ],
  measured: [{ where: 'Evaluate', metrics: { accuracy: 0.975 } }],
  pipelineVersion: 4,
  backend: 'wasm 4.22.0',
  sizeBytes: 2048,
}

test('a card has what people wrote, what is to be filled, and the facts', () => {
  const text = writeCard(model, card)
  expect(text.startsWith('# Penguins · Train v3\n\nAliases: champion\n\nTags: spring\n\n')).toBe(true)
  expect(text).toContain('## Intended use\n\n_Not written yet._\n')
  expect(text).toContain('## Limits\n\nOnly *adults*.\n')
  expect(text).toContain('## Owner\n\nThe harbour.\n')
  expect(text).toContain(String.raw`- a\|b.csv v2 (deleted)`)
  expect(text).toContain('Rows that it learnt from: 240')
  expect(text).toContain('Predicts: species (multiclass)')
  expect(text).toContain(String.raw`- bill\_length (number)`)
  expect(text).toContain('- Scale: method standard\n')
  expect(text).toContain('- Learn (Train): epochs 20\n')
  expect(text).toContain(String.raw`| Training | val\_loss | 0.123457 |`)
  expect(text).toContain('| Evaluate | accuracy | 0.975 |')
  expect(text).toContain('- Pipeline Penguins v4\n- Run 12\n')
})

test('what is not known any more is told', () => {
  const lost = {
    ...card,
    data: [],
    rows: null,
    steps: [],
    measured: [],
    pipelineVersion: null,
    backend: null,
  }
  const text = writeCard({ ...model, aliases: [], tags: [], runNumber: 0 }, lost)
  expect(text).toContain('## Data\n\nNot known any more.')
  expect(text).toContain('- Pipeline Penguins\n- A run that was deleted\n')
  expect(text).not.toContain('Aliases')
})
