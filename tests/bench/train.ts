import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { initBackend } from '../../ml/backend/init-backend.ts'
import { openEngine } from '../../ml/tables/engine.ts'
import { quoteText } from '../../ml/tables/sql.ts'
import { readTrainingData } from '../../ml/training/read-training-data.ts'
import type { Column } from '../../nodes/kit/columns.ts'
import type { BlueprintValue, PortValue, TableValue } from '../../nodes/kit/values.ts'
import { openFolderStore } from '../../server/storage/folder-store.ts'
import { createTestFolder } from '../kit/test-folder.ts'
import { createNodeRunner } from '../kit/train-model.ts'
import type { BareTraining } from './bare-train.ts'
import { type BenchRow, benchRow, formatBench, median } from './table.ts'

const ROUNDS = 3

interface Size {
  name: string
  rows: number
  inputs: number
  units: number
  epochs: number
  batchSize: number
}
const sizes: readonly Size[] = [
  { name: '350 × 7, 64·64', rows: 350, inputs: 7, units: 64, epochs: 60, batchSize: 32 },
  { name: '10,000 × 50, 128·128', rows: 10_000, inputs: 50, units: 128, epochs: 3, batchSize: 32 },
]

const CLASSES = ['a', 'b', 'c']
const LEARNING_RATE = 0.01

/** The *Train* node, from stored table to stored model, against `fit` of stock TensorFlow.js on the same numbers. */
export async function benchTraining(): Promise<BenchRow[]> {
  const rows: BenchRow[] = []
  for (const size of sizes) rows.push(await measure(size))
  return rows
}

async function measure(size: Size): Promise<BenchRow> {
  using folder = createTestFolder()
  const { name: backend } = await initBackend()
  const names = Array.from({ length: size.inputs }, (_, index) => `x${index}`)
  const columnOf = (name: string, more: Partial<Column> = {}): Column => ({
    id: name,
    name,
    storage: 'double',
    kind: 'number',
    role: 'feature',
    ...more,
  })
  const inputs = names.map((name) => columnOf(name))
  const target = columnOf('y', { storage: 'varchar', kind: 'category', role: 'target', categories: CLASSES })
  const path = join(folder.path, 'table.parquet')
  const engine = await openEngine({ threads: 2, memoryMb: 512, tempDir: join(folder.path, 'engine') })
  const values = names.map((name, index) => `hash(i * 1000 + ${index})::DOUBLE / 9.3e18 - 1 AS ${name}`)
  await engine.run(
    `COPY (SELECT i AS _row, ${values.join(', ')}, ([${CLASSES.map((label) => quoteText(label)).join()}])[1 + (hash(i) % 3)::INT] AS y
      FROM range(${size.rows}) t(i)) TO ${quoteText(path)} (FORMAT parquet)`,
  )
  const data = await readTrainingData(engine, { path, inputs, target, split: null }, 2 ** 30)
  engine.close()

  const layers = [1, 2].map(() => ({ units: size.units, activation: 'relu' as const }))
  const bare: BareTraining = {
    x: join(folder.path, 'x.f32'),
    y: join(folder.path, 'y.f32'),
    rows: size.rows,
    inputs: size.inputs,
    classes: CLASSES.length,
    layers,
    epochs: size.epochs,
    batchSize: size.batchSize,
    learningRate: LEARNING_RATE,
    backend,
  }
  writeFileSync(bare.x, data.train.x)
  writeFileSync(bare.y, Float32Array.from(data.train.y))

  mkdirSync(join(folder.path, 'runs'))
  const store = openFolderStore(join(folder.path, 'blobs'))
  const run = createNodeRunner({ store, folder: join(folder.path, 'runs') })
  const blueprintOf = async (epochs: number) =>
    (
      await run('models.mlp', {
        layers,
        epochs,
        batchSize: size.batchSize,
        learningRate: LEARNING_RATE,
        earlyStopping: false,
      })
    ).blueprint as BlueprintValue
  const table = {
    port: 'table',
    blob: await store.putFile(path, 'application/vnd.apache.parquet'),
    schema: { columns: [...inputs, target], open: false },
    lineage: await store.putBytes(new TextEncoder().encode('{}'), 'application/json'),
  } as unknown as TableValue
  const train = async (blueprint: PortValue) => {
    const startedAt = performance.now()
    await run('train.train', {}, { table, blueprint })
    return performance.now() - startedAt
  }
  const [short, whole] = [await blueprintOf(1), await blueprintOf(size.epochs)]
  await train(short)
  const [ours, theirs]: [number[], number[]] = [[], []]
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await train(whole))
    const script = join(import.meta.dirname, 'bare-train.ts')
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--import',
      'tsx',
      script,
      JSON.stringify(bare),
    ])
    theirs.push(Number(stdout.trim().split('\n').at(-1)))
  }
  return benchRow(`Train, ${size.name}, ${backend} ÷ a bare script with fit`, 'ms', {
    ours: median(ours),
    reference: median(theirs),
  })
}

if (process.argv[1] === import.meta.filename) console.log(formatBench(await benchTraining()))
