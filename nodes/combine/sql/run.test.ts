import { copyFileSync, readdirSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lockDown, runQuery } from '../../../ml/tables/run-query.ts'
import { createNodeBench, type NodeBench, promisedTypes } from '../../../tests/kit/node-bench.ts'
import { createTestFolder } from '../../../tests/kit/test-folder.ts'
import { sampleColumn, splitColumn } from '../../kit/samples.ts'

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

const columns = [
  sampleColumn('k', 'number', { storage: 'bigint', role: 'id' }),
  sampleColumn('x', 'number'),
  sampleColumn('c', 'category', { categories: ['a', 'b', 'never'] }),
  sampleColumn('y', 'boolean', { role: 'target' }),
  splitColumn,
]
const table = () =>
  bench.rows(columns, [
    [1, 0.5, 'b', true, 'train'],
    [2, null, 'a', false, 'test'],
    [3, 1.5, 'b', null, 'train'],
    [4, 2.5, null, true, 'train'],
  ])
const other = () =>
  bench.rows(
    [
      sampleColumn('c', 'category'),
      sampleColumn('y', 'boolean', { role: 'target' }),
      sampleColumn('note', 'text'),
    ],
    [
      ['a', true, 'first'],
      ['b', false, 'second'],
      ['b', false, 'third'],
    ],
  )

const ask = async (query: string, withOther = false) => {
  const inputs = { table: await table(), ...(withOther && { other: await other() }) }
  return (await bench.run('combine.sql', inputs, { query })).table
}

describe('SQL', () => {
  it('keeps rows, roles and kinds of the columns it selects', async () => {
    const draft = await ask('SELECT * FROM input WHERE x IS NOT NULL ORDER BY x DESC')
    expect(draft.schema.columns).toEqual(
      columns.map((column) => ({
        ...column,
        ...(column.name === 'c' && { categories: ['b'] }),
        ...(column.name === 'y' && { categories: ['false', 'true'] }),
        ...(column.name === 'part' && { categories: ['train'] }),
      })),
    )
    expect(await bench.rowIds(draft)).toEqual([0, 2, 3])
    expect(await bench.types(draft)).toEqual(promisedTypes(draft.schema))
    expect(await bench.values(draft, 'x')).toEqual([0.5, 1.5, 2.5])
  })

  it('numbers the rows of an answer in its order', async () => {
    const draft = await ask(
      `-- totals
       WITH sums AS (SELECT c, sum(k) AS total, count(*) AS n FROM input GROUP BY c)
       SELECT c AS letter, total, n, n / 2 AS half, 1.25::DECIMAL(5, 2) AS price, [n, 1] AS pair, NULL AS nothing
       FROM sums ORDER BY total DESC, letter; -- done`,
    )
    expect(draft.schema.columns.map(({ name, storage, kind }) => [name, storage, kind])).toEqual([
      ['letter', 'varchar', 'category'],
      ['total', 'double', 'number'],
      ['n', 'bigint', 'number'],
      ['half', 'double', 'number'],
      ['price', 'double', 'number'],
      ['pair', 'list', 'sequence'],
      ['nothing', 'bigint', 'number'],
    ])
    expect(await bench.types(draft)).toEqual(promisedTypes(draft.schema))
    expect(await bench.values(draft, 'total')).toEqual([4, 4, 2])
    expect(await bench.rowIds(draft)).toEqual([0, 1, 2])
    expect(await bench.values(draft, 'price')).toEqual([1.25, 1.25, 1.25])
    expect(bench.logs[0]).toContain('The query leaves out the parts that Split made')
  })

  it('joins, with one target, and numbers rows anew where they would share a number', async () => {
    const draft = await ask(
      'SELECT input._row, k, input.y, other.y AS answer, note FROM input JOIN other USING (c) ORDER BY k, note',
      true,
    )
    expect(await bench.values(draft, 'k')).toEqual([1, 1, 2, 3, 3])
    expect(await bench.rowIds(draft)).toEqual([0, 1, 2, 3, 4])
    expect(bench.logs[0]).toContain('numbered anew')
    expect(draft.schema.columns.map(({ name, role, kind }) => [name, role, kind])).toEqual([
      ['k', 'id', 'number'],
      ['y', 'target', 'boolean'],
      ['answer', 'feature', 'boolean'],
      ['note', 'feature', 'text'],
    ])
    const theirs = await ask('SELECT note, other.y FROM other, input', true)
    expect(theirs.schema.columns[1]).toMatchObject({ name: 'y', role: 'target' })
  })

  it('gives the same rows in the same order each time', async () => {
    const [first, ...more] = await Promise.all(
      Array.from({ length: 4 }, () =>
        ask('SELECT c, sum(r * 0.1) AS s FROM input, range(20000) AS t(r) GROUP BY c, r % 97'),
      ),
    )
    const wanted = await bench.read(first!)
    for (const each of more) expect(await bench.read(each)).toEqual(wanted)
  })

  it.each([
    ['SELECT x,\n  z FROM input', 'query_wrong', 'Line 2, column 3: There is no column *z*.'],
    ['SELECT x FORM input', 'query_wrong', 'Line 1, column 15: The query can’t be read: syntax error'],
    ["SELECT 'ä', foo(x) FROM input", 'query_wrong', 'Line 1, column 13: There is no function *foo*.'],
    ['SELECT k\n, sum(x) FROM input', 'query_wrong', 'Line 1, column 8: '],
    [
      'SELECT CAST(c AS INTEGER) AS n FROM input',
      'query_failed',
      "Line 1, column 8: Could not convert string 'b' to INT32",
    ],
    ['', 'query_wrong', 'Write a query'],
    ['-- nothing', 'query_wrong', 'Write a query'],
    ['SELECT _row FROM input', 'no_columns', ''],
    ['SELECT x, k AS X FROM input', 'column_twice', '*X*'],
    ["SELECT {'a': 1} AS s FROM input", 'column_unheld', '*s* is of type STRUCT'],
    ['SELECT INTERVAL 1 DAY AS d', 'column_unheld', '*d* is of type INTERVAL'],
    ["SELECT 'a'::BLOB AS b", 'column_unheld', '*b* is of type BLOB'],
    [
      'SELECT * FROM other',
      'query_refused',
      'Line 1, column 15: There is no table *other*. A query reads *input*.',
    ],
  ])('says where and what is wrong: %s', async (query, code, message) => {
    await expect(ask(query)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
      field: 'query',
    })
  })

  it('reads no further than a person sees', async () => {
    await expect(ask('SELECT x FROM input\0; SELECT 1')).rejects.toMatchObject({
      code: 'query_wrong',
      message: 'Line 1, column 20: The query can’t be read: there is a NUL character.',
    })
  })

  it('may be written in many ways', async () => {
    for (const query of [
      'FROM input',
      'SELECT x FROM input /* ; */ ;;',
      "SELECT ';' AS s, x FROM input;",
      'VALUES (1, 2)',
      '(SELECT x FROM input) UNION ALL (SELECT 7)',
      'SELECT x FROM (FROM input) AS t, (VALUES (1)) AS v(one)',
      'WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 4) SELECT n FROM t',
      'SELECT x, row_number() OVER (PARTITION BY c ORDER BY k) AS n FROM "Input"',
      'SELECT unnest([1, 2]) AS u, list_transform([1], lambda v: v + x) AS l FROM input',
      "SELECT * FROM (SELECT c, k FROM input) PIVOT (sum(k) FOR c IN ('a', 'b'))",
    ])
      expect((await ask(query)).schema.columns.length, query).toBeGreaterThan(0)
  })
})

/** What would reach out of the query, by any way known. */
const attacks = [
  "SELECT * FROM read_csv('/etc/passwd')",
  "SELECT * FROM read_csv_auto('/etc/passwd')",
  "SELECT * FROM read_text('/etc/hostname')",
  "SELECT * FROM read_blob('/etc/hostname')",
  "SELECT * FROM read_json('/etc/hostname')",
  "SELECT * FROM read_parquet('SECRET')",
  "SELECT * FROM parquet_metadata('SECRET')",
  "SELECT * FROM 'SECRET'",
  'SELECT * FROM "SECRET"',
  "SELECT * FROM '/etc/passwd'",
  "SELECT * FROM 'https://example.com/a.parquet'",
  "SELECT * FROM read_csv('https://example.com/a.csv')",
  "SELECT * FROM glob('/etc/*')",
  "SELECT * FROM sniff_csv('/etc/passwd')",
  "SELECT x FROM input WHERE c IN (SELECT content FROM read_text('/etc/hostname'))",
  "WITH t AS (SELECT * FROM read_text('/etc/hostname')) SELECT * FROM t",
  "SELECT (SELECT content FROM read_text('/etc/hostname')) AS s",
  "SELECT * FROM query('SELECT * FROM read_text(''/etc/hostname'')')",
  "SELECT * FROM query_table('duckdb_settings')",
  "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
  'SELECT * FROM duckdb_settings()',
  'SELECT * FROM duckdb_views()',
  'SELECT * FROM duckdb_views',
  'SELECT * FROM information_schema.tables',
  'SELECT * FROM pg_catalog.pg_settings',
  'SELECT * FROM main.duckdb_settings',
  'SELECT * FROM pragma_database_list',
  'SELECT * FROM sqlite_master',
  'SELECT * FROM (SHOW ALL TABLES)',
  'SELECT * FROM (DESCRIBE input)',
  'SELECT * FROM (SUMMARIZE input)',
  "SELECT current_setting('temp_directory') AS s",
  "SELECT getenv('PATH') AS s",
  "SELECT getvariable('a') AS s",
  'SELECT pg_get_viewdef(1) AS s',
  'SELECT main.version() AS s',
  "SELECT age(TIMESTAMP '2020-01-01') AS s",
  'SELECT current_localtimestamp() AS s',
  'SELECT user AS s',
  'SELECT random() AS s',
  'SELECT uuid() AS s',
  'SELECT now() AS s',
  'SELECT current_date AS s',
  'SELECT current_timestamp AS s',
  'SELECT * FROM input TABLESAMPLE 1',
  'SELECT * FROM input USING SAMPLE 1',
  'SELECT $1 AS s',
  "ATTACH '/tmp/x.db'",
  "COPY input TO '/tmp/x.csv'",
  "COPY (SELECT 1) TO '/tmp/x.csv'",
  "SELECT 1 AS a) TO '/tmp/x.csv' (FORMAT csv) --",
  'SET threads = 8',
  'RESET lock_configuration',
  'PRAGMA database_list',
  'INSTALL httpfs',
  'LOAD httpfs',
  'CALL pragma_version()',
  'CREATE TABLE t AS SELECT 1',
  'DROP VIEW input',
  'EXPLAIN SELECT 1',
  'SELECT 1 AS a; SELECT 2 AS a',
  "SELECT 1 AS a; COPY input TO '/tmp/x.csv'",
  'BEGIN',
  "EXPORT DATABASE '/tmp/x'",
  "IMPORT DATABASE '/tmp/x'",
  'VACUUM',
  'PREPARE p AS SELECT 1',
]

describe('a query is locked in', () => {
  it.each(attacks)('%s', async (query) => {
    const secret = await bench.pathOf(await other())
    const found = await ask(query.replace('SECRET', secret)).then(
      ({ schema }) => ({ code: 'answered', message: JSON.stringify(schema) }),
      (error: { code: string; message: string }) => error,
    )
    expect(['query_refused', 'query_wrong']).toContain(found.code)
    expect(found.message).not.toMatch(/Error|DuckDB|configuration|\.duckdb|directory/)
  })

  it('by the database as well, should a query be let through', async () => {
    using folder = createTestFolder()
    const mine = await bench.pathOf(await table())
    const secret = `${folder.path}/secret.parquet`
    copyFileSync(await bench.pathOf(await other()), secret)
    const instance = await DuckDBInstance.create(':memory:', { autoload_known_extensions: 'false' })
    const connection = await instance.connect()
    await lockDown(connection, [mine, `${folder.path}/out.parquet`])
    await connection.run(`SELECT * FROM read_parquet('${mine}')`)
    for (const reach of [
      `SELECT * FROM read_parquet('${secret}')`,
      `SELECT * FROM '${secret}'`,
      "SELECT * FROM read_text('/etc/hostname')",
      "SELECT * FROM glob('/etc/*')",
      `COPY (SELECT 1) TO '${folder.path}/other.parquet'`,
      `ATTACH '${folder.path}/x.db'`,
      'INSTALL httpfs',
      'LOAD httpfs',
      "SELECT * FROM read_csv('https://example.com/a.csv')",
      'SET enable_external_access = true',
      'SET lock_configuration = false',
      'RESET enable_external_access',
      "SET allowed_paths = ['/etc/passwd']",
      'SET threads = 64',
      `SELECT * FROM parquet_schema('${secret}')`,
    ])
      await expect(connection.run(reach), reach).rejects.toThrow(/Permission|configuration|disabled/i)
    connection.closeSync()
    instance.closeSync()
    expect(readdirSync(folder.path)).toEqual(['secret.parquet'])
  })

  it('in time', async () => {
    using folder = createTestFolder()
    const since = performance.now()
    const request = {
      query: 'SELECT sum(a.range * b.range % 7) AS s FROM range(100000000) AS a, range(100000000) AS b',
      tables: { input: await bench.pathOf(await table()) },
      outPath: `${folder.path}/out.parquet`,
      timeoutMs: 300,
    }
    await expect(
      runQuery({ memoryMb: 64, tempDir: folder.path }, request, () => [{ name: 's', sql: 'c0' }]),
    ).rejects.toMatchObject({ code: 'query_too_long' })
    expect(performance.now() - since).toBeLessThan(40_000)
  })

  it('in memory and on disk', async () => {
    using folder = createTestFolder()
    const request = {
      query: 'SELECT list(md5(range::VARCHAR)) AS l FROM range(5000000)',
      tables: { input: await bench.pathOf(await table()) },
      outPath: `${folder.path}/out.parquet`,
      timeoutMs: 60_000,
    }
    await expect(
      runQuery({ memoryMb: 64, tempDir: folder.path }, request, () => [{ name: 'n', sql: 'len(c0)' }]),
    ).rejects.toMatchObject({ code: 'out_of_memory' })
  })
})
