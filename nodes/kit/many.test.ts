import { describe, expect, it } from 'vitest'
import { gatherSlots, portOfSlot, slotOf } from './many.ts'
import { port } from './ports.ts'

const ports = {
  models: port.model({ many: true }),
  table: port.table(),
  extra: port.table({ optional: true }),
}

describe('ports that take several', () => {
  it('are lists in the order of the edges', () => {
    expect(gatherSlots(ports, { 'models#1': 'b', table: 't', 'models#0': 'a' })).toEqual({
      models: ['a', 'b'],
      table: 't',
    })
  })

  it('are empty lists where nothing is connected', () => {
    expect(gatherSlots(ports, {})).toEqual({ models: [] })
  })

  it('keep a place whose value is not known', () => {
    expect(gatherSlots(ports, { 'models#0': undefined, 'models#1': 'b' })).toEqual({
      models: [undefined, 'b'],
    })
  })

  it('are found again by slot', () => {
    expect(portOfSlot(slotOf('models', 12))).toBe('models')
    expect(portOfSlot('table')).toBe('table')
  })
})
