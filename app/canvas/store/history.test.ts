import { describe, expect, it } from 'vitest'
import { commit, createHistory, jump, redo, statesOf, undo } from './history.ts'

const plain = (atMs = 0) => ({ atMs })

describe('history', () => {
  it('goes back and forth over edits', () => {
    let history = createHistory('a')
    history = commit(history, 'ab', plain())
    history = commit(history, 'abc', plain())
    history = undo(history)
    expect(history.present).toBe('ab')
    history = undo(undo(history))
    expect(history.present).toBe('a')
    history = redo(redo(redo(history)))
    expect(history.present).toBe('abc')
  })

  it('forgets what was undone once something else is done', () => {
    let history = commit(createHistory('a'), 'b', plain())
    history = commit(undo(history), 'c', plain())
    expect(history.future).toEqual([])
    expect(undo(history).present).toBe('a')
  })

  it('takes edits with one key in quick succession as one step', () => {
    let history = createHistory('')
    history = commit(history, 'h', { key: 'title', atMs: 0 })
    history = commit(history, 'hi', { key: 'title', atMs: 300 })
    history = commit(history, 'hi!', { key: 'title', atMs: 5000 })
    expect(undo(history).present).toBe('hi')
    expect(undo(undo(history)).present).toBe('')
  })

  it('keeps edits with other keys, or after an undo, apart', () => {
    let history = createHistory(0)
    history = commit(history, 1, { key: 'a', atMs: 0 })
    history = commit(history, 2, { key: 'b', atMs: 1 })
    expect(undo(history).present).toBe(1)
    history = commit(undo(history), 3, { key: 'b', atMs: 2 })
    expect(undo(history).present).toBe(1)
  })

  it('ignores an edit that changes nothing and bounds its memory', () => {
    let history = createHistory(0)
    expect(commit(history, 0, plain())).toBe(history)
    for (let value = 1; value <= 500; value += 1) history = commit(history, value, plain())
    expect(history.past.length).toBe(200)
  })
})

describe('a list of steps', () => {
  it('is jumped about in, and knows what a step was called', () => {
    let history = createHistory('a')
    for (const next of ['b', 'c', 'd']) history = commit(history, next, { atMs: 0, label: `to ${next}` })
    history = jump(history, -2)
    expect(history.present).toBe('b')
    expect(statesOf(history)).toEqual({ states: ['a', 'b', 'c', 'd'], at: 1 })
    expect(jump(history, 99).present).toBe('d')
    expect(jump(history, -99).present).toBe('a')
    expect(jump(history, 0)).toBe(history)
    expect(history.labels.get('c')).toBe('to c')
  })
})
