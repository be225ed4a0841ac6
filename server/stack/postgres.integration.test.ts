import { cpSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import postgres from 'postgres'
import { expect, test } from 'vitest'
import { createTestFolder } from '../../tests/kit/test-folder.ts'
import { chooseInternalPort } from './ports.ts'
import { ensureDatabase, findPostgres, preparePostgres, probeDatabase } from './postgres.ts'
import { createService } from './service.ts'

test('Postgres runs where everything lies under a folder that nobody else may enter', async () => {
  using folder = createTestFolder()
  // As after `npm ci` in a home folder of mode 0700; under root Postgres then runs as another user.
  const installed = await findPostgres()
  cpSync(resolve(installed.postgres, '..', '..'), join(folder.path, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
  })
  const programs = join(folder.path, 'native', 'bin')
  mkdirSync(join(folder.path, 'data'))
  const embedded = await preparePostgres({
    folder: join(folder.path, 'data', 'postgres'),
    port: await chooseInternalPort(undefined),
    stackId: 'tests',
    binaries: { postgres: join(programs, 'postgres'), initdb: join(programs, 'initdb') },
  })
  expect(embedded.created).toBe(true)
  const folders = { runDir: join(folder.path, 'run'), logDir: join(folder.path, 'logs') }
  const service = createService(embedded.spec, folders, { onDied: () => {}, onRecovered: () => {} })
  try {
    await service.start()
    await ensureDatabase(embedded.url)
    const sql = postgres(embedded.url, { max: 1 })
    const [row] = await sql`select lower('ÄÖ') as text, current_setting('listen_addresses') as listens`
    await sql.end()
    expect(row).toEqual({ text: 'äö', listens: '127.0.0.1' })
  } finally {
    await service.stop()
  }
})

test('a database that cannot be reached is named without its password', async () => {
  const port = await chooseInternalPort(undefined)
  const message = await probeDatabase(`postgres://me:hunter2@127.0.0.1:${port}/mill`).catch(
    (error: Error) => error.message,
  )
  expect(message).toContain(`DATABASE_URL (127.0.0.1:${port})`)
  expect(message).not.toContain('hunter2')
})
