import { describe, expect, it, vi } from 'vitest'
import { createConnection } from './connection.ts'

const patiently = { timeout: 120_000 }

describe('createConnection', () => {
  it('does not tell of an outage where the server answers after all', async () => {
    const connection = createConnection(() => Promise.resolve(true), 1)
    const told: boolean[] = []
    connection.subscribe(() => told.push(connection.isLost()))
    connection.suspect()
    await vi.waitFor(() => expect(told).toEqual([false]), patiently)
    expect(connection.generation()).toBe(1)
  })

  it('finds a dead line by asking while something is live, and leaves streams alone that are well', async () => {
    const answers = [true, true, false, true]
    const connection = createConnection(() => Promise.resolve(answers.shift() ?? true), 1, 1)
    const told: [boolean, number][] = []
    connection.subscribe(() => told.push([connection.isLost(), connection.generation()]))
    const stop = connection.watch()
    await vi.waitFor(
      () =>
        expect(told).toEqual([
          [true, 0],
          [false, 1],
        ]),
      patiently,
    )
    stop()
  })

  it('tells of an outage once, asks again, and recovers by itself', async () => {
    const answers = [false, false, false, true]
    const probe = vi.fn(() => Promise.resolve(answers.shift() ?? true))
    const connection = createConnection(probe, 1)
    const told: boolean[] = []
    connection.subscribe(() => told.push(connection.isLost()))
    connection.suspect()
    connection.suspect()
    await vi.waitFor(() => expect(told).toEqual([true, false]), patiently)
    expect(probe).toHaveBeenCalledTimes(4)
  })
})
