import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { ColumnBatch } from '../../ml/tables/column-batch.ts'
import { concatBatches, splitBatch } from './batches.ts'
import { type BatcherOptions, createBatcher } from './batcher.ts'

const options: BatcherOptions = { queuedBytes: 100, batchRows: 8, batchDelayMs: 1 }
const origin = { bytes: 10 }
const batchOf = (...values: number[]): ColumnBatch => ({
  rows: values.length,
  columns: { x: Float64Array.from(values), label: values.map((value) => `v${value}`) },
})
const double = (batch: ColumnBatch): ColumnBatch => ({
  rows: batch.rows,
  columns: { y: (batch.columns.x as Float64Array).map((value) => value * 2) },
})
const filled = (length: number, value: number) => Array.from({ length }, () => value)
const answersOf = (batch: ColumnBatch) => [...(batch.columns.y as Float64Array)]

test('cuts what it put together back into the same parts', () => {
  const parts = [batchOf(1, 2), batchOf(), batchOf(3)]
  const together = concatBatches(parts)
  expect(together.rows).toBe(3)
  expect(together.columns.label).toEqual(['v1', 'v2', 'v3'])
  const again = splitBatch(together, [2, 0, 1])
  expect(again.map(({ rows }) => rows)).toEqual([2, 0, 1])
  expect(again.map(({ columns }) => [...(columns.x as Float64Array)])).toEqual([[1, 2], [], [3]])
  expect(again[2]!.columns.label).toEqual(['v3'])
})

test('answers requests of one turn together, each with its own rows', async () => {
  const batches: [number, number][] = []
  const batcher = createBatcher(double, { ...options, onBatch: (...sizes) => batches.push(sizes) })
  const answers = await Promise.all(
    [batchOf(1), batchOf(2, 3), batchOf(4)].map((b) => batcher.submit(b, origin)),
  )
  expect(answers.map(answersOf)).toEqual([[2], [4, 6], [8]])
  await batcher.idle()
  expect(batches).toEqual([[3, 4]])
})

test('fills a batch with whole requests only, in the order they came', async () => {
  const batches: [number, number][] = []
  const order: number[] = []
  const batcher = createBatcher(double, { ...options, onBatch: (...sizes) => batches.push(sizes) })
  await Promise.all(
    [5, 4, 20, 1].map((rows, index) =>
      batcher.submit(batchOf(...filled(rows, index)), origin).then((answer) => {
        expect(answersOf(answer)).toEqual(filled(rows, index * 2))
        order.push(index)
      }),
    ),
  )
  await batcher.idle()
  expect(batches).toEqual([
    [1, 5],
    [1, 4],
    [1, 20],
    [1, 1],
  ])
  expect(order).toEqual([0, 1, 2, 3])
})

test('gathers while a batch is being computed', async () => {
  const sizes: number[] = []
  const batcher = createBatcher(async (batch) => {
    sizes.push(batch.rows)
    await sleep(20)
    return double(batch)
  }, options)
  const first = batcher.submit(batchOf(1), origin)
  await sleep(5)
  const rest = [batcher.submit(batchOf(2), origin), batcher.submit(batchOf(3), origin)]
  expect(batcher.queuedRows).toBe(2)
  await Promise.all([first, ...rest])
  expect(sizes).toEqual([1, 2])
  expect(batcher.queuedRows).toBe(0)
})

test('computes a large request in pieces that others can come between', async () => {
  const sizes: number[] = []
  const batcher = createBatcher((batch) => {
    sizes.push(batch.rows)
    return double(batch)
  }, options)
  const values = Array.from({ length: 2500 }, (_, index) => index)
  const answer = await batcher.submit(batchOf(...values), origin)
  expect(sizes).toEqual([1024, 1024, 452])
  expect(answersOf(answer)).toEqual(values.map((value) => value * 2))
})

test('refuses what the queue has no room for and takes requests again once it is emptier', async () => {
  let release = () => {}
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  const batcher = createBatcher(async (batch) => {
    await gate
    return double(batch)
  }, options)
  const send = (batch: ColumnBatch, bytes: number) => {
    batcher.admit(bytes)
    return batcher.submit(batch, { bytes })
  }
  const first = send(batchOf(1), 50)
  await sleep(5)
  // A request of any size finds room in an empty queue.
  const second = send(batchOf(2), 500)
  expect(() => batcher.admit(1)).toThrow(
    expect.objectContaining({ status: 429, code: 'overloaded', retryAfterSeconds: 1 }),
  )
  release()
  expect((await Promise.all([first, second])).map(answersOf)).toEqual([[2], [4]])
  const third = send(batchOf(3), 60)
  const fourth = send(batchOf(4), 40)
  expect(() => batcher.admit(1)).toThrow(expect.objectContaining({ code: 'overloaded' }))
  expect((await Promise.all([third, fourth])).map(answersOf)).toEqual([[6], [8]])
})

test('does not compute what nobody waits for any more', async () => {
  const sizes: number[] = []
  const batcher = createBatcher((batch) => {
    sizes.push(batch.rows)
    return double(batch)
  }, options)
  const gone = batcher.submit(batchOf(1, 2, 3), { bytes: 90, isAbandoned: () => true })
  const kept = batcher.submit(batchOf(4), { bytes: 10, isAbandoned: () => false })
  await expect(gone).rejects.toMatchObject({ code: 'abandoned' })
  expect(answersOf(await kept)).toEqual([8])
  expect(sizes).toEqual([1])
  expect(batcher.queuedRows).toBe(0)
  expect(() => batcher.admit(100)).not.toThrow()
})

test('finishes what waits before it gives way to what arrives', async () => {
  const batcher = createBatcher((batch) => double(batch), { ...options, batchRows: 1 })
  let turns = 0
  let done = false
  const count = () => {
    turns++
    if (!done) setImmediate(count)
  }
  setImmediate(count)
  await Promise.all(Array.from({ length: 500 }, (_, index) => batcher.submit(batchOf(index), origin)))
  done = true
  // After some milliseconds it gives way to others: how often depends on the machine, and is not after each.
  expect(turns).toBeLessThan(250)
})

test('lets only the request fail that the model fails on', async () => {
  const batcher = createBatcher((batch) => {
    if ((batch.columns.x as Float64Array).includes(13)) throw new Error('thirteen')
    return double(batch)
  }, options)
  const answers = await Promise.allSettled(
    [batchOf(1), batchOf(13), batchOf(2)].map((b) => batcher.submit(b, origin)),
  )
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})

test('is idle only after the last answer', async () => {
  let answered = 0
  const batcher = createBatcher(async (batch) => {
    await sleep(10)
    return double(batch)
  }, options)
  await batcher.idle()
  void batcher.submit(batchOf(1), origin).then(() => answered++)
  await sleep(5)
  void batcher.submit(batchOf(2), origin).then(() => answered++)
  await batcher.idle()
  expect(answered).toBe(2)
})
