import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { createTestFolder } from '../../tests/kit/test-folder.ts'
import { identify } from './processes.ts'
import { backOffMs, createService, type ServiceSpec } from './service.ts'

const specOf = (script: string, changes: Partial<ServiceSpec> = {}): ServiceSpec => ({
  name: 'thing',
  command: process.execPath,
  args: ['-e', script],
  cwd: '/',
  env: { PATH: process.env.PATH },
  ready: 'message',
  readyTimeoutMs: 30_000,
  stopSignal: 'SIGTERM',
  stopGraceMs: 2_000,
  order: 0,
  ...changes,
})

const foldersIn = (path: string) => ({ runDir: join(path, 'run'), logDir: join(path, 'logs') })
const silent = { onDied: () => {}, onRecovered: () => {} }
const patiently = { timeout: 120_000 }
const LIVE = "process.send('ready'); setInterval(() => {}, 1000)"

test('the back-off doubles up to half a minute', () => {
  expect([0, 1, 2, 5, 6, 100].map(backOffMs)).toEqual([500, 1_000, 2_000, 16_000, 30_000, 30_000])
})

test('a process that ends before it is ready fails the start, with the last lines of its log', async () => {
  using folder = createTestFolder()
  const service = createService(
    specOf("console.error('no room'); process.exit(3)"),
    foldersIn(folder.path),
    silent,
  )
  const error = await service.start().catch((reason: Error) => reason)
  expect(error).toBeInstanceOf(Error)
  expect((error as Error).message).toMatch(
    /thing did not start \(exit code 3\)\. Its log: .*thing\.log\n {4}no room/,
  )
  await service.stop()
})

test('a program that does not exist fails the start', async () => {
  using folder = createTestFolder()
  const service = createService(specOf('', { command: '/no/such/program' }), foldersIn(folder.path), silent)
  await expect(service.start()).rejects.toThrow('cannot be started')
  await service.stop()
})

test('a process that is never ready is stopped and fails the start', async () => {
  using folder = createTestFolder()
  const service = createService(
    specOf('setInterval(() => {}, 1000)', { readyTimeoutMs: 300 }),
    foldersIn(folder.path),
    silent,
  )
  await expect(service.start()).rejects.toThrow('was not ready')
  expect(identify(service.pid() ?? 0)).toBeUndefined()
  await service.stop()
})

test('a process that is killed comes back, and then stops for good', async () => {
  using folder = createTestFolder()
  const folders = foldersIn(folder.path)
  const onDied = vi.fn()
  const onRecovered = vi.fn()
  const service = createService(specOf(LIVE), folders, { onDied, onRecovered })
  await service.start()
  const first = service.pid() ?? 0
  expect(JSON.parse(readFileSync(join(folders.runDir, 'thing.pid.json'), 'utf8'))).toMatchObject({
    pid: first,
  })
  process.kill(first, 'SIGKILL')
  await vi.waitFor(() => expect(onRecovered).toHaveBeenCalledTimes(1), patiently)
  expect(onDied).toHaveBeenCalledWith({ name: 'thing', reason: 'killed by SIGKILL', delayMs: 500 })
  const second = service.pid() ?? 0
  expect(second).not.toBe(first)
  await service.stop()
  expect(identify(second)).toBeUndefined()
  expect(existsSync(join(folders.runDir, 'thing.pid.json'))).toBe(false)
  await sleep(700)
  expect(onDied).toHaveBeenCalledTimes(1)
})

const third = { name: 'thing', reason: 'killed by SIGKILL', delayMs: 2_000 }
test('stopping while it waits to start again ends the waiting', async () => {
  using folder = createTestFolder()
  const onDied = vi.fn()
  const onRecovered = vi.fn()
  const service = createService(specOf(LIVE), foldersIn(folder.path), { onDied, onRecovered })
  await service.start()
  for (const times of [1, 2]) {
    process.kill(service.pid() ?? 0, 'SIGKILL')
    await vi.waitFor(() => expect(onRecovered).toHaveBeenCalledTimes(times), patiently)
  }
  process.kill(service.pid() ?? 0, 'SIGKILL')
  await vi.waitFor(() => expect(onDied).toHaveBeenLastCalledWith(third), patiently)
  const since = performance.now()
  await service.stop()
  expect(performance.now() - since).toBeLessThan(third.delayMs - 100)
})

test.skipIf(process.platform === 'win32')('what a process leaves in its group goes with it', async () => {
  using folder = createTestFolder()
  const script = `
    const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    console.log('child ' + child.pid)
    process.send('ready')
    process.on('SIGTERM', () => process.exit(0))
    setInterval(() => {}, 1000)`
  const folders = foldersIn(folder.path)
  const service = createService(specOf(script), folders, silent)
  await service.start()
  const log = readFileSync(join(folders.logDir, 'thing.log'), 'utf8')
  const grandchild = Number(/child (\d+)/.exec(log)?.[1])
  expect(identify(grandchild)).toBeDefined()
  await service.stop()
  await vi.waitFor(() => expect(identify(grandchild)).toBeUndefined(), patiently)
})

test('one that ignores the signal is killed after its grace', async () => {
  using folder = createTestFolder()
  const service = createService(
    specOf(`process.on('SIGTERM', () => {}); ${LIVE}`, { stopGraceMs: 200 }),
    foldersIn(folder.path),
    silent,
  )
  await service.start()
  const pid = service.pid() ?? 0
  await service.stop()
  expect(identify(pid)).toBeUndefined()
})
