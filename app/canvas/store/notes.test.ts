import { describe, expect, it } from 'vitest'
import { documentSchema, emptyDocument } from '../../../nodes/graph/document.ts'
import { addNotes, patchNotes, readNote, removeNotes, shiftNotes } from './notes.ts'

const note = { text: 'Why', x: 0, y: 0, width: 200, height: 100 }

describe('notes', () => {
  it('are added under free ids, moved, resized within bounds, and removed without a trace', () => {
    const first = addNotes(emptyDocument(), [note, note])
    expect(first.ids).toEqual(['note-1', 'note-2'])
    const fewer = removeNotes(first.document, ['note-1'])
    expect(addNotes(fewer, [note]).ids).not.toContain('note-2')
    const moved = shiftNotes(fewer, ['note-2'], { x: 4.4, y: -8 })
    expect(moved.notes).toEqual([{ ...note, id: 'note-2', x: 4, y: -8 }])
    const small = patchNotes(moved, { 'note-2': { width: 1, height: 9999 } })
    expect(small.notes?.[0]).toMatchObject({ width: 64, height: 4000 })
    expect(documentSchema.safeParse(small).success).toBe(true)
    expect(removeNotes(small, ['note-2'])).toEqual(emptyDocument())
  })

  it('keep the document where nothing changes', () => {
    const { document } = addNotes(emptyDocument(), [note])
    expect(patchNotes(document, { 'note-1': { text: 'Why' } })).toBe(document)
    expect(patchNotes(document, { other: { text: 'x' } })).toBe(document)
    expect(removeNotes(document, ['other'])).toBe(document)
  })

  it('read a little Markdown, and leave the rest as it is', () => {
    expect(readNote('# Plan\n- **first** `a_b`\n2 * 3 < 7')).toEqual([
      { kind: 'heading', parts: [{ text: 'Plan', mark: 'none' }] },
      {
        kind: 'item',
        parts: [
          { text: 'first', mark: 'strong' },
          { text: ' ', mark: 'none' },
          { text: 'a_b', mark: 'code' },
        ],
      },
      { kind: 'line', parts: [{ text: '2 * 3 < 7', mark: 'none' }] },
    ])
  })
})
