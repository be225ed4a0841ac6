import { describe, expect, it } from 'vitest'
import { canDo, commandIds, findShortcut, formatKeys, shortcuts } from './shortcuts.ts'

const press = (
  key: string,
  mods: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> & { code?: string } = {},
) => findShortcut({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...mods })?.id

describe('keys', () => {
  it('names every command once, and gives no key to two', () => {
    expect(shortcuts.map((shortcut) => shortcut.id).toSorted()).toEqual([...commandIds].toSorted())
    const keys = shortcuts.flatMap((shortcut) => shortcut.keys)
    expect(new Set(keys).size).toBe(keys.length)
  })
  it('finds the command of a key press', () => {
    expect(press('z', { ctrlKey: true })).toBe('undo')
    expect(press('Z', { ctrlKey: true, shiftKey: true })).toBe('redo')
    expect(press('y', { metaKey: true })).toBe('redo')
    expect(press('?', { shiftKey: true })).toBe('shortcuts')
    expect(press('/')).toBe('search')
    expect(press('f')).toBe('fit')
    expect(press('+', { shiftKey: true })).toBe('zoomIn')
    expect(press('Backspace')).toBe('delete')
  })
  it('leaves alone what is the browser’s', () => {
    expect(press('p', { ctrlKey: true })).toBeUndefined()
    expect(press('F', { shiftKey: true })).toBeUndefined()
    expect(press('c', { ctrlKey: true })).toBeUndefined()
    expect(press('f', { altKey: true })).toBeUndefined()
  })
  it('knows letters with Alt by their place, as a Mac makes other signs of them', () => {
    expect(press('a', { altKey: true })).toBe('alignLeft')
    expect(press('å', { altKey: true, code: 'KeyA' })).toBe('alignLeft')
    expect(press('Ó', { altKey: true, shiftKey: true, code: 'KeyH' })).toBe('distributeX')
    expect(press('ç', { altKey: true, code: 'KeyC' })).toBeUndefined()
  })
  it('asks for as many as a command needs', () => {
    const align = shortcuts.find(({ id }) => id === 'alignLeft')
    const chosen = { selection: ['a'], chosenNotes: [] }
    expect(align && canDo(align, chosen)).toBe(false)
    expect(align && canDo(align, { ...chosen, chosenNotes: ['note-1'] })).toBe(true)
  })
  it('writes keys for reading', () => {
    expect(formatKeys('Mod+Shift+Z')).toBe('Ctrl Shift Z')
    expect(formatKeys('Mod+K', true)).toBe('⌘ K')
  })
})
