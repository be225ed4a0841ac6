import { describe, expect, it } from 'vitest'
import { findDefinition } from '../../../nodes/definitions.ts'
import { draw, node } from '../../../nodes/graph/drawings.ts'
import { findInDrawing } from './find.ts'

const at = (x: number, y: number) => ({ position: { x, y } })
const document = {
  ...draw([
    { ...node('features.scale', { method: 'robust' }), ...at(480, 0), note: 'Outliers in income' },
    { ...node('data.builtin', { dataset: 'iris' }), ...at(0, 0) },
    { ...node('features.scale', {}, 'second'), ...at(480, 200), title: 'Scale again' },
  ]),
  groups: [{ id: 'group-1', title: 'Where it begins', nodes: ['builtin'] }],
  notes: [{ id: 'note-1', text: 'Why income is scaled', x: 240, y: 0, width: 200, height: 100 }],
}
const ids = (query: string) => findInDrawing(document, query, findDefinition).map(({ id }) => id)

describe('findInDrawing', () => {
  it('looks at title, type, id, notes and what is set, from left to right', () => {
    expect(ids('scale')).toEqual(['note:note-1', 'scale', 'second'])
    expect(ids('iris')).toEqual(['builtin'])
    expect(ids('features.')).toEqual(['scale', 'second'])
    expect(ids('second')).toEqual(['second'])
    expect(ids('income')).toEqual(['note:note-1', 'scale'])
  })

  it('wants every word, wherever each is', () => {
    expect(ids('scale robust')).toEqual(['scale'])
    expect(ids('scale iris')).toEqual([])
    expect(ids('  ')).toEqual([])
  })

  it('says what answers', () => {
    expect(findInDrawing(document, 'ROBUST', findDefinition)).toEqual([
      { id: 'scale', where: 'Method: Robust (quartiles)' },
    ])
    expect(findInDrawing(document, 'again', findDefinition)[0]?.where).toBe('Title')
  })

  it('knows what is set by default, by the words of the form', () => {
    expect(findInDrawing(document, 'method stand', findDefinition)).toEqual([
      { id: 'second', where: 'Method: Standard (mean 0, deviation 1)' },
    ])
  })

  it('finds groups by their titles, open or folded up', () => {
    const members = ['builtin']
    expect(findInDrawing(document, 'where begins', findDefinition)).toEqual([
      { id: 'builtin', where: 'Group Where it begins', members },
    ])
    const groups = document.groups.map((group) => ({ ...group, collapsed: true }))
    expect(findInDrawing({ ...document, groups }, 'begins', findDefinition)[0]?.id).toBe('group:group-1')
  })

  it('finds among a thousand nodes while one types', () => {
    const many = draw(
      Array.from({ length: 1000 }, (_, index) => node('features.scale', { method: 'robust' }, `n${index}`)),
    )
    expect(findInDrawing(many, 'robust n99', findDefinition)).toHaveLength(11)
  })
})
