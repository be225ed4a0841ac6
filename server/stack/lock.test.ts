import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTestFolder } from '../../tests/kit/test-folder.ts'
import { acquireLock } from './lock.ts'
import { identify } from './processes.ts'

test('a lock is held until it is released', () => {
  using folder = createTestFolder()
  const path = join(folder.path, 'supervisor.json')
  const lock = acquireLock(path, folder.path)
  expect(() => acquireLock(path, folder.path)).toThrow(`Millrace already runs on ${folder.path}`)
  lock.release()
  acquireLock(path, folder.path).release()
  expect(existsSync(path)).toBe(false)
})

test('the lock of a process that was killed is taken over', async () => {
  using folder = createTestFolder()
  const path = join(folder.path, 'supervisor.json')
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  await once(child, 'spawn')
  writeFileSync(path, JSON.stringify(identify(child.pid ?? 0)))
  expect(() => acquireLock(path, folder.path)).toThrow(`process ${child.pid}`)
  child.kill('SIGKILL')
  await once(child, 'exit')
  using lock = acquireLock(path, folder.path)
  expect(lock).toBeDefined()
  expect(JSON.parse(readFileSync(path, 'utf8')).pid).toBe(process.pid)
})

test('a lock that cannot be read counts as left over', () => {
  using folder = createTestFolder()
  const path = join(folder.path, 'supervisor.json')
  writeFileSync(path, '')
  acquireLock(path, folder.path).release()
})
