import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNodeBench, type NodeBench } from '../../../tests/kit/node-bench.ts'
import type { LoopItem, LoopReport } from '../../kit/loops.ts'
import type { OutputDrafts } from '../../kit/runner.ts'
import { sampleColumn } from '../../kit/samples.ts'
import type { TableValue } from '../../kit/values.ts'
import { forEach } from './definition.ts'
import { run } from './run.ts'

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

const columns = [
  sampleColumn('kind', 'category', { categories: ['', 'a', "b'"] }),
  sampleColumn('size', 'number'),
  sampleColumn('when', 'datetime'),
]
const rows = [
  ["b'", 1, '2024-01-02'],
  ['a', null, '2024-01-01'],
  [null, 10, null],
  ['a', -2.5, '2024-01-01'],
  ['', 1, '2024-01-02'],
]

const made = async (inputs: Record<string, TableValue>, params: object) =>
  (await bench.runWith(run, inputs, { ...forEach.params.parse(params), ...params })) as {
    table: OutputDrafts['table']
    items: { report: LoopReport }
  }

describe('partitions', () => {
  it.each([
    ['kind', ['', 'a', "b'", '(missing)']],
    ['size', ['-2.5', '1.0', '10.0', '(missing)']],
    ['when', ['2024-01-01 00:00:00', '2024-01-02 00:00:00', '(missing)']],
  ])('by %s take every row once, in the order of the values', async (column, labels) => {
    const table = await bench.rows(columns, rows)
    const { items } = (await made({ table }, { column })).items.report
    expect(items.map(({ label }) => label)).toEqual(labels)
    expect(new Set(items.map(({ digest }) => digest)).size).toBe(labels.length)
    const parts: OutputDrafts['table'][] = []
    const ids: number[] = []
    // The bench runs one statement at a time.
    for (const item of items) {
      const { table: part } = await made({ table }, { column, item })
      parts.push(part)
      ids.push(...(await bench.rowIds(part)))
    }
    expect(ids.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4])
    for (const [index, part] of parts.entries()) {
      const values = new Set(await bench.values(part, column))
      expect(values.size).toBe(1)
      expect(part.schema.columns[0]?.categories).toEqual(
        column !== 'kind' ? columns[0]?.categories : index === 3 ? [] : [labels[index]],
      )
    }
  })

  it('keep their digest where rows of others change, and change it with their own', async () => {
    const digests = async (table: TableValue) =>
      Object.fromEntries(
        (await made({ table }, { column: 'kind' })).items.report.items.map(({ label, digest }) => [
          label,
          digest,
        ]),
      )
    const before = await digests(await bench.rows(columns, rows))
    const after = await digests(await bench.rows(columns, [["b'", 2, '2024-01-02'], ...rows.slice(1)]))
    expect(after.a).toBe(before.a)
    expect(after["b'"]).not.toBe(before["b'"])
  })

  it('are refused where there are more than the limit', async () => {
    const table = await bench.rows(columns, rows)
    await expect(made({ table }, { column: 'kind', limit: 3 })).rejects.toThrow(
      '*kind* has more than 3 values.',
    )
  })
})

describe('values', () => {
  it('are the table where none arrives: numbers where all of them are', async () => {
    const over = { over: 'values', input: 'x' }
    const numbers = await made({}, { ...over, values: '1\n 2.5 \n\n' })
    expect(numbers.items.report.items.map(({ label }) => label)).toEqual(['1', '2.5'])
    expect(await bench.values(numbers.table, 'value')).toEqual([1, 2.5])
    const item: LoopItem = { label: '2.5', value: '2.5', digest: null, numeric: true }
    expect(await bench.values((await made({}, { ...over, item })).table, 'value')).toEqual([2.5])
    const texts = await made({}, { ...over, values: '1\nb' })
    expect(await bench.values(texts.table, 'value')).toEqual(['1', 'b'])
  })
})
