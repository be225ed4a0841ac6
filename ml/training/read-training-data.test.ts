import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Column } from '../../nodes/kit/columns.ts'
import { type Engine, openEngine } from '../tables/engine.ts'
import { quoteText } from '../tables/sql.ts'
import { readTrainingData } from './read-training-data.ts'

let folder: string
let engine: Engine
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-training-'))
  engine = await openEngine({ threads: 2, memoryMb: 256, tempDir: join(folder, 'engine') })
})
afterAll(async () => {
  engine.close()
  await rm(folder, { recursive: true, force: true })
})

const column = (name: string, kind: Column['kind'], more: Partial<Column> = {}): Column => ({
  id: name,
  name,
  storage: kind === 'number' ? 'double' : kind === 'boolean' ? 'boolean' : 'varchar',
  kind,
  role: 'feature',
  ...more,
})
const split = column('part of "it"', 'category', { role: 'split' })
const mass = column('mass', 'number')
const island = column('island', 'category')
const species = column('species', 'category', { role: 'target' })

let tables = 0
/** A table from SQL rows `(mass, island, species, split)`. */
async function tableOf(values: string, target = species) {
  const path = join(folder, `t${tables++}.parquet`)
  await engine.run(
    `COPY (SELECT row_number() OVER () - 1 AS _row, * FROM (VALUES ${values})
      AS t(mass, island, ${target.name}, "part of ""it""")) TO ${quoteText(path)} (FORMAT parquet)`,
  )
  return { path, inputs: [mass, island], target, split }
}

const MB = 2 ** 20

describe('readTrainingData', () => {
  it('fits on training rows alone and encodes both parts', async () => {
    const table = await tableOf(
      `(1.0, 'a', 'x', 'train'), (NULL, 'b', 'y', 'train'), (100.0, 'c', 'x', 'test'),
       (50.0, 'c', 'y', 'validation'), (3.0, NULL, 'x', 'train')`,
    )
    const data = await readTrainingData(engine, table, MB)
    expect(data.task).toBe('binary')
    expect(data.classes).toEqual(['x', 'y'])
    expect(data.encoder).toEqual([
      { column: 'mass', as: 'number', missing: 2 },
      { column: 'island', as: 'oneHot', categories: ['a', 'b'] },
    ])
    expect(Array.from(data.train.x)).toEqual([1, 1, 0, 2, 0, 1, 3, 0, 0])
    expect(Array.from(data.train.y)).toEqual([0, 1, 0])
    expect(Array.from(data.validation?.x ?? [])).toEqual([50, 0, 0])
    expect(Array.from(data.validation?.y ?? [])).toEqual([1])
  })

  it('leaves out rows without a target, and says how many', async () => {
    const table = await tableOf(
      `(1.0, 'a', 'x', 'train'), (2.0, 'a', NULL, 'train'), (3.0, 'a', 'y', 'train'), (3.0, 'a', NULL, 'validation')`,
    )
    const data = await readTrainingData(engine, table, MB)
    expect(Array.from(data.train.y)).toEqual([0, 1])
    expect(data.withoutTarget).toBe(2)
    expect(data.validation).toBeNull()
  })

  it('keeps the classes of the schema, and leaves out validation rows of unknown ones', async () => {
    const target = { ...species, categories: ['a', 'x', 'y'] }
    const table = await tableOf(
      `(1.0, 'a', 'x', 'train'), (2.0, 'a', 'y', 'train'), (3.0, 'a', 'z', 'validation'), (4.0, 'b', 'y', 'validation')`,
      target,
    )
    const data = await readTrainingData(engine, table, MB)
    expect(data.classes).toEqual(['a', 'x', 'y'])
    expect(data.task).toBe('multiclass')
    expect(data.validation?.rows).toBe(1)
    expect(Array.from(data.validation?.x ?? [])).toEqual([4, 0])
    expect(Array.from(data.validation?.y ?? [])).toEqual([2])
  })

  it('reads all rows where there is no split, in the order of their ids', async () => {
    const path = join(folder, 'disordered.parquet')
    await engine.run(
      `COPY (SELECT 9 - i AS _row, i::DOUBLE AS mass, 'a' AS island, (i % 2 = 0) AS ok FROM range(10) t(i))
        TO ${quoteText(path)} (FORMAT parquet)`,
    )
    const target = column('ok', 'boolean', { role: 'target' })
    const data = await readTrainingData(engine, { path, inputs: [mass], target, split: null }, MB)
    expect(Array.from(data.train.x)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0])
    expect(Array.from(data.train.y)).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0, 1])
    expect(data.classes).toEqual(['false', 'true'])
  })

  it.each([
    [
      'one class only',
      `(1.0, 'a', 'x', 'train'), (2.0, 'a', 'x', 'train'), (2.0, 'a', 'y', 'test')`,
      'target_one_class',
    ],
    ['no training rows', `(1.0, 'a', 'x', 'test'), (2.0, 'a', 'y', 'test')`, 'no_training_rows'],
    ['one training row', `(1.0, 'a', 'x', 'train'), (2.0, 'a', 'y', 'test')`, 'too_few_rows'],
    [
      'a column without values in the training rows',
      `(NULL, 'a', 'x', 'train'), (NULL, 'a', 'y', 'train'), (1.0, 'a', 'y', 'test')`,
      'column_all_missing',
    ],
    ['an infinite value', `('inf'::DOUBLE, 'a', 'x', 'train'), (1.0, 'a', 'y', 'train')`, 'not_finite'],
  ])('refuses %s', async (_, values, code) => {
    const table = await tableOf(values)
    await expect(readTrainingData(engine, table, MB)).rejects.toMatchObject({ kind: 'user', code })
  })

  it('takes a target that is NaN for missing', async () => {
    const target = column('price', 'number', { role: 'target' })
    const table = await tableOf(
      `(1.0, 'a', 5.0, 'train'), (2.0, 'a', 'nan'::DOUBLE, 'train'), (3.0, 'a', 7.0, 'train')`,
      target,
    )
    const data = await readTrainingData(engine, table, MB)
    expect(Array.from(data.train.y)).toEqual([5, 7])
    expect(data.withoutTarget).toBe(1)
    expect(data.encoder[0]).toMatchObject({ missing: 2 })
  })

  it('refuses a number that is always the same', async () => {
    const target = column('price', 'number', { role: 'target' })
    const table = await tableOf(`(1.0, 'a', 5.0, 'train'), (2.0, 'a', 5.0, 'train')`, target)
    await expect(readTrainingData(engine, table, MB)).rejects.toMatchObject({ code: 'target_constant' })
  })

  it('refuses a matrix that does not fit', async () => {
    const table = await tableOf(`(1.0, 'a', 'x', 'train'), (2.0, 'b', 'y', 'train')`)
    await expect(readTrainingData(engine, table, 20)).rejects.toMatchObject({ code: 'matrix_too_large' })
  })
})
