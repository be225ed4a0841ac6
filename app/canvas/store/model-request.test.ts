import { describe, expect, it } from 'vitest'
import type { ModelValue } from '../../../nodes/kit/values.ts'
import { drawing } from '../../../tests/kit/pipelines.ts'
import { analyse } from './analysis.ts'
import type { LiveRun } from './live-run.ts'
import { modelRequest } from './model-request.ts'

const document = drawing(
  {
    data: ['data.builtin', { dataset: 'penguins' }],
    sql: ['combine.sql'],
    network: ['models.mlp'],
    train: ['train.train'],
    blind: ['train.train'],
    deploy: ['deploy.deploy'],
    evaluate: ['evaluate.evaluate'],
  },
  [
    'data.table > train.table',
    'network.blueprint > train.blueprint',
    'data.table > sql.table',
    'sql.table > blind.table',
    'train.model > deploy.model',
    'train.model > evaluate.model',
  ],
)
const analysis = analyse(document, {})
const request = (id: string, live: LiveRun | null = null, stale: Record<string, string> = {}) => {
  const found = modelRequest({ analysis, live, stale }, id)
  return found && { ...found, columns: found.columns.map(({ name }) => name) }
}
const raw = ['island', 'beak_length_mm', 'beak_depth_mm', 'flipper_length_mm', 'body_mass_g', 'sex']

describe('what an endpoint will ask for', () => {
  it('is what the source has but the target, at the model and at Deploy', () => {
    expect(request('train')).toEqual({ columns: raw, exact: false })
    expect(request('deploy')).toEqual({ columns: raw, exact: false })
  })

  it('is nothing to be told elsewhere, or before it is known', () => {
    for (const id of ['evaluate', 'network', 'data', 'blind', 'gone']) expect(request(id), id).toBeUndefined()
  })

  it('is exactly what the model of a run needs, while the drawing is that of the run', () => {
    const schema = analysis.propagation.nodes.get('train')?.outputs.model as ModelValue['schema']
    const model = {
      port: 'model',
      schema: { ...schema, request: schema.request.slice(1, 3) },
    } as unknown as ModelValue
    const live = { nodes: { train: { outputs: { model } } } } as unknown as LiveRun
    const exact = { columns: raw.slice(1, 3), exact: true }
    expect(request('train', live)).toEqual(exact)
    expect(request('deploy', live)).toEqual(exact)
    expect(request('deploy', live, { train: 'Edited after run 1' })).toEqual({ columns: raw, exact: false })
  })
})
