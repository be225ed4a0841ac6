import { describe, expect, it } from 'vitest'
import { emptyDocument, type PipelineDocument } from '../../../nodes/graph/document.ts'
import { withTrial } from './trial-settings.ts'

const search = { search: { kind: 'linear', min: 0, max: 1 } }
const drawing: PipelineDocument = {
  ...emptyDocument(),
  nodes: [
    {
      id: 'mlp',
      type: 'models.mlp',
      version: 1,
      params: { dropout: search, epochs: 5 },
      position: { x: 0, y: 0 },
    },
    { id: 'bin', type: 'features.bin', version: 1, params: { bins: search }, position: { x: 0, y: 0 } },
  ],
}

describe('withTrial', () => {
  it('puts the values of a trial in place of the ranges and leaves the rest', () => {
    const settings = { mlp: { dropout: 0.25 }, bin: { bins: 7 } }
    const next = withTrial(drawing, settings)
    expect(next.nodes.map(({ params }) => params)).toEqual([{ dropout: 0.25, epochs: 5 }, { bins: 7 }])
    expect(drawing.nodes[0]?.params.dropout).toBe(search)
    expect(withTrial(next, settings)).toBe(next)
  })

  it('passes over nodes that are no longer there', () => {
    expect(withTrial(drawing, { gone: { x: 1 } })).toBe(drawing)
  })
})
