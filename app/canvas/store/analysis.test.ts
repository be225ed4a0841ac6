import { describe, expect, it } from 'vitest'
import { emptyDocument } from '../../../nodes/graph/document.ts'
import type { DocumentNode } from '../../../nodes/graph/document.ts'
import { analyse, problemsOf } from './analysis.ts'
import { addNodes, moveNodes, setParams } from './document.ts'

const file = (source: string): DocumentNode => ({
  id: 'file',
  type: 'data.file',
  version: 1,
  params: { source },
  position: { x: 0, y: 0 },
})

describe('the analysis of a drawing', () => {
  it('knows a file’s columns once it has been read, and says what is wrong with it', () => {
    const document = addNodes(emptyDocument(), [file('d1')])
    const unread = analyse(document, {})
    expect(unread.propagation.nodes.get('file')?.outputs.table).toMatchObject({ columns: [], open: true })

    const column = { id: 'a', name: 'a', storage: 'double', kind: 'number', role: 'feature' } as const
    const read = analyse(
      document,
      { d1: { schema: { columns: [column], open: false }, error: null } },
      unread,
    )
    expect(read.propagation.nodes.get('file')?.outputs.table).toMatchObject({ columns: [{ name: 'a' }] })

    const error = { kind: 'user', code: 'ragged_row', message: 'Line 3 has 1 field.' } as const
    const broken = analyse(document, { d1: { schema: null, error } }, read)
    expect(problemsOf(broken, 'file')[0]).toMatchObject({ code: 'ragged_row', field: 'source' })
  })

  it('takes an input that is a port of the pipeline for wired', () => {
    const scale: DocumentNode = { ...file(''), id: 'scale', type: 'features.scale', params: {} }
    const loose = analyse(addNodes(emptyDocument(), [scale]), {})
    expect(problemsOf(loose, 'scale')).toMatchObject([{ code: 'input_missing', port: 'table' }])
    const to = [{ node: 'scale', port: 'table' }]
    const exposed = {
      ...addNodes(emptyDocument(), [scale]),
      ports: { inputs: [{ name: 'table', title: 'Table', to }], outputs: [] },
    }
    expect(problemsOf(analyse(exposed, loose.of.readings, loose), 'scale')).toEqual([])
  })

  it('costs nothing for moving cards, and keeps the lists of nodes that nothing happened to', () => {
    const document = addNodes(emptyDocument(), [file(''), { ...file(''), id: 'other' }])
    const before = analyse(document, {})
    expect(analyse(moveNodes(document, { file: { x: 9, y: 9 } }), {}, before)).not.toBe(undefined)
    expect(analyse(moveNodes(document, { file: { x: 9, y: 9 } }), before.of.readings, before)).toBe(before)
    const after = analyse(setParams(document, 'file', { source: 'd1' }), before.of.readings, before)
    expect(problemsOf(after, 'other')).toBe(problemsOf(before, 'other'))
  })
})
