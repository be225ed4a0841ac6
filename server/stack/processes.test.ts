import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { findByEnvironment, identify, isRunning, parseProcStat, stopProcess } from './processes.ts'

const sleeper = (env: Record<string, string> = {}) =>
  spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, ...env },
  })

test('a process name with brackets and spaces does not confuse the reading of its state', () => {
  const rest = Array.from({ length: 40 }, (_, index) => String(index + 4)).join(' ')
  expect(parseProcStat(`12 (a) b (c) S 1 ${rest}`)).toEqual({ state: 'S', group: 4, startTicks: '21' })
  expect(parseProcStat('nonsense')).toBeUndefined()
})

test('a running process is identified, and no longer after it has ended', async () => {
  const child = sleeper()
  const identity = identify(child.pid ?? 0)
  expect(identity).toBeDefined()
  if (identity === undefined) return
  expect(isRunning(identity)).toBe(true)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(isRunning(identity)).toBe(false)
})

test('another process under the same number is not taken for the first', () => {
  const self = identify(process.pid)
  expect(self).toBeDefined()
  expect(isRunning({ pid: process.pid, startedAt: `${self?.startedAt}1` })).toBe(false)
})

test('stopProcess kills what does not listen', async () => {
  const script = "process.on('SIGTERM', () => {}); process.send('on'); setInterval(() => {}, 1000)"
  const child = spawn(process.execPath, ['-e', script], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  await once(child, 'message')
  const identity = identify(child.pid ?? 0)
  if (identity === undefined) throw new Error('not running')
  const exit = once(child, 'exit')
  await stopProcess(identity, { signal: 'SIGTERM', graceMs: 100 })
  expect(isRunning(identity)).toBe(false)
  expect((await exit)[1]).toBe('SIGKILL')
})

test.runIf(process.platform === 'linux')('processes are found by what they were started with', async () => {
  const marker = `MILLRACE_STACK_ID=test-${process.pid}-${Date.now()}`
  const child = sleeper({ MILLRACE_STACK_ID: marker.split('=')[1] ?? '' })
  await once(child, 'spawn')
  expect(findByEnvironment(marker).map(({ pid }) => pid)).toEqual([child.pid])
  expect(findByEnvironment(`${marker}x`)).toEqual([])
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(findByEnvironment(marker)).toEqual([])
})
