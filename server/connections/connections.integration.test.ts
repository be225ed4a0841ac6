import { writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { Client, Connection } from '@temporalio/client'
import { eq } from 'drizzle-orm'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connections } from '../../drizzle/schema.ts'
import { querySourceKey } from '../../nodes/data/postgres/source-key.ts'
import type { PostgresAddress } from '../../nodes/kit/connections.ts'
import { drawing, openTestServer, type TestServer } from '../../tests/kit/pipelines.ts'
import {
  createTestDatabase,
  createTestStack,
  type TestDatabase,
  type TestStack,
} from '../../tests/kit/services.ts'
import { createTestFolder } from '../../tests/kit/test-folder.ts'
import { createClient } from '../../sdk/client.ts'
import { runDrawing } from '../../sdk/run-drawing.ts'
import { handleRest } from '../api/rest/handle-rest.ts'
import type { Services } from '../api/services.ts'
import { createPipeline, savePipeline } from '../pipelines/pipelines.ts'
import { createRunSignals } from '../runs/run-signals.ts'
import { startRun } from '../runs/start-run.ts'
import { openSecrets } from '../secrets/secret-box.ts'
import type { ConnectionView, QueryReadingView } from '../views.ts'
import { createConnection, listConnections, removeConnection, updateConnection } from './connections.ts'
import { describeQuery, findQuerySources, getReading } from './readings.ts'
import { testAddress, testConnection } from './test-connection.ts'

const password = 'correct-horse-Ümläut-7'

let source: TestDatabase
let owner: postgres.Sql
let role: string
let address: PostgresAddress
let stack: TestStack
let server: TestServer
let services: Services

beforeAll(async () => {
  ;[source, stack] = await Promise.all([createTestDatabase(), createTestStack()])
  owner = postgres(source.url, { max: 2, onnotice: () => {} })
  const { hostname, port, pathname } = new URL(source.url)
  role = `reader_${pathname.slice(1)}`
  await owner.unsafe(`create role ${role} login password '${password}'`)
  await owner`create table visits (id int primary key, town text, minutes float8, bought bool)`
  await owner`insert into visits select n, (array['Ulm', 'Bonn', 'Kiel'])[1 + n % 3], n * 1.5, n % 4 = 0
    from generate_series(1, 120) n`
  await owner.unsafe(`grant select on visits to ${role}`)
  address = { host: hostname, port: Number(port), database: pathname.slice(1), user: role, tls: 'off' }
  server = await openTestServer(stack)
  services = {
    ...server,
    config: stack.config,
    secrets: openSecrets(stack.config),
    signals: createRunSignals(server.sql),
  }
  await stack.startWorker()
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await stack[Symbol.asyncDispose]()
  await owner.unsafe(`drop owned by ${role}`)
  await owner.unsafe(`drop role ${role}`)
  await owner.end({ timeout: 5 })
  await source[Symbol.asyncDispose]()
})

let count = 0
const make = (change: Partial<PostgresAddress> = {}): Promise<ConnectionView> =>
  createConnection(services, { name: `Visits ${++count}`, address: { ...address, ...change }, password })
const reading = (connection: string, query: string, params: Record<string, string> = {}) =>
  drawing({ visits: ['data.postgres', { connection, query, ...params }] }, [])
const query = 'SELECT id, town, minutes, bought FROM visits ORDER BY id'
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'it did not fail',
    (error: { code?: unknown }) => error.code,
  )

describe('a saved connection', () => {
  test('is tried, and remembers how that went', async () => {
    const { id } = await make()
    expect(await testConnection(services, id)).toEqual({
      ok: true,
      message: expect.stringMatching(/^Connected to PostgreSQL \d+(\.\d+)?/),
    })
    const found = (await listConnections(server.db)).find((one) => one.id === id)
    expect(found).toMatchObject({ testResult: { ok: true }, testedAt: expect.any(String), usedBy: [] })
    expect(JSON.stringify(found)).not.toContain(password)
  })

  test('says in plain words what is wrong', async () => {
    const tried = (change: Partial<PostgresAddress>, secret = password) =>
      testAddress(services, { address: { ...address, ...change }, password: secret })
    expect(await tried({})).toMatchObject({ ok: true })
    expect((await tried({}, 'wrong')).message).toContain(`refused the password of user “${role}”`)
    expect((await tried({ host: 'nowhere.invalid' })).message).toContain('no host “nowhere.invalid”')
    expect((await tried({ port: 1 })).message).toContain('Nothing accepts connections at')
    expect((await tried({ database: 'nix' })).message).toContain('no database “nix”')
    expect((await tried({ tls: 'verify' })).message).toContain('does not speak TLS')
  })

  test('gives its password to no other server, user or channel', async () => {
    const { id, name } = await make()
    const elsewhere = { ...address, host: 'evil.example' }
    expect(await codeOf(testAddress(services, { id, address: elsewhere }))).toBe('password_needed')
    expect(await codeOf(updateConnection(services, { id, name, address: elsewhere }))).toBe('password_needed')
    expect(await testAddress(services, { id, address })).toMatchObject({ ok: true })
    const renamed = await updateConnection(services, { id, name: `${name} renamed`, address })
    expect(renamed.name).toBe(`${name} renamed`)
    expect(await testConnection(services, id)).toMatchObject({ ok: true })
  })

  test('has a name of its own', async () => {
    const { name } = await make()
    const taken = createConnection(services, { name, address, password })
    await expect(taken).rejects.toMatchObject({ code: 'name_taken', field: 'name' })
  })

  test('stays while the newest version of a pipeline uses it', async () => {
    const { id } = await make()
    const pipeline = await createPipeline(server.db, { name: 'Sales', document: reading(id, query) })
    await expect(removeConnection(server.db, id)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('is used by “Sales”'),
    })
    await savePipeline(server.db, { id: pipeline.id, document: reading('', query), baseVersion: 1 })
    await removeConnection(server.db, id)
    expect((await listConnections(server.db)).some((one) => one.id === id)).toBe(false)
  })

  test('is of no use with another key, and says so', async () => {
    const { id } = await make()
    const other = openSecrets({ dataDir: stack.config.dataDir, secretKey: 'ab'.repeat(32) })
    await expect(testConnection({ ...services, secrets: other }, id)).rejects.toMatchObject({
      code: 'secret_key',
      message: expect.stringContaining('encrypted with another key'),
    })
    const another = await make()
    const [row] = await server.db.select().from(connections).where(eq(connections.id, another.id))
    await server.db
      .update(connections)
      .set({ secret: row?.secret ?? '' })
      .where(eq(connections.id, id))
    expect(await codeOf(testConnection(services, id))).toBe('secret_damaged')
  })
})

describe('the columns of a query', () => {
  test('are known to a drawing once the database was asked', async () => {
    const { id, name } = await make()
    expect(await getReading(services, querySourceKey({ connection: id, query }))).toBeNull()
    const found = await describeQuery(services, { connection: id, query })
    expect(found).toMatchObject({ rows: 120, readAt: expect.any(String) })
    expect(found.schema.columns.map(({ name: column, kind }) => [column, kind])).toEqual([
      ['id', 'number'],
      ['town', 'category'],
      ['minutes', 'number'],
      ['bought', 'boolean'],
    ])
    expect(found.preview[0]).toEqual([1, 'Bonn', 1.5, false])
    expect(Object.values(await findQuerySources(server.db, reading(id, `\n${query} `)))).toEqual([
      found.schema,
    ])
    // Another database: what was known is so no longer.
    await updateConnection(services, { id, name, address: { ...address, database: 'postgres' } })
    expect(await getReading(services, querySourceKey({ connection: id, query }))).toBeNull()
  })

  test('are not known where the database refuses, and it is said why at once', async () => {
    const { id } = await make()
    await expect(
      describeQuery(services, { connection: id, query: 'SELECT nix FROM visits' }),
    ).rejects.toMatchObject({
      kind: 'user',
      message: expect.stringContaining('at line 1, column 8: column "nix" does not exist'),
    })
    const nobody = await make({ port: 1 })
    await expect(describeQuery(services, { connection: nobody.id, query })).rejects.toMatchObject({
      message: expect.stringContaining('Nothing accepts connections'),
    })
    expect(await codeOf(describeQuery(services, { connection: 'gone', query }))).toBe('connection_gone')
  })
})

describe('a run', () => {
  const start = async (id: string, params: Record<string, string>, fresh = false) => {
    const runId = await server.start(reading(id, `${query} -- ${id}`, params), { fresh })
    const run = await server.finished(runId)
    const table = run.nodes.visits?.outputs?.table
    return { state: run.nodes.visits?.state, rows: table?.port === 'table' ? table.rows : null, table, run }
  }
  const grow = () => owner`insert into visits select max(id) + 1, 'Ulm', 1, true from visits`

  test('reads every time, and gives the same content for the same rows', async () => {
    const { id } = await make()
    const [first, again] = [await start(id, {}), await start(id, {})]
    expect(first).toMatchObject({ state: 'succeeded', rows: 120 })
    expect(again).toMatchObject({ state: 'succeeded', rows: 120 })
    expect(again.table?.digest).toBe(first.table?.digest)
    await grow()
    expect(await start(id, {})).toMatchObject({ state: 'succeeded', rows: 121 })
    await owner`delete from visits where id > 120`
  })

  test('keeps a result until it is asked to read anew', async () => {
    const { id } = await make()
    expect(await start(id, { refresh: 'keep' })).toMatchObject({ state: 'succeeded', rows: 120 })
    await grow()
    expect(await start(id, { refresh: 'keep' })).toMatchObject({ state: 'cached', rows: 120 })
    expect(await start(id, { refresh: 'keep' }, true)).toMatchObject({ state: 'succeeded', rows: 121 })
    expect(await start(id, { refresh: 'keep' })).toMatchObject({ state: 'cached', rows: 121 })
    await owner`delete from visits where id > 120`
  })

  test('ends with a word for the person where the query is wrong, or the connection gone', async () => {
    const { id } = await make()
    const wrong = await server.finished(await server.start(reading(id, 'DELETE FROM visits RETURNING id')))
    expect(wrong.nodes.visits).toMatchObject({ state: 'failed', attempt: 1, error: { field: 'query' } })
    const gone = await server.finished(await server.start(reading('gone', query)))
    expect(gone.nodes.visits).toMatchObject({
      state: 'failed',
      error: { code: 'connection_gone', field: 'connection' },
    })
  })

  test('goes on by itself where the database broke off in the middle', async () => {
    const { id } = await make()
    const slow = 'SELECT id, pg_sleep(0.05)::text AS s FROM visits ORDER BY id'
    const runId = await server.start(reading(id, slow))
    for (let killed = false; !killed; ) {
      const rows = await owner`select pg_terminate_backend(pid) from pg_stat_activity
        where usename = ${role} and state = 'active' and query like 'COPY%'`
      killed = rows.length > 0
    }
    const run = await server.finished(runId)
    expect(run.nodes.visits).toMatchObject({ state: 'succeeded', attempt: 2 })
  })

  test('a model of its rows answers for the raw row', async () => {
    const { id } = await make()
    await describeQuery(services, { connection: id, query })
    const document = drawing(
      {
        visits: ['data.postgres', { connection: id, query, target: 'bought' }],
        split: ['split.split'],
        network: ['models.mlp', { epochs: 2 }],
        train: ['train.train'],
      },
      ['visits.table > split.table', 'split.table > train.table', 'network.blueprint > train.blueprint'],
    )
    const run = await server.finished(await server.start(document))
    const model = run.nodes.train?.outputs?.model
    expect(run.state).toBe('succeeded')
    expect(model?.port === 'model' && model.schema.request.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['town', 'minutes']),
    )
  })
})

test('the REST interface makes, tries, describes and removes, and shows no password', async () => {
  const call = async (method: string, path: string, body?: unknown) => {
    const request = new Request(`http://localhost:3000/api/v1${path}`, {
      method,
      headers: { host: 'localhost:3000', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const response = await handleRest(request, path, async () => services)
    const text = await response.text()
    expect(text).not.toContain(password)
    return { status: response.status, json: JSON.parse(text) as never }
  }
  const made = await call('POST', '/connections', { name: 'By REST', address, password })
  expect(made).toMatchObject({ status: 200, json: { name: 'By REST', address } })
  const { id } = made.json as ConnectionView
  expect(await call('POST', `/connections/${id}/test`)).toMatchObject({ json: { ok: true } })
  const described = await call('POST', `/connections/${id}/describe`, { query })
  expect((described.json as QueryReadingView).rows).toBe(120)
  const other = await call('PUT', `/connections/${id}`, {
    name: 'By REST',
    address: { ...address, host: 'x' },
  })
  expect(other).toMatchObject({
    status: 400,
    json: { error: { code: 'password_needed', field: 'password' } },
  })
  expect(await call('POST', '/connections', { name: '', address })).toMatchObject({ status: 400 })
  expect(await call('DELETE', `/connections/${id}`)).toMatchObject({ status: 200 })
  const list = (await call('GET', '/connections')).json as ConnectionView[]
  expect(list.some((connection) => connection.id === id)).toBe(false)
})

async function answerRest(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of asked) chunks.push(chunk as Buffer)
  const url = new URL(asked.url ?? '', `http://${asked.headers.host}`)
  const request = new Request(url, {
    method: asked.method ?? 'GET',
    headers: asked.headers as Record<string, string>,
    ...(asked.method === 'GET' ? {} : { body: Buffer.concat(chunks) }),
  })
  const response = await handleRest(request, url.pathname.slice('/api/v1'.length), async () => services)
  answer.writeHead(response.status, Object.fromEntries(response.headers))
  for await (const chunk of response.body ?? []) answer.write(chunk)
  answer.end()
}

/** The REST interface on a port of its own, as the web process has it. */
async function serveRest(): Promise<{ url: string } & AsyncDisposable> {
  const http = createServer((asked, answer) => void answerRest(asked, answer))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}

test('a drawing in a file names its connection, and has its columns found out', async () => {
  using folder = createTestFolder()
  await using rest = await serveRest()
  const client = createClient({ url: rest.url })
  const { id, name } = await make()
  const file = join(folder.path, 'visits.json')
  const write = (connection: string) => writeFileSync(file, JSON.stringify(reading(connection, query)))
  const listener = { onStart: () => {}, onUpdate: () => {} }
  write(`name:${name}`)
  expect(await runDrawing(client, { file }, listener)).toMatchObject({ state: 'succeeded' })
  expect(await getReading(services, querySourceKey({ connection: id, query }))).toMatchObject({ rows: 120 })
  write('name:Nothing')
  await expect(runDrawing(client, { file }, listener)).rejects.toMatchObject({
    message: 'Node visits: there is no connection called “Nothing”.',
  })
})

/** Every text in a value, those in bytes too. */
const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('utf8')]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

test('the password stands nowhere: in no table, no event and no workflow', async () => {
  const { id } = await make()
  const { id: pipelineId } = await createPipeline(server.db, { document: reading(id, query) })
  const { runId } = await startRun(server, { pipelineId, trigger: 'api' })
  await server.finished(runId)
  const tables = await server.sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public'`
  expect(tables.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['connections', 'run_events', 'node_runs']),
  )
  for (const { name } of tables) {
    const rows =
      await server.sql`select t::text as row from ${server.sql(name)} t where t::text like ${`%${password}%`}`
    expect(rows, name).toHaveLength(0)
  }
  const { temporalAddress, temporalNamespace: namespace } = stack.config
  const connection = await Connection.connect({ address: temporalAddress })
  try {
    const client = new Client({ connection, namespace })
    let described = 0
    for await (const { workflowId, runId: execution } of client.workflow.list()) {
      const history = await client.workflow.getHandle(workflowId, execution).fetchHistory()
      const text = textsIn(history).join('\n')
      expect(text).not.toContain(password)
      if (text.includes('describeQuery') && text.includes('FROM visits')) described++
    }
    // Otherwise the payloads were not looked into.
    expect(described).toBeGreaterThan(0)
  } finally {
    await connection.close()
  }
})
