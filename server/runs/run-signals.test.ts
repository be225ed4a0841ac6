import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createRunSignals } from './run-signals.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a change wakes whoever waits, also right after two in a row', async () => {
  let change = (_runId: string) => {}
  const signals = createRunSignals({
    listen: (_channel, onNotify) => {
      change = onNotify
      return Promise.resolve()
    },
  })
  using listener = signals.listen('run')
  const never = new AbortController().signal
  let woken = 0
  const wait = () => void listener.next(never).then(() => void woken++)

  wait()
  change('run')
  await vi.advanceTimersByTimeAsync(50)
  change('run')
  await vi.advanceTimersByTimeAsync(50)
  expect(woken).toBe(1)
  // The second change was seen with the first.
  wait()
  await vi.advanceTimersByTimeAsync(500)
  expect(woken).toBe(1)
  change('run')
  await vi.advanceTimersByTimeAsync(100)
  expect(woken).toBe(2)
  // What comes while nobody waits is not lost.
  change('run')
  wait()
  await vi.advanceTimersByTimeAsync(100)
  expect(woken).toBe(3)
  wait()
  await vi.advanceTimersByTimeAsync(2_900)
  expect(woken).toBe(3)
  await vi.advanceTimersByTimeAsync(100)
  expect(woken).toBe(4)
})
