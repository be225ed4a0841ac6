import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTestFolder } from '../../tests/kit/test-folder.ts'
import { readPidFiles, stopLeftovers, writePidFile } from './pid-files.ts'
import { identify, isRunning } from './processes.ts'

const marker = (name: string) => `MILLRACE_STACK_ID=${name}-${process.pid}`

const start = (script = 'setInterval(() => {}, 1000)', stackId = ''): ChildProcess & { pid: number } => {
  const child = spawn(process.execPath, ['-e', script], {
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, MILLRACE_STACK_ID: stackId },
  })
  if (child.pid === undefined) throw new Error('not started')
  return child as ChildProcess & { pid: number }
}

const entry = (name: string, pid: number, order = 0) => ({ name, pid, stopSignal: 'SIGTERM' as const, order })

test('what was left over is stopped, later services first', async () => {
  using folder = createTestFolder()
  const database = start()
  const web = start()
  const ended: string[] = []
  database.once('exit', () => ended.push('postgres'))
  web.once('exit', () => ended.push('web'))
  writePidFile(folder.path, entry('postgres', database.pid, 0))
  writePidFile(folder.path, entry('web', web.pid, 4))
  const found = await stopLeftovers(folder.path, { marker: marker('order'), graceMs: 5_000 })
  expect(found).toEqual(['web', 'postgres'])
  expect(ended).toEqual(['web', 'postgres'])
  expect(readPidFiles(folder.path)).toEqual([])
})

test('a process that has taken over the number of one of ours is left alone', async () => {
  using folder = createTestFolder()
  const stranger = start()
  await once(stranger, 'spawn')
  writePidFile(folder.path, entry('worker', stranger.pid))
  const [written] = readPidFiles(folder.path)
  writeFileSync(
    join(folder.path, 'worker.pid.json'),
    JSON.stringify({ ...written, startedAt: 'some earlier time' }),
  )
  expect(await stopLeftovers(folder.path, { marker: marker('stranger'), graceMs: 1_000 })).toEqual([])
  expect(identify(stranger.pid)).toBeDefined()
  stranger.kill('SIGKILL')
  await once(stranger, 'exit')
})

test.runIf(process.platform === 'linux')('a stray without a pid file is found by its mark', async () => {
  using folder = createTestFolder()
  const stray = start(undefined, `stray-${process.pid}`)
  await once(stray, 'spawn')
  const identity = identify(stray.pid)
  const found = await stopLeftovers(folder.path, { marker: marker('stray'), graceMs: 1_000 })
  expect(found).toEqual(['one more process'])
  expect(identity !== undefined && isRunning(identity)).toBe(false)
})

test('a damaged pid file is passed over', () => {
  using folder = createTestFolder()
  writeFileSync(join(folder.path, 'web.pid.json'), '{"name":"we')
  expect(readPidFiles(folder.path)).toEqual([])
  expect(readPidFiles(join(folder.path, 'missing'))).toEqual([])
})
