import { describe, expect, it } from 'vitest'
import { commandIds, findShortcut, formatKeys, shortcuts } from './shortcuts.ts'

const press = (
  key: string,
  mods: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {},
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
    expect(press('f', { ctrlKey: true })).toBeUndefined()
    expect(press('F', { shiftKey: true })).toBeUndefined()
    expect(press('c', { ctrlKey: true })).toBeUndefined()
    expect(press('d', { altKey: true })).toBeUndefined()
  })
  it('writes keys for reading', () => {
    expect(formatKeys('Mod+Shift+Z')).toBe('Ctrl Shift Z')
    expect(formatKeys('Mod+K', true)).toBe('⌘ K')
  })
})
