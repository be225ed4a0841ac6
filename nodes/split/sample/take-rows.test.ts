import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNodeBench, type NodeBench } from '../../../tests/kit/node-bench.ts'
import { openTable, sampleColumn, sampleTable, splitColumn } from '../../kit/samples.ts'
import { balance } from '../balance/definition.ts'
import { sample } from './definition.ts'

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

const columns = [
  sampleColumn('x', 'number'),
  sampleColumn('w', 'number', { role: 'weight' }),
  sampleColumn('y', 'category', { role: 'target', categories: ['no', 'yes'] }),
  splitColumn,
]
/** 1000 rows with gaps between their ids, not in order: every tenth is a yes, every fifth is for testing. */
const table = () =>
  bench.table(
    `(SELECT range * 3 + 7 AS _row, range::DOUBLE AS x, CASE WHEN range % 4 = 0 THEN 0e0 ELSE range / 1e3 END AS w,
       CASE WHEN range % 10 = 1 THEN 'yes' WHEN range = 0 THEN NULL ELSE 'no' END AS y,
       CASE WHEN range % 5 = 0 THEN 'test' ELSE 'train' END AS part FROM range(1000) ORDER BY range DESC)`,
    columns,
  )

const draft = async (type: string, params: object) =>
  (await bench.run(type, { table: await table() }, { ...params })).table

/** Rows by part and class. */
async function counts(of: Awaited<ReturnType<typeof draft>>) {
  const [parts, classes] = [await bench.values(of, 'part'), await bench.values(of, 'y')]
  const found: Record<string, number> = {}
  parts.forEach((part, row) => {
    const key = `${part} ${classes[row]}`
    found[key] = (found[key] ?? 0) + 1
  })
  return found
}

describe('Sample', () => {
  it('takes a share or a number, the same for the same seed, and leaves ids and rows together', async () => {
    const half = await draft('split.sample', { share: 0.5 })
    const ids = await bench.rowIds(half)
    expect(ids).toHaveLength(500)
    expect((await bench.values(half, 'x')).map((x) => Number(x) * 3 + 7)).toEqual(ids)
    expect(await bench.rowIds(await draft('split.sample', { share: 0.5 }))).toEqual(ids)
    expect(await bench.rowIds(await draft('split.sample', { take: 'count', count: 5000 }))).toHaveLength(1000)
    // Not all from one end: 500 of 1000 lie within four deviations of the middle.
    const early = ids.filter((id) => id < 1507).length
    expect(Math.abs(early - 250)).toBeLessThan(4 * Math.sqrt(1000 / 16))
  })

  it('takes the first rows by their ids', async () => {
    expect(
      await bench.rowIds(await draft('split.sample', { method: 'first', take: 'count', count: 3 })),
    ).toEqual([7, 10, 13])
  })

  it('takes the same part of every class, missing ones included', async () => {
    const classes = await bench.values(await draft('split.sample', { method: 'stratified', share: 0.5 }), 'y')
    expect(classes.filter((each) => each === 'yes')).toHaveLength(50)
    expect(classes.filter((each) => each === null)).toHaveLength(1)
    const three = await bench.values(
      await draft('split.sample', { method: 'stratified', take: 'count', count: 3 }),
      'y',
    )
    expect(['yes', 'no', null].map((label) => three.filter((each) => each === label).length)).toEqual([
      3, 3, 1,
    ])
  })

  it('takes heavier rows more often, and none without weight', async () => {
    const weights = await bench.values(
      await draft('split.sample', { method: 'weighted', take: 'count', count: 200 }),
      'w',
    )
    expect(weights.every((weight) => Number(weight) > 0)).toBe(true)
    // Drawn alike they would have a mean of 0.5; by weight it is near 2/3.
    const mean = weights.reduce<number>((sum, weight) => sum + Number(weight), 0) / weights.length
    expect(mean).toBeGreaterThan(0.58)
    expect(mean).toBeLessThan(0.75)
  })

  it('leaves other parts alone where training rows are taken', async () => {
    const found = await counts(await draft('split.sample', { share: 0.25, from: 'train' }))
    expect(found['test no']! + found['test null']!).toBe(200)
    expect(found['train no']! + found['train yes']!).toBe(200)
  })

  it('says what is wrong', async () => {
    await expect(draft('split.sample', { share: 0 })).rejects.toMatchObject({ code: 'no_rows' })
    const problems = (params: object, schema = sampleTable(...columns.slice(0, 1))) =>
      sample
        .schema({ inputs: { table: schema }, params: sample.params.parse(params), context: { sources: {} } })
        .problems?.map(({ message }) => message)
    expect(problems({ method: 'stratified' })).toEqual([
      'Stratified sampling needs classes, and none is chosen. Choose one under Column.',
    ])
    expect(problems({ method: 'stratified', column: 'x' })).toEqual([
      'Stratified sampling needs classes; *x* is a number. Choose another column or method.',
    ])
    expect(problems({ method: 'weighted' }, openTable)).toEqual([])
    expect(problems({ from: 'train' })).toHaveLength(1)
  })
})

describe('Balance classes', () => {
  it('copies training rows of the rare class evenly, under ids of their own', async () => {
    const found = await draft('split.balance', {})
    expect(await counts(found)).toEqual({ 'test no': 199, 'test null': 1, 'train no': 700, 'train yes': 700 })
    const ids = await bench.rowIds(found)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.slice(0, 1000)).toEqual(Array.from({ length: 1000 }, (_, row) => row * 3 + 7))
    expect(ids.slice(1000)).toEqual(Array.from({ length: 600 }, (_, at) => 999 * 3 + 8 + at))
    const xs = await bench.values(found, 'x')
    const times = new Map<unknown, number>()
    for (const x of xs) times.set(x, (times.get(x) ?? 0) + 1)
    expect([...new Set(times.values())].toSorted((a, b) => a - b)).toEqual([1, 7])
    expect(await bench.rowIds(await draft('split.balance', {}))).toEqual(ids)
  })

  it('leaves out training rows of the frequent class', async () => {
    const found = await draft('split.balance', { method: 'under' })
    expect(await counts(found)).toEqual({ 'test no': 199, 'test null': 1, 'train no': 100, 'train yes': 100 })
  })

  it.each([
    // Sizes of RandomOverSampler and RandomUnderSampler with `sampling_strategy` 0.333: int(700 · 0.333), int(100 / 0.333).
    ['over', 233, 700],
    ['under', 100, 300],
  ])('goes as far as the ratio: %s', async (method, yes, no) => {
    const found = await counts(await draft('split.balance', { method, ratio: 0.333 }))
    expect([found['train yes'], found['train no']]).toEqual([yes, no])
  })

  it('says what is wrong', async () => {
    const one = await bench.rows(columns.slice(2, 3), [['no'], ['no'], [null]])
    await expect(bench.run('split.balance', { table: one })).rejects.toMatchObject({ code: 'one_class' })
    const codes = (schema = sampleTable(...columns), params: object = {}) =>
      balance
        .schema({ inputs: { table: schema }, params: balance.params.parse(params), context: { sources: {} } })
        .problems?.map(({ code }) => code)
    expect(codes()).toEqual([])
    expect(codes(sampleTable(...columns.slice(0, 3)))).toEqual(['no_split'])
    expect(codes(sampleTable(splitColumn))).toEqual(['balance_column'])
    expect(codes(sampleTable(...columns), { column: 'x' })).toEqual(['balance_column'])
  })
})
