import { Connection } from '@temporalio/client'
import postgres from 'postgres'
import { expect, test } from 'vitest'
import { createTestDatabase, createTestNamespace } from './services.ts'

const connect = (url: string) => {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  return { sql, [Symbol.asyncDispose]: () => sql.end({ timeout: 5 }) }
}

test('each test database is migrated, empty and apart', async () => {
  await using one = await createTestDatabase()
  await using other = await createTestDatabase()
  await using first = connect(one.url)
  await using second = connect(other.url)
  const tables =
    await first.sql`select table_name from information_schema.tables where table_schema = 'public'`
  expect(tables.map((row) => row.table_name)).toContain('runs')
  await first.sql`create table only_here (id integer)`
  const found = await second.sql`select to_regclass('public.only_here') as name`
  expect(found[0]?.name).toBeNull()
})

test('a test database is gone afterwards', async () => {
  let url = ''
  {
    await using database = await createTestDatabase()
    url = database.url
  }
  await using gone = connect(url)
  await expect(gone.sql`select 1`).rejects.toThrow('does not exist')
})

test('a namespace is ready for use', async () => {
  const { address, namespace } = await createTestNamespace()
  const connection = await Connection.connect({ address })
  const { executions } = await connection.workflowService.listWorkflowExecutions({ namespace })
  expect(executions).toEqual([])
  await connection.close()
})
