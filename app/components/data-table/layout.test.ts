import { describe, expect, it } from 'vitest'
import { cellText, columnWidth, orderColumns, pictureIn } from './layout.ts'

describe('cellText', () => {
  it('shows numbers without noise and dates without an empty time', () => {
    expect(cellText(0.1 + 0.2, 'number')).toBe('0.3')
    expect(cellText(-3, 'number')).toBe('-3')
    expect(cellText('2012-01-01T00:00:00.000Z', 'datetime')).toBe('2012-01-01')
    expect(cellText('2012-01-01T09:30:00', 'datetime')).toBe('2012-01-01 09:30')
    expect(cellText('2012-01-01', 'text')).toBe('2012-01-01')
  })
  it('leaves a missing value empty, and shows what it does not know as JSON', () => {
    expect(cellText(null, 'number')).toBe('')
    expect(cellText([1, 2], 'vector')).toBe('[1,2]')
  })
})

describe('pictureIn', () => {
  it('finds pictures in columns of images and vectors only', () => {
    const picture = 'data:image/png;base64,AAAA'
    expect(pictureIn(picture, 'image')).toBe(picture)
    expect(pictureIn(picture, 'vector')).toBe(picture)
    expect(pictureIn(picture, 'text')).toBeUndefined()
    expect(pictureIn('[1.0, 2.0]', 'vector')).toBeUndefined()
    expect(cellText(picture, 'image')).toBe('')
    const column = { name: 'v', kind: 'vector', role: 'feature' } as const
    expect(columnWidth(column, [picture.repeat(50)])).toBeLessThan(100)
  })
})

describe('orderColumns', () => {
  it('puts the target first and remembers where each cell is', () => {
    const ordered = orderColumns([{ role: 'feature' }, { role: 'id' }, { role: 'target' }] as const)
    expect(ordered.map((entry) => entry.at)).toEqual([2, 0, 1])
  })
})

describe('columnWidth', () => {
  it('has room for the name and the cells, within bounds', () => {
    const column = { name: 'a', kind: 'text', role: 'feature' } as const
    expect(columnWidth(column, ['x'.repeat(500)])).toBe(260)
    expect(columnWidth(column, [])).toBeGreaterThanOrEqual(64)
    expect(columnWidth({ ...column, name: 'a_rather_long_name' }, [])).toBeGreaterThan(
      columnWidth(column, []),
    )
  })
})
