import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { MetricsEvent } from '../../drizzle/schema/runs.ts'
import { Generator } from '../../ml/training/random.ts'
import { loadConfig } from '../../server/config.ts'
import type { RunEventView } from '../../server/views.ts'
import { drawing } from '../kit/pipelines.ts'
import { createTestFolder } from '../kit/test-folder.ts'
import type { BareFigures, BareTraining } from './bare-train.ts'
import { type BenchContext, between, createFrom, runToEnd } from './context.ts'
import { type BenchRow, benchRow, median } from './table.ts'

const execute = promisify(execFile)

const CLASSES = 5

interface Size extends BareTraining {
  rows: number
  columns: number
}
const sizes: readonly Size[] = [
  { rows: 10_000, columns: 50, units: [128, 128], epochs: 10, batchSize: 32, learningRate: 0.001 },
  { rows: 350, columns: 7, units: [64, 64], epochs: 60, batchSize: 32, learningRate: 0.01 },
  { rows: 3_000, columns: 64, net: 'cnn', units: [64], epochs: 6, batchSize: 32, learningRate: 0.001 },
  { rows: 2_000, columns: 64, net: 'lstm', units: [32], epochs: 6, batchSize: 32, learningRate: 0.001 },
]

/** What the bare script puts before the dense layers, as layers of *Network by layers*. */
const before: Record<'cnn' | 'lstm', Record<string, string | number | number[]>[]> = {
  cnn: [
    { type: 'reshape', shape: [8, 8, 1] },
    { type: 'conv2d', filters: 16, kernel: 3, padding: 'same', activation: 'relu' },
    { type: 'maxPool', size: 2 },
    { type: 'flatten' },
  ],
  lstm: [
    { type: 'reshape', shape: [16, 4] },
    { type: 'lstm', units: 32 },
  ],
}

/** Made-up numbers around one centre for each class, the same each time. */
function makeCsv({ rows, columns }: Size): string {
  const random = Generator.fromSeed(1)
  const uniform = () => random.next() / 2 ** 32
  const centres = Array.from({ length: CLASSES }, () =>
    Array.from({ length: columns }, () => uniform() - 0.5),
  )
  const header = [...Array.from({ length: columns }, (_, at) => `x${at}`), 'class'].join(',')
  const lines = Array.from({ length: rows }, (_, row) => {
    const centre = centres[row % CLASSES] ?? []
    return [...centre.map((at) => (at + 4 * (uniform() - 0.5)).toFixed(4)), `c${row % CLASSES}`].join(',')
  })
  return `${[header, ...lines].join('\n')}\n`
}

/** `backend` is what the run says that it computed with. */
async function runBare(path: string, size: Size, backend: string | null): Promise<BareFigures> {
  const script = join(import.meta.dirname, 'bare-train.ts')
  const args = ['--import', 'tsx', script, path, JSON.stringify(size satisfies BareTraining)]
  const { stdout } = await execute(process.execPath, args, {
    env: {
      ...process.env,
      BARE_BACKEND: backend?.startsWith('wasm') ? 'wasm' : 'tensorflow',
      OMP_NUM_THREADS: String(loadConfig().computeThreads),
      TF_CPP_MIN_LOG_LEVEL: '2',
    },
  })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as BareFigures
}

async function readEpochMs(url: string, runId: string, epochs: number): Promise<number> {
  const response = await fetch(`${url}/api/v1/runs/${runId}/events?node=train&kind=metrics`)
  const events = (await response.json()) as RunEventView[]
  const [first, last] = [events[0], events.at(-1)]
  if (!first || !last || (last.data as MetricsEvent).epoch !== epochs)
    throw new Error(`the run tells of ${events.length} epochs, not ${epochs}`)
  return between(first.at, last.at) / (epochs - 1)
}

/** *Train* in a run against TensorFlow.js' own `fit` in a bare script: same rows, network, batches, epochs, backend. */
export async function benchTrain(context: BenchContext): Promise<BenchRow[]> {
  const rows: BenchRow[] = []
  for (const size of sizes) rows.push(...(await measure(context, size)))
  return rows
}

async function measure(context: BenchContext, size: Size): Promise<BenchRow[]> {
  const { stack, client } = await context.shared()
  using folder = createTestFolder()
  const path = join(folder.path, 'numbers.csv')
  const csv = makeCsv(size)
  writeFileSync(path, csv)
  const name = `${size.rows} × ${size.columns}${size.net ? ` ${size.net}` : ''}`
  const dataset = await client.datasets.upload(`${name}.csv`, csv)
  const source = { source: dataset.id, target: 'class' }
  await client.datasets.read(dataset.id, source)
  const { units, net, epochs, batchSize, learningRate } = size
  const dense = units.map((count) => ({ units: count, activation: 'relu' }))
  const layers = net ? [...before[net], ...dense.map((layer) => ({ type: 'dense', ...layer }))] : dense
  const settings = { layers, epochs, batchSize, learningRate, earlyStopping: false }
  const id = await createFrom(
    client,
    `Bench train ${name}`,
    drawing(
      {
        data: ['data.file', source],
        network: [net ? 'models.network' : 'models.mlp', settings],
        train: ['train.train'],
      },
      ['data.table > train.table', 'network.blueprint > train.blueprint'],
    ),
  )
  // The first makes the compute child warm.
  await runToEnd(client, id, { fresh: true })
  const ours: { nodeMs: number; epochMs: number }[] = []
  const bare: BareFigures[] = []
  let backend: string | null = null
  for (let round = 0; round < context.rounds; round++) {
    const run = await runToEnd(client, id, { fresh: true })
    const { train } = run.nodes
    const nodeMs = between(train?.startedAt ?? null, train?.finishedAt ?? null)
    ours.push({ nodeMs, epochMs: await readEpochMs(stack.url, run.id, epochs) })
    backend = run.backend
    bare.push(await runBare(path, size, backend))
    context.say(`train: node ${Math.round(nodeMs)} ms, bare fit ${Math.round(bare.at(-1)?.fitMs ?? 0)} ms`)
  }
  const of = `TensorFlow.js fit in a bare script, ${bare[0]?.backend ?? ''}`
  const note = `The run’s backend: ${backend ?? 'unknown'}. The node also reads its rows, saves checkpoints and records its result; bare is fit alone, on numbers in memory.`
  const what = net ? `${net.toUpperCase()} and ${units.join('·')} units` : `${units.join('·')} units`
  const title = `Train, ${name}, ${what}, ${epochs} epochs`
  return [
    benchRow(`${title}: the node, start to recorded result`, 'ms', {
      ours: median(ours.map(({ nodeMs }) => nodeMs)),
      reference: median(bare.map(({ fitMs }) => fitMs)),
      of,
      note,
    }),
    benchRow(`${title}: one epoch`, 'ms', {
      ours: median(ours.map(({ epochMs }) => epochMs)),
      reference: median(bare.map(({ epochMs }) => epochMs)),
      of,
      note,
    }),
  ]
}
