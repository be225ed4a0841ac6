import { execFileSync } from 'node:child_process'
import { Readable } from 'node:stream'
import { and, eq, ne } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodeRuns } from '../../drizzle/schema.ts'
import type { PipelineDocument } from '../../nodes/graph/document.ts'
import type { GatherReport } from '../../nodes/kit/loops.ts'
import { addDataset } from '../../server/datasets/datasets.ts'
import { listItems } from '../../server/runs/items.ts'
import { listRefits } from '../../server/runs/refits.ts'
import { drawing, openTestServer, type TestServer } from '../kit/pipelines.ts'
import { createTestStack, type TestStack, type TestWorker } from '../kit/services.ts'

/** Loops through real runs: what an item sees, what is gathered, what is used again, and what a failure ends. */
let stack: TestStack
let server: TestServer
let worker: TestWorker
beforeAll(async () => {
  stack = await createTestStack({ MILLRACE_COMPUTE_CHILDREN: '2' })
  worker = await stack.startWorker()
  server = await openTestServer(stack)
})
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await stack?.[Symbol.asyncDispose]()
})

type Run = Awaited<ReturnType<TestServer['finished']>>

const run = async (document: PipelineDocument, options?: { fresh?: boolean }): Promise<Run> =>
  server.finished(await server.start(document, options))

/** The rows of a table as objects. */
async function rowsOf(of: Run, nodeId: string): Promise<Record<string, unknown>[]> {
  expect(of.error).toBeNull()
  const at = { runId: of.id, nodeId, port: 'table', offset: 0, limit: 200, sort: null }
  const { columns, rows } = await server.workflows.readRows(at)
  return rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index]])))
}

async function reportOf(of: Run): Promise<GatherReport> {
  const value = of.nodes.gather?.outputs?.report
  if (!value) throw new Error(`no report: ${of.state} ${JSON.stringify(of.error)}`)
  return JSON.parse(new TextDecoder().decode(await server.store.getBytes(value.blob))) as GatherReport
}

const itemsOf = (runId: string) =>
  server.db
    .select({ iteration: nodeRuns.iteration, state: nodeRuns.state })
    .from(nodeRuns)
    .where(and(eq(nodeRuns.runId, runId), eq(nodeRuns.nodeId, 'gather'), ne(nodeRuns.iteration, '')))

const statesOf = async (runId: string): Promise<string[]> => {
  const rows = await itemsOf(runId)
  return rows.toSorted((a, b) => a.iteration.localeCompare(b.iteration)).map(({ state }) => state)
}

const counted = 'SELECT species, count(*) AS n, avg(body_mass_g) AS mass FROM input GROUP BY species'

const perPart = (column: string, parallel: number) =>
  drawing(
    {
      data: ['data.builtin', { dataset: 'penguins' }],
      each: ['control.for-each', { column }],
      sql: ['combine.sql', { query: counted }],
      gather: ['control.gather', { parallel }],
    },
    ['data.table > each.table', 'each.table > sql.table', 'sql.table > gather.table'],
  )

const byHand = (column: string) =>
  drawing(
    {
      data: ['data.builtin', { dataset: 'penguins' }],
      sql: [
        'combine.sql',
        {
          query: `SELECT coalesce(${column}, '(missing)') AS item, species, count(*) AS n, avg(body_mass_g) AS mass FROM input GROUP BY ALL`,
        },
      ],
    },
    ['data.table > sql.table'],
  )

const plain = (rows: Record<string, unknown>[]) =>
  rows
    .map(({ item, species, n, mass }) => JSON.stringify([item, species, n, Number(mass).toFixed(6)]))
    .toSorted((a, b) => a.localeCompare(b))

describe('partitions', () => {
  it('give what filters by hand give, whatever the number at a time', async () => {
    const [one, four, hand] = [
      await run(perPart('sex', 1), { fresh: true }),
      await run(perPart('sex', 4), { fresh: true }),
      await run(byHand('sex')),
    ]
    const rows = await rowsOf(one, 'gather')
    expect([...new Set(rows.map(({ item }) => item))]).toEqual(['female', 'male', '(missing)'])
    expect(rows.map(({ _row }) => _row)).toEqual(rows.map((_, index) => index))
    expect(plain(rows)).toEqual(plain(await rowsOf(hand, 'sql')))
    expect(four.nodes.gather?.outputs?.table?.digest).toBe(one.nodes.gather?.outputs?.table?.digest)
    expect(one.nodes.sql?.state).toBe('succeeded')
    const { items } = await reportOf(one)
    expect(items.map(({ label, state, rows: count }) => [label, state, count])).toEqual([
      ['female', 'succeeded', 3],
      ['male', 'succeeded', 3],
      ['(missing)', 'succeeded', 2],
    ])
  })

  const perIsland = (onError: string) =>
    drawing(
      {
        data: ['data.builtin', { dataset: 'penguins' }],
        each: ['control.for-each', { column: 'island' }],
        rows: ['combine.sql', { query: 'SELECT * EXCLUDE (island) FROM input' }],
        ...models,
        gather: ['control.gather', { onError }],
      },
      ['data.table > each.table', 'each.table > rows.table', ...wires, 'evaluate.report > gather.report'],
    )
  const models = {
    split: ['split.split', { method: 'stratified' }],
    linear: ['models.linear'],
    train: ['train.train', { crossFit: 2 }],
    evaluate: ['evaluate.evaluate'],
  } satisfies Parameters<typeof drawing>[0]
  const wires = [
    'rows.table > split.table',
    'split.table > train.table',
    'linear.blueprint > train.blueprint',
    'train.model > evaluate.model',
    'split.table > evaluate.table',
  ]

  it('train a model each, and leave out the one that can not be trained', async () => {
    const made = await run(perIsland('skip'))
    const { items, metricNames } = await reportOf(made)
    // Only Adelie penguins live on Torgersen.
    expect(items.map(({ label, state }) => [label, state])).toEqual([
      ['Biscoe', 'succeeded'],
      ['Dream', 'succeeded'],
      ['Torgersen', 'failed'],
    ])
    expect(items[2]?.error).toBeTruthy()
    expect(metricNames).toContain('logLoss')
    const rows = await rowsOf(made, 'gather')
    expect(rows.map(({ item, error }) => [item, error === null])).toEqual([
      ['Biscoe', true],
      ['Dream', true],
      ['Torgersen', false],
    ])
    const hand = await run(
      drawing(
        {
          data: ['data.builtin', { dataset: 'penguins' }],
          rows: ['combine.sql', { query: "SELECT * EXCLUDE (island) FROM input WHERE island = 'Dream'" }],
          ...models,
        },
        ['data.table > rows.table', ...wires],
      ),
    )
    const report = hand.nodes.evaluate?.outputs?.report
    expect(report?.port === 'report' && report.metrics.logLoss).toBeCloseTo(Number(rows[1]?.logLoss), 6)
  })

  it('stop at the one that fails, and say which', async () => {
    const made = await run(perIsland('stop'))
    expect(made.state).toBe('failed')
    expect(made.nodes.gather?.error?.message).toMatch(/^In “Torgersen”: /)
    expect(made.nodes.train?.state).toBe('skipped')
    const { items } = await listItems(server.db, { runId: made.id, nodeId: 'gather' })
    expect(items.map(({ label }) => label)).toEqual(['Biscoe', 'Dream', 'Torgersen'])
    expect(items[2]).toMatchObject({ state: 'failed', error: expect.any(String) as string })
  })
})

describe('values', () => {
  const tried = (values: string) => ({
    ...drawing(
      {
        data: ['data.builtin', { dataset: 'penguins' }],
        each: ['control.for-each', { over: 'values', input: 'least', values }],
        bin: ['features.bin', { columns: ['body_mass_g'], bins: { input: 'least' } }],
        sql: ['combine.sql', { query: 'SELECT count(DISTINCT body_mass_g) AS bins FROM input' }],
        gather: ['control.gather'],
      },
      [
        'data.table > each.table',
        'each.table > bin.table',
        'bin.table > sql.table',
        'sql.table > gather.table',
      ],
    ),
    inputs: { least: { type: 'number' as const, default: 7 } },
  })

  it('stand in the place of a parameter of the pipeline; what was tried is used again', async () => {
    const made = await run(tried('3\n5'))
    const rows = await rowsOf(made, 'gather')
    expect(rows.map(({ item, bins }) => [item, bins])).toEqual([
      ['3', 3],
      ['5', 5],
    ])
    const more = await run(tried('4\n3\n5'))
    expect((await rowsOf(more, 'gather')).map(({ bins }) => bins)).toEqual([4, 3, 5])
    expect(await statesOf(more.id)).toEqual(['succeeded', 'cached', 'cached'])
  })
})

describe('files', () => {
  const upload = async (name: string, rows: number) => {
    const lines = Array.from({ length: rows }, (_, row) => `${row},${row % 2 === 0 ? 'even' : 'odd'}`)
    const bytes = Readable.from([Buffer.from(`size,kind\n${lines.join('\n')}\n`)])
    return addDataset(server.db, { name, blob: await server.store.putStream(bytes, 'text/csv', 10_000) })
  }
  const summed = () =>
    drawing(
      {
        each: ['control.for-each', { over: 'files', pattern: 'sales-*.csv' }],
        sql: ['combine.sql', { query: 'SELECT count(*) AS n, sum(size) AS size FROM input' }],
        gather: ['control.gather'],
      },
      ['each.table > sql.table', 'sql.table > gather.table'],
    )
  const found = async (of: Run) =>
    (await rowsOf(of, 'gather')).map(({ item, n, size }) => [item, Number(n), Number(size)])

  it('are read in their newest version; a new one computes itself alone', async () => {
    const none = await run(summed())
    expect(none.nodes.each?.error?.code).toBe('no_items')
    await upload('sales-2.csv', 4)
    await upload('sales-1.csv', 2)
    await upload('sales-1.csv', 3)
    await upload('sales_3.csv', 9)
    expect(await found(await run(summed()))).toEqual([
      ['sales-1.csv', 3, 3],
      ['sales-2.csv', 4, 6],
    ])
    await upload('sales-0.csv', 5)
    const more = await run(summed())
    expect(await found(more)).toEqual([
      ['sales-0.csv', 5, 10],
      ['sales-1.csv', 3, 3],
      ['sales-2.csv', 4, 6],
    ])
    expect(await statesOf(more.id)).toEqual(['succeeded', 'cached', 'cached'])
    const same = await run(summed())
    expect(same.nodes.gather?.state).toBe('cached')
    expect(same.nodes.sql?.state).toBe('cached')
  })
})

describe('many items', () => {
  const many = (count: number, parallel = 4) =>
    drawing(
      {
        each: [
          'control.for-each',
          { over: 'values', input: 'n', values: Array.from({ length: count }, (_, n) => n).join('\n') },
        ],
        sql: [
          'combine.sql',
          { query: 'SELECT value, sum(range) AS total FROM input, range(3000000) GROUP BY value' },
        ],
        gather: ['control.gather', { parallel }],
      },
      ['each.table > sql.table', 'sql.table > gather.table'],
    )
  const withInput = (document: PipelineDocument) => ({
    ...document,
    inputs: { n: { type: 'number' as const, default: 0 } },
  })

  /** Process ids of the compute children of the worker. */
  const computePids = (): number[] =>
    execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(worker.pid())], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes('compute/child'))
      .map((line) => Number.parseInt(line, 10))

  const doneOf = async (runId: string) =>
    (await listRefits(server.db, { runId, nodeId: 'gather' })).filter(({ outputs }) => outputs)

  it('come in batches; what is done when compute or the worker is killed is not done again', async () => {
    const runId = await server.start(withInput(many(60)), { fresh: true })
    const reached = (count: number) =>
      expect
        .poll(async () => (await doneOf(runId)).length, { timeout: 120_000, interval: 20 })
        .toBeGreaterThanOrEqual(count)
    await reached(5)
    for (const pid of computePids()) process.kill(pid, 'SIGKILL')
    await reached(12)
    process.kill(Number(worker.pid()), 'SIGKILL')
    const before = await doneOf(runId)
    const made = await server.finished(runId)
    expect(made.error).toBeNull()
    const after = await doneOf(runId)
    expect(after).toHaveLength(60)
    for (const { iteration, finishedAt } of before)
      expect(after.find((row) => row.iteration === iteration)?.finishedAt).toEqual(finishedAt)
    const rows = await rowsOf(made, 'gather')
    expect(rows.map(({ item, value }) => [item, value])).toEqual(
      Array.from({ length: 60 }, (_, n) => [String(n), n]),
    )
  })

  it('are cancelled with their run', async () => {
    const runId = await server.start(withInput(many(400)), { fresh: true })
    await server.until(runId, (one) => one.nodes.gather?.progress != null)
    await server.workflows.cancelRun(runId)
    const made = await server.finished(runId)
    expect(made.state).toBe('cancelled')
    const rows = await itemsOf(runId)
    expect(rows.filter(({ state }) => state === 'running' || state === 'queued')).toEqual([])
  })
})
