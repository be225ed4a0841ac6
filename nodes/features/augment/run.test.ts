import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNodeBench, type NodeBench } from '../../../tests/kit/node-bench.ts'
import { parquet } from '../../../ml/tables/sql.ts'
import type { Column } from '../../kit/columns.ts'
import type { TableValue } from '../../kit/values.ts'
import { sampleColumn, sampleTable, splitColumn } from '../../kit/samples.ts'
import { augment } from './definition.ts'

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

const picture = sampleColumn('image', 'vector', { shape: [8, 8, 1] })
const columns = [picture, sampleColumn('digit', 'category', { role: 'target' }), splitColumn]

/** Forty digits: every fourth for the test, the first without an image. */
async function digits(): Promise<TableValue> {
  const { table } = await bench.run('data.builtin', {}, { dataset: 'digit-images' })
  return bench.table(
    `(SELECT _row * 2 AS _row, CASE WHEN _row <> 1 THEN image END AS image, digit,
       CASE WHEN _row % 4 = 0 THEN 'test' ELSE 'train' END AS part FROM ${parquet(table.path)} WHERE _row < 40)`,
    columns,
  )
}

describe('augment images', () => {
  it('adds copies of training images only, each with the class of its row', async () => {
    const input = await digits()
    const { table } = await bench.run('features.augment', { table: input }, { copies: 3, noise: 0.02 })
    const [before, after] = [await bench.read(input), await bench.read(table)]
    // 30 training rows, one of them without an image.
    expect(after.rows).toBe(40 + 29 * 3)
    const head = (name: string) => (after.columns[name] as unknown[]).slice(0, 40)
    for (const { name } of columns) expect(head(name)).toEqual(before.columns[name])
    expect(new Set((after.columns.part as string[]).slice(40))).toEqual(new Set(['train']))
    const trained = (before.columns.digit as string[]).filter(
      (_, row) => before.columns.part?.[row] === 'train' && before.columns.image?.[row],
    )
    expect((after.columns.digit as string[]).slice(40)).toEqual(
      trained.flatMap((digit) => [digit, digit, digit]),
    )
    const ids = await bench.rowIds(table)
    expect(ids.slice(40)).toEqual(Array.from({ length: 87 }, (_, at) => 79 + at))
    const made = (after.columns.image as Float32Array[]).slice(40)
    expect(new Set(made.map((image) => image.join())).size).toBe(made.length)
    for (const image of made) expect(image).toHaveLength(64)
    const again = await bench.run('features.augment', { table: input }, { copies: 3, noise: 0.02 })
    expect((await bench.read(again.table)).columns.image).toEqual(after.columns.image)
  })

  it('asks for prepared images, and for a Split', () => {
    const codes = (params: object, ...given: Column[]) =>
      augment
        .schema({
          inputs: { table: sampleTable(...given) },
          params: augment.params.parse(params),
          context: { sources: {} },
        })
        .problems?.map(({ code }) => code)
    const vector = sampleColumn('code', 'vector')
    expect(codes({}, picture, splitColumn)).toEqual([])
    expect(codes({}, picture)).toEqual(['no_split'])
    expect(codes({}, vector, splitColumn)).toEqual(['nothing_to_do'])
    expect(codes({ column: 'code' }, vector, splitColumn)).toEqual(['no_picture'])
  })
})
