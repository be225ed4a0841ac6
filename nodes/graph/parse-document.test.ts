import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { soundDrawing } from './drawings.ts'
import { parseDocument } from './parse-document.ts'

const refusal = (input: unknown) => {
  const parsed = parseDocument(input)
  return parsed.ok ? undefined : parsed
}

describe('parseDocument', () => {
  it('reads a drawing, and fills in what may be left out', () => {
    const document = soundDrawing()
    expect(parseDocument(document)).toEqual({ ok: true, document })
    expect(parseDocument({ schemaVersion: 1, nodes: [], edges: [] })).toMatchObject({
      ok: true,
      document: { seed: 42, inputs: {}, groups: [] },
    })
  })

  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (input) => {
        expect(parseDocument(input).ok).toBe(false)
      }),
    )
  })

  it('says where a drawing is wrong', () => {
    const document = soundDrawing()
    const [first] = document.nodes
    const broken = { ...document, nodes: [{ ...first, id: 'not an id', version: 0 }] }
    const refused = refusal(broken)
    expect(refused?.issues.map(({ path }) => path)).toEqual(['nodes[0].id', 'nodes[0].version'])
    expect(refused?.message).toBe(
      'This drawing is not well formed: nodes[0].id: letters, digits, - and _ only, at most 64, and no __ in front (and 1 more).',
    )
  })

  it('takes no id that is a trap', () => {
    const document = soundDrawing()
    const nodes = [{ ...document.nodes[0], id: '__proto__' }]
    expect(parseDocument({ ...document, nodes, edges: [] }).ok).toBe(false)
  })

  it('tells a newer document from something else', () => {
    expect(refusal({ schemaVersion: 2, nodes: [], edges: [] })?.message).toContain('newer Millrace')
    expect(refusal({ nodes: [] })?.message).toContain('no schemaVersion')
    expect(refusal([])?.message).toContain('must be a JSON object')
  })

  it('refuses what is nested too deeply', () => {
    let deep: unknown = 1
    for (let depth = 0; depth < 50_000; depth++) deep = [deep]
    const document = soundDrawing()
    const nodes = [{ ...document.nodes[0], params: { dataset: deep } }]
    expect(refusal({ ...document, nodes, edges: [] })?.message).toContain('nested too deeply')
  })
})
