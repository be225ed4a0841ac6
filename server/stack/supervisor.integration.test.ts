import { createServer } from 'node:http'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type RunningStack, startStack, tryStartStack } from '../../tests/kit/stack.ts'
import { createTestFolder } from '../../tests/kit/test-folder.ts'
import { hashWebSources } from './builds.ts'
import { identify } from './processes.ts'
import { loadState } from './state.ts'

/** One data folder for the whole file, so that the later starts are second starts. */
const folder = createTestFolder()
const dataDir = join(folder.path, 'data')
let stack: RunningStack
let builtFrom: string

const databaseUrl = (): string => {
  const password = readFileSync(join(dataDir, 'postgres', 'password'), 'utf8').trim()
  return `postgres://millrace:${password}@127.0.0.1:${loadState(dataDir).postgresPort}/millrace`
}

const query = async (text: string): Promise<readonly postgres.Row[]> => {
  const sql = postgres(databaseUrl(), { max: 1, onnotice: () => {} })
  try {
    return await sql.unsafe(text)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

beforeAll(async () => {
  stack = await startStack({ dataDir })
})

afterAll(async () => {
  await stack?.[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

test('a start says what it did and where the pages are', async () => {
  const output = stack.output()
  for (const name of ['data', 'pages', 'postgres', 'temporal', 'worker', 'serving', 'web']) {
    expect(output).toMatch(new RegExp(`^  ${name} `, 'm'))
  }
  expect(output).toContain(stack.url)
  const page = await fetch(stack.url, { redirect: 'follow' })
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('<html')
  const serving = await fetch(`${stack.servingUrl}/v2/health/live`)
  expect(serving.status).toBe(200)
})

test('the password of the database is its owner’s alone', () => {
  const { mode } = statSync(join(dataDir, 'postgres', 'password'))
  expect(mode & 0o777).toBe(0o600)
  expect(stack.output()).not.toContain(readFileSync(join(dataDir, 'postgres', 'password'), 'utf8').trim())
})

test('a second supervisor on the same data folder is refused in one line', async () => {
  const second = await tryStartStack({ dataDir })
  expect(second).toMatchObject({ code: 1 })
  expect(second.output.toString()).toContain('Millrace already runs on')
  expect(identify(stack.pid)).toBeDefined()
})

test('a taken port is named in one line', async () => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  using other = createTestFolder()
  const failed = await tryStartStack({
    dataDir: join(other.path, 'data'),
    ports: { web: address.port, serving: 1 },
  })
  server.close()
  expect(failed).toMatchObject({ code: 1 })
  const lines = String(failed.output)
    .split('\n')
    .filter((line) => line.includes('taken'))
  expect(lines).toEqual([
    `Port ${address.port} is taken by another program. Stop that program, or set MILLRACE_PORT to a free port, for example MILLRACE_PORT=${address.port + 100}.`,
  ])
  expect(String(failed.output)).not.toContain('    at ')
})

test('what dies is started again, each by itself', async () => {
  await query('create table kept (id integer); insert into kept values (7)')
  for (const name of ['serving', 'worker', 'temporal', 'postgres', 'web']) {
    const { pid } = JSON.parse(readFileSync(join(dataDir, 'run', `${name}.pid.json`), 'utf8')) as {
      pid: number
    }
    process.kill(pid, 'SIGKILL')
    await vi.waitFor(() => expect(stack.output()).toContain(`${name} runs again`), {
      timeout: 120_000,
      interval: 100,
    })
  }
  expect((await query('select id from kept'))[0]?.id).toBe(7)
  expect((await fetch(stack.url)).status).toBe(200)
})

test('after kill -9 of the supervisor the next start clears up and keeps the data', async () => {
  await stack.kill()
  builtFrom = hashWebSources()
  const left = stack.children()
  expect(left.length).toBeGreaterThan(0)
  stack = await startStack({ dataDir, ports: stack.ports })
  expect(stack.output()).toContain('an earlier Millrace was cut off')
  const now = stack.children()
  expect(left.filter((pid) => now.includes(pid))).toEqual([])
  expect((await query('select id from kept'))[0]?.id).toBe(7)
})

test('Ctrl-C stops everything and leaves no orphan; the next start is quick and keeps the data', async () => {
  const children = stack.children()
  const postmaster = Number(
    readFileSync(join(dataDir, 'postgres', '18', 'postmaster.pid'), 'utf8').split('\n')[0],
  )
  expect(await stack.interrupt()).toBe(0)
  expect(stack.output()).toContain('Stopped.')
  expect(stack.children()).toEqual([])
  expect([...children, postmaster].filter((pid) => identify(pid) !== undefined)).toEqual([])

  stack = await startStack({ dataDir, ports: stack.ports })
  console.log(`second start: ${(stack.startMs / 1000).toFixed(1)} s`)
  // Somebody may be at work on the pages while this runs.
  if (hashWebSources() === builtFrom) expect(stack.output()).toContain('built earlier')
  expect(stack.output()).not.toContain('cut off')
  expect((await query('select id from kept'))[0]?.id).toBe(7)
})
