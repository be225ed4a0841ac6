import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import driver from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createNodeBench, type NodeBench } from '../../../tests/kit/node-bench.ts'
import { createTestDatabase, type TestDatabase } from '../../../tests/kit/services.ts'
import type { OpenConnection, PostgresAddress } from '../../kit/connections.ts'
import type { RunContext } from '../../kit/runner.ts'
import { postgres } from './definition.ts'
import { run } from './run.ts'

let database: TestDatabase
let sql: driver.Sql
let bench: NodeBench
let connection: OpenConnection

beforeAll(async () => {
  database = await createTestDatabase()
  sql = driver(database.url, { max: 2, onnotice: () => {} })
  bench = await createNodeBench()
  const { hostname, port, pathname, username, password } = new URL(database.url)
  connection = {
    address: {
      host: hostname,
      port: Number(port),
      database: pathname.slice(1),
      user: decodeURIComponent(username),
      tls: 'off',
    },
    password: decodeURIComponent(password),
  }
  await sql`create table people (id int primary key, name text)`
  await sql`insert into people select n, 'name ' || n from generate_series(1, 3) n`
})
afterAll(async () => {
  await sql.end({ timeout: 5 })
  bench[Symbol.dispose]()
  await database[Symbol.asyncDispose]()
})

const runOn = (to: OpenConnection, query: string, params: object = {}) =>
  bench.runWith(
    ({ ctx, ...call }: { ctx: RunContext; inputs: never; params: never }) =>
      run({ ...call, ctx: { ...ctx, connection: to } }),
    {},
    postgres.params.parse({ connection: 'c', query, ...params }),
  )
const read = (query: string, params?: object) => runOn(connection, query, params)
const failure = (work: Promise<unknown>): Promise<Error & { code: string; kind: string }> =>
  work.then(
    () => {
      throw new Error('it did not fail')
    },
    (error) => error,
  )
const to = (address: Partial<PostgresAddress>, password = connection.password): OpenConnection => ({
  address: { ...connection.address, ...address },
  password,
})

describe('what comes out of the database', () => {
  test('every type has its storage and kind, and missing is missing', async () => {
    await sql`create type mood as enum ('sad', 'ok')`
    await sql`create domain positive as int check (value > 0)`
    const { table } = await read(`
      SELECT n::int2 AS small, n::positive AS whole, n::int8 AS big, n / 2.0 AS exact, n::float4 AS single,
        CASE n WHEN 1 THEN 'NaN'::numeric WHEN 2 THEN 'NaN'::float8 ELSE n END AS nan,
        CASE n WHEN 1 THEN 'Infinity'::float8 ELSE n END AS endless,
        n % 2 = 0 AS even, CASE WHEN n < 4 THEN 'ok' ELSE 'sad' END::mood AS mood,
        date '2024-02-28' + n::int AS day, timestamp '2024-02-28 23:59:59.123456' AS local,
        timestamptz '2024-02-28 23:59:59+02' AS moment,
        CASE n WHEN 1 THEN '' WHEN 2 THEN '\\N' WHEN 3 THEN E'a "b",\\n\\r c' WHEN 4 THEN 'ünïcode 🔑' END AS words,
        md5(n::text)::uuid AS code, json_build_object('n', n) AS doc, ARRAY[n, NULL] AS list,
        make_interval(days => n::int) AS span, decode('ff00', 'hex') AS bytes, NULL AS nothing, 1 AS small
      FROM generate_series(1, 6) AS n ORDER BY n`)
    const found = Object.fromEntries(
      table.schema.columns.map(({ name, storage, kind, categories }) => [name, [storage, kind, categories]]),
    )
    const number = ['double', 'number', undefined]
    const text = ['varchar', 'text', undefined]
    expect(found).toEqual({
      small: number,
      whole: number,
      big: number,
      exact: number,
      single: number,
      nan: number,
      endless: number,
      even: ['boolean', 'boolean', ['false', 'true']],
      mood: ['varchar', 'category', ['ok', 'sad']],
      day: ['timestamp', 'datetime', undefined],
      local: ['timestamp', 'datetime', undefined],
      moment: ['timestamp', 'datetime', undefined],
      words: text,
      code: text,
      doc: text,
      list: text,
      span: text,
      bytes: text,
      nothing: text,
      small_2: number,
    })
    expect(await bench.rowIds(table)).toEqual([0, 1, 2, 3, 4, 5])
    expect(await bench.values(table, 'exact')).toEqual([0.5, 1, 1.5, 2, 2.5, 3])
    expect(await bench.values(table, 'nan')).toEqual([null, null, 3, 4, 5, 6])
    expect(await bench.values(table, 'endless')).toEqual([Infinity, 2, 3, 4, 5, 6])
    expect(await bench.values(table, 'even')).toEqual([false, true, false, true, false, true])
    expect(await bench.values(table, 'words')).toEqual(['', '\\N', 'a "b",\n\r c', 'ünïcode 🔑', null, null])
    expect(await bench.values(table, 'local')).toContain(Date.UTC(2024, 1, 28, 23, 59, 59, 123))
    expect(await bench.values(table, 'moment')).toContain(Date.UTC(2024, 1, 28, 21, 59, 59))
    expect(await bench.values(table, 'day')).toContain(Date.UTC(2024, 1, 29))
    expect(await bench.values(table, 'list')).toContain('{1,NULL}')
    expect(bench.logs).toContain('Column "list" holds values of type integer[], which are kept as text.')
    expect(bench.logs).toContain('The name "small" is taken, so column 20 is called "small_2".')
  })

  test('whole numbers beyond 2^53 stay exact, as text', async () => {
    const { table } = await read(
      `SELECT 9007199254740993 + n AS long FROM generate_series(0, 2) n ORDER BY 1`,
    )
    expect(table.schema.columns).toMatchObject([{ storage: 'varchar', kind: 'text' }])
    expect(await bench.values(table, 'long')).toEqual([
      '9007199254740993',
      '9007199254740994',
      '9007199254740995',
    ])
    expect(bench.logs.join('\n')).toContain('too long to be exact')
  })

  test('dates that can’t be kept are missing, with a warning', async () => {
    const { table } = await read(
      `VALUES (date '2024-01-01'), (date 'infinity'), (date '0044-03-15 BC'), (NULL::date)`,
    )
    expect(await bench.values(table, 'column1')).toEqual([Date.UTC(2024, 0, 1), null, null, null])
    expect(bench.logs.join('\n')).toMatch(/2 dates such as 0044-03-15 BC, which can’t be kept/)
  })

  test('the target and the types are those chosen', async () => {
    const { table } = await read(`SELECT n % 3 AS kind, n AS size FROM generate_series(1, 30) n ORDER BY n`, {
      target: 'kind',
      types: { kind: 'category' },
    })
    expect(table.schema.columns).toMatchObject([
      { name: 'kind', kind: 'category', role: 'target', categories: ['0', '1', '2'] },
      { name: 'size', kind: 'number', role: 'feature' },
    ])
  })

  test('many rows arrive in order; what is beyond the limit is left out, and said', async () => {
    const query = 'SELECT n, repeat(md5(n::text), 3) AS t FROM generate_series(1, 200000) n ORDER BY n'
    const { table } = await read(query, { maxRows: 150_000 })
    const values = await bench.values(table, 'n')
    expect(values).toHaveLength(150_000)
    expect(values.every((value, index) => value === index + 1)).toBe(true)
    expect(bench.logs.join('\n')).toContain('more than 150,000 rows')
  })

  test('a value of several megabytes passes', async () => {
    const { table } = await read(`SELECT 1 AS a, repeat('x', 5000000) AS t`)
    const { length } = await bench.engine.row(
      `SELECT length(t) AS length FROM read_parquet('${await bench.pathOf(table)}')`,
    )
    expect(length).toBe(5_000_000)
  })

  test.each([
    'SELECT id FROM people ORDER BY id;',
    'SELECT id FROM people ORDER BY id -- newest last',
    'WITH p AS (SELECT id FROM people) SELECT * FROM p ORDER BY id ;\n',
    'TABLE people ORDER BY id',
    '(SELECT id FROM people) UNION ALL (SELECT 4 WHERE false) ORDER BY id',
  ])('is read: %s', async (query) => {
    expect(await bench.values((await read(query)).table, 'id')).toEqual([1, 2, 3])
  })
})

describe('what is refused', () => {
  test('a query without rows', async () => {
    expect(await failure(read('SELECT 1 AS a WHERE false'))).toMatchObject({
      code: 'no_rows',
      message: 'The query found no rows. Change it so that it finds at least one.',
    })
  })

  test.each([
    [`DELETE FROM people RETURNING id`, /^query_(writes|kind)$/],
    [`DELETE FROM people`, /^query_kind$/],
    [`WITH gone AS (DELETE FROM people RETURNING id) SELECT * FROM gone`, /^query_writes$/],
    [`SELECT id INTO copied FROM people`, /^query_kind$/],
    [`CREATE TABLE copied AS SELECT 1`, /^query_kind$/],
    [`SELECT nextval('counter')`, /^query_writes$/],
    [`SELECT set_config('transaction_read_only', 'off', false)`, /^query_refused$/],
    [`SELECT 1; DELETE FROM people`, /^query_many$/],
    [`SELECT 1) TO STDOUT; COMMIT; DELETE FROM people; COPY (SELECT 1`, /^query_refused$/],
    [`COMMIT`, /^query_kind$/],
    [`SHOW server_version`, /^query_kind$/],
    [`EXPLAIN SELECT 1`, /^query_kind$/],
    [`-- nothing`, /^query_kind$/],
    [`COPY people TO '/tmp/people'`, /^query_kind$/],
  ])('what is no plain reading: %s', async (query, code) => {
    await sql`create sequence if not exists counter`
    const error = await failure(read(query))
    expect(error.code).toMatch(code)
    expect(error.kind).toBe('user')
    const [{ n } = {}] = await sql`select count(*)::int as n from people`
    expect(n).toBe(3)
    expect(await sql`select to_regclass('copied') as name`).toEqual([{ name: null }])
  })

  test('a mistake in the query is told with its place', async () => {
    expect(await failure(read('SELECT id,\n  nam\nFROM people'))).toMatchObject({
      kind: 'user',
      code: 'query_refused',
      field: 'query',
      message: expect.stringMatching(
        /^The database refused the query at line 2, column 3: column "nam" does not exist\./,
      ),
    })
    expect((await failure(read(`SELECT 'ü🔑', x FROM people`))).message).toContain('at line 1, column 14')
    expect((await failure(read('SELECT id FROM people ORDER BY id / (id - 2)'))).message).toBe(
      'The database refused the query: division by zero.',
    )
    expect((await failure(read('SELECT $1::int AS a'))).message).toContain('there is no parameter $1')
  })

  test('a query past its time limit', async () => {
    const error = await failure(read('SELECT pg_sleep(30)::text AS a', { timeLimit: 1 }))
    expect(error).toMatchObject({ kind: 'user', code: 'query_time' })
    expect(error.message).toContain('after 1 s')
  })

  test('a session that is killed in the middle is tried again by whoever asked', async () => {
    const asked = failure(
      read(`SELECT n, repeat('x', 1000) AS t, pg_sleep(0.001)::text AS s FROM generate_series(1, 100000) n`),
    )
    const pid = async () => {
      for (;;) {
        const [row] = await sql`select pid from pg_stat_activity where application_name = 'millrace'
          and state = 'active' and query like 'COPY%' and datname = current_database()`
        if (row) return row.pid as number
        await sleep(20)
      }
    }
    await sql`select pg_terminate_backend(${await pid()})`
    expect(await asked).toMatchObject({ kind: 'operational', code: 'connection_lost' })
  })
})

describe('what is said where no connection comes about', () => {
  const code = async (wrong: OpenConnection) => (await failure(runOn(wrong, 'SELECT 1 AS a'))).code
  test('the host, the port, the user, the database, TLS', async () => {
    expect(await code(to({ host: 'nowhere.invalid' }))).toBe('connection_host')
    expect(await code(to({ port: 1 }))).toBe('connection_refused')
    expect(await code(to({ database: 'Missing' }))).toBe('connection_database')
    expect(await code(to({ tls: 'require' }))).toBe('connection_tls')
    expect(await code(to({}, 'wrong'))).toBe('connection_password')
    expect(await code(to({}, ''))).toBe('connection_password')
    expect(await code(to({ user: 'nobody_known' }))).toMatch(/^connection_(password|user)$/)
  })

  test('a server that hangs up, or says nothing', async () => {
    const doors = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    await new Promise<void>((resolve) => doors.listen(0, '127.0.0.1', resolve))
    const { port } = doors.address() as { port: number }
    try {
      expect(await failure(runOn(to({ host: '127.0.0.1', port }), 'SELECT 1 AS a'))).toMatchObject({
        kind: 'operational',
        code: expect.stringMatching(/^connection_(timeout|lost)$/),
      })
    } finally {
      doors.close()
    }
  })

  test('never with the password', async () => {
    for (const wrong of [
      to({ port: 1 }, 'hunter22'),
      to({}, 'hunter22'),
      to({ tls: 'verify' }, 'hunter22'),
    ]) {
      const error = await failure(runOn(wrong, 'SELECT 1 AS a'))
      expect(`${error.message} ${error.stack}`).not.toContain('hunter22')
    }
  })
})
